import type { TradingJournal } from '../store/journal.js'
import { smallOrder, traderOf } from './actors.js'
import { readBooks } from './books.js'
import { broken, type Scenario, type Sight } from './scenario.js'
import { launches, quiet, type Report } from './scene.js'
import type { Stage } from './stage.js'
import { journalWith } from './stand-ins.js'

type Step = 'begin' | 'sent' | 'seal'

/** A record that cannot be written, from a step of the second cycle on. */
export const brokenJournals: readonly Scenario[] = [
  scenario('journal-begin', {
    step: 'begin',
    what: 'when a cycle begins',
    must: 'fails closed (21): no agent is started, nothing is sent; the next start goes on',
  }),
  scenario('journal-sent', {
    step: 'sent',
    what: 'when an order is about to be sent',
    must: 'fails closed (21): the order is not sent; the next start goes on',
    needs: 'order',
  }),
  scenario('journal-seal', {
    step: 'seal',
    what: 'when a cycle is sealed',
    must: 'fails closed (21): the next start seals it as interrupted, and no order is lost or doubled',
    needs: 'launch',
  }),
]

interface Fault extends Pick<Scenario, 'must' | 'needs'> {
  readonly step: Step
  readonly what: string
}

function scenario(name: string, { step, what, ...rest }: Fault): Scenario {
  return {
    name,
    group: 'journal',
    does: `the disk is full ${what}, in the second cycle`,
    ...rest,
    async play(stage) {
      const actors = [traderOf((briefing) => smallOrder(stage.config, briefing))]
      let isFull = false
      const scene = await stage.open({
        actors,
        interposed: { journal: (journal) => fullAt(step, journal, () => isFull) },
      })
      await scene.cycle()
      const before = readBooks(scene.dataDir).placed
      isFull = true
      const failed = await scene.cycle()
      await scene.close()
      const sent = readBooks(scene.dataDir).placed - before
      const next = await stage.open({ actors })
      const [interrupted] = next.trading.recovered.cycles
      const report = await next.cycle()
      await next.close()
      return judge(stage, { step, failed, sent, interrupted, next: report })
    },
  }
}

/** Fails at a step, and at all that comes after it in a cycle. */
function fullAt(step: Step, journal: TradingJournal, isFull: () => boolean): TradingJournal {
  const orFail =
    <Arguments extends readonly unknown[], Result>(write: (...args: Arguments) => Result) =>
    (...args: Arguments): Result => {
      if (isFull()) throw new Error('ENOSPC: no space left on device, write (a drill)')
      return write(...args)
    }
  const seal = orFail((report: Parameters<TradingJournal['seal']>[0]) => journal.seal(report))
  if (step === 'seal') return journalWith(journal, { seal })
  const sent = orFail((order: Parameters<TradingJournal['sent']>[0]) => journal.sent(order))
  if (step === 'sent') return journalWith(journal, { sent, seal })
  const begin = orFail((start: Parameters<TradingJournal['begin']>[0]) => journal.begin(start))
  return journalWith(journal, { begin, sent, seal })
}

interface Story {
  readonly step: Step
  readonly failed: Report
  readonly sent: number
  readonly interrupted: string | undefined
  readonly next: Report
}

function judge(stage: Stage, { step, failed, sent, interrupted, next }: Story): Sight {
  const { faults } = readBooks(stage.dataDir())
  const launched = launches(failed)
  const sealed = interrupted === undefined ? '' : `, ${interrupted} interrupted`
  return {
    seen: `${failed.status}, ${quiet(launched, sent)}; next start: ${next.cycle.id} ${next.status}${sealed}`,
    faults: [
      ...broken([
        [failed.status === 'failed-closed', `the cycle ended as ${failed.status}`],
        [step !== 'begin' || launched === 0, `agents were started: ${launched}`],
        [step === 'seal' || sent === 0, `orders were sent: ${sent}`],
        [step === 'begin' || interrupted !== undefined, 'the next start did not seal it as interrupted'],
        [next.sealed, `the next cycle was not sealed: ${next.error ?? ''}`],
      ]),
      ...faults,
    ],
  }
}
