import type { Config } from '../config/config.js'
import { duration } from '../report/figures.js'
import type { TradingSystem } from '../trading-system.js'
import { worstCaseMs } from './worst-case.js'

/** What a run says before its first cycle: what it found of the one before it, and that cycles may not keep their pace. */
export function greeting(
  { recovered, orchestrator }: TradingSystem,
  { config, continues }: { readonly config: Config; readonly continues: boolean },
): readonly string[] {
  const { continued, cycles, receipts } = recovered
  const why = continues ? ', as its tick is older than the interval' : ''
  const sealed = cycles.filter((id) => id !== continued?.cycle.id)
  const worstMs = worstCaseMs(orchestrator.plan)
  const { intervalMs } = config.cycle
  return [
    ...sealed.map((id) => `${id} was interrupted by the end of its process; it is sealed as such${why}`),
    ...(continued === undefined ? [] : [goingOn(continued)]),
    ...receipts.map(
      ({ clientOrderId, status }) => `${clientOrderId} was sent and not confirmed; the broker says: ${status}`,
    ),
    ...(intervalMs > 0 && worstMs > intervalMs ? [slowness(worstMs, intervalMs)] : []),
  ]
}

function goingOn({ cycle, finished }: NonNullable<TradingSystem['recovered']['continued']>): string {
  const known = finished.size === 0 ? 'no agent had finished' : `not again: ${[...finished.keys()].join(', ')}`
  return `${cycle.id} was interrupted by the end of its process; it goes on (${known})`
}

function slowness(worstMs: number, intervalMs: number): string {
  return `a cycle may take ${duration(worstMs)} at worst, over its interval of ${duration(intervalMs)}: see riskfirst plan`
}
