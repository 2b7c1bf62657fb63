/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import { barsPerDay } from '../../market/indicators/bars.js'
import type { MarketSnapshot, SymbolView } from '../../market/snapshot.js'

/** How risky the market is: low under 40, high from 70 on. */
export type RiskBand = 'low' | 'medium' | 'high'

const TREND_DAYS = 20

/** What the score is made of; shares, 0.6 is 60 %. */
export interface ScoreParts {
  /** Mean over the symbols, a year. */
  readonly volatility: number
  /** Mean over the pairs; 0 with a single symbol, which has none. */
  readonly correlation: number
  /** Mean over the symbols, of the last 20 days. */
  readonly trend: number
}

/** 0 (calm) … 100: up to 40 for volatility, 30 for correlation, 30 for a fall; FORMULAS, "Risk score". */
export function riskScore({ volatility, correlation, trend }: ScoreParts): number {
  const share = (value: number, whole: number) => Math.min(Math.max(value, 0) / whole, 1)
  return 40 * share(volatility, 1) + 30 * share(correlation, 0.8) + 30 * share(-trend, 0.2)
}

/** The band of a score. */
export function riskBand(score: number): RiskBand {
  return score < 40 ? 'low' : score < 70 ? 'medium' : 'high'
}

/** The mean return of the symbols over the last 20 days; undefined when one of them does not reach back so far. */
export function trendOf(views: readonly SymbolView[], { asOfMs, timeframeMs }: MarketSnapshot): number | undefined {
  const bars = Math.round(TREND_DAYS * barsPerDay(timeframeMs))
  let sum = 0
  for (const { candles } of views) {
    const { time, close } = candles
    const last = time.length - 1
    // By time: with a gap, the row of 20 days ago is a nearer one.
    const from = time.length === 0 ? -1 : rowAt(time, time[last]! - bars * timeframeMs)
    if (from < 0 || asOfMs - time[last]! > 2 * timeframeMs) return undefined
    sum += close[last]! / close[from]! - 1
  }
  return views.length === 0 ? undefined : sum / views.length
}

function rowAt(time: SymbolView['candles']['time'], atMs: number): number {
  for (let row = time.length - 1; row >= 0 && time[row]! >= atMs; row--) if (time[row] === atMs) return row
  return -1
}
