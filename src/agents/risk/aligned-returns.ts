/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import type { Candles, SymbolView } from '../../market/snapshot.js'

/** The fewest observations that symbols must have in common for a figure to be known. */
export const FEWEST_OBSERVATIONS = 100

/** A close this many mean absolute returns away, about 20 standard deviations, that is taken back at once is a bad tick. */
const BAD_TICK_RETURNS = 25

/** Simple returns p_t / p_(t−1) − 1 of one symbol, one a bar of the window that all share; NaN where it has none. */
export type AlignedReturns = ReadonlyMap<string, Float64Array>

/** Lays the returns of symbols side by side by the time of their candles: row i is the same bar for each of them. */
export function alignReturns(views: readonly SymbolView[], timeframeMs: number): AlignedReturns {
  let bars = 0
  let endMs = Number.NEGATIVE_INFINITY
  for (const { candles } of views) {
    const { time } = candles
    bars = Math.max(bars, time.length)
    if (time.length > 0) endMs = Math.max(endMs, time[time.length - 1]!)
  }
  const window: Window = { startMs: endMs - (bars - 1) * timeframeMs, bars, timeframeMs }
  return new Map(views.map(({ symbol, candles }) => [symbol, withoutBadTicks(returnsIn(window, candles))]))
}

interface Window {
  readonly startMs: number
  readonly bars: number
  readonly timeframeMs: number
}

/** A return over a gap is none: it would be set beside returns of one bar. */
function returnsIn({ startMs, bars, timeframeMs }: Window, { time, close }: Candles): Float64Array {
  const returns = new Float64Array(bars).fill(Number.NaN)
  for (let i = 1; i < time.length; i++) {
    const atMs = time[i]!
    const beforeMs = time[i - 1]!
    const bar = (atMs - startMs) / timeframeMs
    if (atMs - beforeMs === timeframeMs && bar >= 0 && Number.isInteger(bar))
      returns[bar] = close[i]! / close[i - 1]! - 1
  }
  return returns
}

/** One that was left in would move every figure for as long as the window shows it. */
function withoutBadTicks(returns: Float64Array): Float64Array {
  let sum = 0
  let count = 0
  let largest = 0
  for (let i = 0; i < returns.length; i++) {
    const size = Math.abs(returns[i]!)
    if (!(size < Number.POSITIVE_INFINITY)) continue
    sum += size
    count++
    if (size > largest) largest = size
  }
  const plausible = (BAD_TICK_RETURNS * sum) / count
  if (!(largest > plausible)) return returns
  for (let i = 0; i + 1 < returns.length; i++) {
    const away = returns[i]!
    const both = (1 + away) * (1 + returns[i + 1]!) - 1
    if (Math.abs(away) > plausible && Math.abs(both) < Math.abs(away) / 4) returns.fill(Number.NaN, i, i + 2)
  }
  return returns
}
