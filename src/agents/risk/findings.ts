import type { SymbolView } from '../../market/snapshot.js'
import type { TradingStateName, VerdictReason } from '../agent.js'
import { type Account, changePercent, type Gauge } from './gauges.js'
import type { RiskSettings } from './settings.js'

const warningShare = 0.8

/** A reason and the state that it asks for. */
export interface Finding {
  readonly state: TradingStateName
  readonly reason: VerdictReason
}

/** A reason that halts. */
export function halting(reason: VerdictReason): Finding {
  return { state: 'halted', reason }
}

/** A reason that leaves reductions only. */
export function narrowing(reason: VerdictReason): Finding {
  return { state: 'reducing', reason }
}

/** What a gauge asks for; what rests on a suspect price is not known to be broken before the next cycle confirms it. */
export function weigh(gauge: Gauge, isSuspect: boolean): Finding[] {
  const { code, text, value, limit, used, isBroken, isNarrowing, baseline } = gauge
  const figures = { value, limit, ...(baseline === undefined ? {} : { baseline }) }
  if (isBroken && isSuspect)
    // Without the baseline: a bad tick is nothing that `resume` should re-base.
    return [narrowing({ code: `${code}-unconfirmed`, message: `${text}: at a suspect price`, value, limit })]
  if (isBroken) return [halting({ code, message: `${text}: broken`, latch: true, ...figures })]
  if (isNarrowing)
    return [narrowing({ code: `${code}-soft`, message: `${describeUse(gauge)}: reductions only`, ...figures })]
  if (used >= warningShare)
    return [{ state: 'active', reason: { code: `${code}-warning`, message: describeUse(gauge), ...figures } }]
  return []
}

/** A gauge with the share of its limit that is used up. */
export function describeUse({ text, used }: Gauge): string {
  return `${text}, ${(100 * used).toFixed(0)} % used`
}

/** The baselines that a limit needs and the account does not have. */
export function missingBaselines({ equity, baselines }: Account, settings: RiskSettings): readonly Finding[] {
  const needed = [
    'dayStart',
    'highWaterMark',
    ...(settings.maxRollingLossPercent === null ? [] : (['rolling24h'] as const)),
  ] as const
  return needed
    .filter((name) => changePercent(equity, baselines[name]) === undefined)
    .map((name) => halting({ code: 'missing-baseline', message: `no equity is known for ${name}`, unknown: true }))
}

/** Suspect prices: reductions only, until the next cycle confirms them. */
export function suspectPrices(suspects: readonly SymbolView[]): readonly Finding[] {
  if (suspects.length === 0) return []
  const told = suspects.map(({ symbol, reason }) => (reason === undefined ? symbol : `${symbol} (${reason})`))
  return [narrowing({ code: 'suspect-price', message: `suspect price: ${told.join(', ')}` })]
}

/** The day's gain, if it has reached its target. */
export function gainTarget(
  { equity, baselines }: Account,
  { gainTargetPercent: limit }: RiskSettings,
): readonly Finding[] {
  const gain = changePercent(equity, baselines.dayStart) ?? 0
  if (limit === null || gain < limit) return []
  const message = `gain of the day ${gain.toFixed(2)} % (target ${limit} %): reductions only`
  return [narrowing({ code: 'gain-target', message, value: gain, limit, baseline: 'dayStart' })]
}
