/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Column } from '../snapshot.js'

/** The mean of the `period` values before `end`; undefined when there are fewer. */
export function sma(values: Column, period: number, end: number = values.length): number | undefined {
  if (end < period) return undefined
  let sum = 0
  for (let i = end - period; i < end; i++) sum += values[i]!
  return sum / period
}

/** Exponential average with α = 2/(period + 1), seeded with the SMA of the first `period` values; undefined for fewer. */
export function ema(values: Column, period: number): number | undefined {
  let average = sma(values, period, period)
  if (average === undefined || values.length < period) return undefined
  const alpha = 2 / (period + 1)
  for (let i = period; i < values.length; i++) average += alpha * (values[i]! - average)
  return average
}
