/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Candles, Column } from './snapshot.js'

const msPerDay = 86_400_000
const daysPerYear = 365

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

/** Wilder's RSI, 0…100: 100 without losses, 50 without any change; undefined before `period` + 1 prices. */
export function rsi(prices: Column, period: number): number | undefined {
  if (prices.length <= period) return undefined
  let gain = 0
  let loss = 0
  for (let i = 1; i < prices.length; i++) {
    const change = prices[i]! - prices[i - 1]!
    const weight = 1 / Math.min(i, period)
    gain += weight * (Math.max(change, 0) - gain)
    loss += weight * (Math.max(-change, 0) - loss)
  }
  if (loss === 0) return gain === 0 ? 50 : 100
  return 100 - 100 / (1 + gain / loss)
}

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

/** p_t / p_(t−1) − 1 for every price after the first. */
export function simpleReturns(prices: Column): Float64Array {
  const returns = new Float64Array(Math.max(prices.length - 1, 0))
  for (let i = 0; i < returns.length; i++) returns[i] = prices[i + 1]! / prices[i]! - 1
  return returns
}

/** Sample standard deviation of the simple returns, scaled to a year (0.6 is 60 %); undefined before three prices. */
export function annualisedVolatility(prices: Column, timeframeMs: number): number | undefined {
  const returns = simpleReturns(prices)
  const mean = sma(returns, returns.length)
  if (mean === undefined || returns.length < 2) return undefined
  let squares = 0
  for (let i = 0; i < returns.length; i++) squares += (returns[i]! - mean) ** 2
  return Math.sqrt((squares / (returns.length - 1)) * ((daysPerYear * msPerDay) / timeframeMs))
}

/** The annualised volatility scaled to one day of a market that never closes. */
export function dailyVolatility(prices: Column, timeframeMs: number): number | undefined {
  const annualised = annualisedVolatility(prices, timeframeMs)
  return annualised === undefined ? undefined : annualised / Math.sqrt(daysPerYear)
}
