/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Candles } from '../snapshot.js'

/** A Donchian channel, in price units. */
export interface Donchian {
  readonly lowest: number
  readonly highest: number
}

/**
 * The lowest low and the highest high of the `period` candles before `end`; undefined when there are fewer. A breakout
 * is looked for in the channel of the candles before it: `end` = length − 1.
 */
export function donchian({ high, low }: Candles, period: number, end: number = high.length): Donchian | undefined {
  if (end < period) return undefined
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (let i = end - period; i < end; i++) {
    if (low[i]! < lowest) lowest = low[i]!
    if (high[i]! > highest) highest = high[i]!
  }
  return { lowest, highest }
}
