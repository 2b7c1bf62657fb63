import { counted } from '../report/figures.js'
import { smallOrder, traderOf } from './actors.js'
import { readBooks } from './books.js'
import { leftOver, remaining } from './processes.js'
import { broken, type Scenario, type Sight } from './scenario.js'
import type { Report } from './scene.js'
import type { Stage } from './stage.js'
import { type Corpse, type Death, deaths, sacrifice } from './victim.js'

const moments = {
  begun: 'after the cycle was given its number',
  observed: 'after it has looked at the market',
  critical: 'while the risk agent runs',
  decided: 'after the gate has decided',
  parallel: 'while agents run, one of them in a process of its own',
  journalled: 'between an order’s journal entry and the broker',
  placed: 'between the broker’s fill and its record',
  unsealed: 'before the cycle is sealed',
  sealed: 'after the cycle is sealed',
} as const satisfies Record<Death, string>

/** A process that ends without warning in each step of a cycle, and the next start. */
export const kills: readonly Scenario[] = deaths.map((death) => ({
  name: `kill-${death}`,
  group: 'kill -9',
  does: `kills a process that runs a cycle ${moments[death]}`,
  must: 'the next start is not refused; no order is lost or doubled, no cycle number comes twice, no process is left',
  needs: death === 'journalled' || death === 'placed' ? 'order' : 'launch',
  async play(stage) {
    const { clocks, signal } = stage.options
    const corpse = await sacrifice(stage, death)
    const left = await remaining(corpse.pids, { timer: clocks.timer, signal })
    const scene = await stage.open({ actors: [traderOf((briefing) => smallOrder(stage.config, briefing))] })
    const { recovered } = scene.trading
    const next = await scene.cycle()
    await scene.close()
    return judge(stage, { death, corpse, left, recovered, next })
  },
}))

interface Story {
  readonly death: Death
  readonly corpse: Corpse
  readonly left: readonly number[]
  readonly recovered: { readonly cycles: readonly string[]; readonly receipts: Report['settlement']['receipts'] }
  readonly next: Report
}

function judge(stage: Stage, { death, corpse, left, recovered, next }: Story): Sight {
  const { cycles, filled, atBroker, faults } = readBooks(stage.dataDir())
  const [killed] = cycles
  const asked = recovered.receipts.map(({ status }) => `its order ${status}, says the broker`)
  const expected = death === 'sealed' ? [] : ['c000001']
  const wantsReceipt = death === 'journalled' || death === 'placed'
  const processes = corpse.pids.length === 0 ? [] : [leftOver(left, corpse.pids)]
  return {
    seen: [
      `c000001 ${killed?.status ?? 'lost'}`,
      ...asked,
      `then ${next.cycle.id} ${next.status}`,
      `${counted(filled, 'fill')} in the record, ${atBroker} at the broker`,
      ...processes,
    ].join('; '),
    faults: [
      ...broken([
        [
          corpse.signal === 'SIGKILL',
          `the process was not killed, it ended with ${corpse.code ?? ''}: ${corpse.lastWords}`,
        ],
        [
          recovered.cycles.join() === expected.join(),
          `sealed as interrupted: ${recovered.cycles.join(', ') || 'none'}, expected ${expected.join(', ') || 'none'}`,
        ],
        [!wantsReceipt || recovered.receipts.length === 1, 'nobody asked the broker for the order without an answer'],
        [next.sealed && next.cycle.number === 2, `the next cycle was ${next.cycle.id}, ${next.status}`],
        [cycles.length === 2, `the record has ${cycles.length} cycles, expected 2`],
        [death !== 'parallel' || corpse.pids.length > 0, 'no agent ran in a process of its own'],
        [left.length === 0, `left behind: ${left.join(', ')}`],
      ]),
      ...faults,
    ],
  }
}
