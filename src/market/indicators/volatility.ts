/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Candles, Column } from '../snapshot.js'
import { barsPerYear, daysPerYear } from './bars.js'

/** Sample standard deviation of the simple returns, scaled to a year (0.6 is 60 %); undefined before three prices. */
export function annualisedVolatility(prices: Column, timeframeMs: number): number | undefined {
  if (prices.length < 3) return undefined
  // Welford's way: the mean and the squares about it in one pass, without a column of returns.
  let mean = 0
  let squares = 0
  for (let i = 1; i < prices.length; i++) {
    const deviation = prices[i]! / prices[i - 1]! - 1 - mean
    mean += deviation / i
    squares += deviation * deviation * ((i - 1) / i)
  }
  return Math.sqrt((squares / (prices.length - 2)) * barsPerYear(timeframeMs))
}

/** The annualised volatility scaled to one day of a market that never closes. */
export function dailyVolatility(prices: Column, timeframeMs: number): number | undefined {
  const annualised = annualisedVolatility(prices, timeframeMs)
  return annualised === undefined ? undefined : annualised / Math.sqrt(daysPerYear)
}

/** Parkinson's volatility, from the range of each candle, scaled to a year (0.6 is 60 %); undefined without a candle. */
export function parkinsonVolatility({ high, low }: Candles, timeframeMs: number): number | undefined {
  if (high.length === 0) return undefined
  let squares = 0
  for (let i = 0; i < high.length; i++) squares += Math.log(high[i]! / low[i]!) ** 2
  return Math.sqrt((squares / high.length / (4 * Math.LN2)) * barsPerYear(timeframeMs))
}
