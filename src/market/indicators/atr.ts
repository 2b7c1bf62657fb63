/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Candles } from '../snapshot.js'

/** Wilder's average true range, in price units; undefined before `period` + 1 candles: the first one only closes. */
export function atr({ high, low, close }: Candles, period: number): number | undefined {
  if (close.length <= period) return undefined
  let average = 0
  for (let i = 1; i < close.length; i++) {
    const before = close[i - 1]!
    const range = Math.max(high[i]!, before) - Math.min(low[i]!, before)
    average += (range - average) / Math.min(i, period)
  }
  return average
}
