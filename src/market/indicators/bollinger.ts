/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Column } from '../snapshot.js'

/** How Bollinger bands are drawn. */
export interface BollingerSettings {
  /** Candles. */
  readonly period: number
  /** Distance of each band from the middle, in population standard deviations. */
  readonly deviations: number
}

/** Bollinger bands, in price units. */
export interface Bollinger {
  readonly lower: number
  /** SMA of the period. */
  readonly middle: number
  readonly upper: number
  /** upper − lower. */
  readonly width: number
  /** Where the last price lies: 0 at the lower band, 1 at the upper, beyond them outside; 0.5 when all prices are equal. */
  readonly position: number
}

/** The bands of the `period` prices before `end`; undefined when there are fewer. */
export function bollinger(
  prices: Column,
  { period, deviations }: BollingerSettings,
  end: number = prices.length,
): Bollinger | undefined {
  if (end < period) return undefined
  const last = prices[end - 1]!
  // About the last price, so that equal prices give a width of exactly 0 and no digits are lost in large sums.
  let offsets = 0
  let squares = 0
  for (let i = end - period; i < end; i++) {
    const offset = prices[i]! - last
    offsets += offset
    squares += offset * offset
  }
  const mean = offsets / period
  const reach = deviations * Math.sqrt(Math.max(squares / period - mean * mean, 0))
  const middle = last + mean
  return {
    lower: middle - reach,
    middle,
    upper: middle + reach,
    width: 2 * reach,
    position: reach === 0 ? 0.5 : 0.5 - mean / (2 * reach),
  }
}
