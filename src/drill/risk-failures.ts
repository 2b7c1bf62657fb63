import type { Briefing, Proposal } from '../agents/agent.js'
import { type Actor, allIsWell, criticOf, smallOrder, traderOf } from './actors.js'
import { readBooks } from './books.js'
import { broken, type Scenario } from './scenario.js'
import { launches, quiet, whyOf } from './scene.js'

/** Critical agents that fail in every way that one can, from their second cycle on. */
export const riskFailures: readonly Scenario[] = [
  scenario('risk-throws', 'throws', () => {
    throw new Error('the risk agent of this drill throws')
  }),
  scenario('risk-hangs', 'hangs in a process of its own', { kind: 'process', name: 'drill-critic', act: 'hang' }),
  scenario('risk-says-nan', 'says active, with a figure that is no number', (briefing) => ({
    ...verdict(briefing.cycle.id),
    metrics: { drawdownPercent: Number.NaN },
  })),
  scenario('risk-other-cycle', 'says active, for the cycle before', () => verdict('c000001')),
  scenario('risk-says-nothing', 'answers without a verdict', () => ({ summary: 'no comment' })),
]

function verdict(cycleId: string): Proposal {
  return { summary: 'all is well', verdict: { cycleId, state: 'active', reasons: [] } }
}

function scenario(name: string, what: string, failing: Actor | ((briefing: Briefing) => Proposal)): Scenario {
  const critic =
    typeof failing === 'function'
      ? criticOf((briefing) => (briefing.cycle.number === 1 ? allIsWell(briefing) : failing(briefing)))
      : failing
  return {
    name,
    group: 'risk agent',
    does: `lets one cycle pass; in the second the risk agent ${what}`,
    must: 'the second cycle fails closed (21): no agent is started, nothing is sent',
    async play(stage) {
      const trader = traderOf((briefing) => smallOrder(stage.config, briefing))
      const scene = await stage.open({ critic, actors: [trader] })
      const fine = await scene.cycle()
      const before = readBooks(scene.dataDir).placed
      const failed = await scene.cycle()
      await scene.close()
      const sent = readBooks(scene.dataDir).placed - before
      const launched = launches(failed)
      return {
        seen: `${failed.status} (${whyOf(failed)}), ${quiet(launched, sent)}`,
        faults: broken([
          [launches(fine) === 1, `the first cycle, with a fine verdict, ended as ${fine.status} (${whyOf(fine)})`],
          [failed.status === 'failed-closed', `the cycle ended as ${failed.status}`],
          [launched === 0, `agents were started: ${launched}`],
          [sent === 0, `orders were sent: ${sent}`],
        ]),
      }
    },
  }
}
