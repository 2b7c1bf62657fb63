/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Column } from '../snapshot.js'
import { sma } from './averages.js'

/** The periods of a MACD, candles. */
export interface MacdPeriods {
  readonly fast: number
  /** Above `fast`. */
  readonly slow: number
  /** Of the average of the MACD itself. */
  readonly signal: number
}

/** Moving average convergence and divergence, in price units. */
export interface Macd {
  /** Fast EMA − slow EMA. */
  readonly macd: number
  /** EMA of `macd`. */
  readonly signal: number
  /** macd − signal. */
  readonly histogram: number
}

/** MACD; every average is seeded with an SMA, the signal's at the first MACD. Undefined before slow + signal − 1 prices. */
export function macd(prices: Column, periods: MacdPeriods): Macd | undefined {
  const { fast, slow, signal: signalPeriod } = periods
  const firstSignal = slow + signalPeriod - 1
  let fastAverage = sma(prices, fast, fast)
  let slowAverage = sma(prices, slow, slow)
  if (prices.length < firstSignal || fastAverage === undefined || slowAverage === undefined) return undefined

  const [fastAlpha, slowAlpha, signalAlpha] = [2 / (fast + 1), 2 / (slow + 1), 2 / (signalPeriod + 1)]
  for (let i = fast; i < slow; i++) fastAverage += fastAlpha * (prices[i]! - fastAverage)
  let macd = fastAverage - slowAverage
  let signal = macd / signalPeriod
  for (let i = slow; i < prices.length; i++) {
    fastAverage += fastAlpha * (prices[i]! - fastAverage)
    slowAverage += slowAlpha * (prices[i]! - slowAverage)
    macd = fastAverage - slowAverage
    signal += i < firstSignal ? macd / signalPeriod : signalAlpha * (macd - signal)
  }
  return { macd, signal, histogram: macd - signal }
}
