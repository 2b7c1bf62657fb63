import * as fc from 'fast-check'
import { ATR, EMA, RSI, SMA, TR, WSMA } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import {
  annualisedVolatility,
  atr,
  dailyVolatility,
  ema,
  rsi,
  simpleReturns,
  sma,
} from '../../src/market/indicators.js'
import { candles } from '../support/briefing.js'

const hourMs = 3_600_000
const price = fc.double({ min: 0.01, max: 100_000, noNaN: true })
const walk = fc.array(price, { minLength: 40, maxLength: 200 })

describe('indicators', () => {
  it('give nothing when there are too few values, and something at the first value that suffices', () => {
    const four = candles([1, 2, 3, 4])
    expect(sma([1, 2], 3)).toBeUndefined()
    expect(sma([1, 2, 3], 3)).toBe(2)
    expect(ema([1, 2], 3)).toBeUndefined()
    expect(ema([1, 2, 3], 3)).toBe(2)
    expect(rsi([1, 2, 3], 3)).toBeUndefined()
    expect(rsi([1, 2, 3, 4], 3)).toBe(100)
    expect(atr(candles([1, 2, 3]), 3)).toBeUndefined()
    expect(atr(four, 3)).toBe(1)
    expect(annualisedVolatility([1, 2], hourMs)).toBeUndefined()
    expect(annualisedVolatility([], hourMs)).toBeUndefined()
    expect(dailyVolatility([1, 2], hourMs)).toBeUndefined()
  })

  it('average by hand: SMA of the last three, EMA seeded with the SMA of the first three', () => {
    expect(sma([9, 1, 2, 6], 3)).toBe(3)
    expect(ema([1, 2, 3, 6, 4], 3)).toBe(4) // 2, then (2 + 6)/2 = 4, then (4 + 4)/2
  })

  it('rate an RSI of 50 without change, 100 without losses, 0 without gains', () => {
    expect(rsi([5, 5, 5, 5], 3)).toBe(50)
    expect(rsi([5, 5, 6, 6], 3)).toBe(100)
    expect(rsi([5, 5, 4, 4], 3)).toBe(0)
    expect(rsi([10, 12, 11, 12], 3)).toBeCloseTo(75, 12) // gains 3, losses 1
  })

  it('measure true ranges from the close before, by hand', () => {
    const gap = { ...candles([10, 20, 21]), high: [10, 21, 22], low: [10, 19, 20] }
    expect(atr(gap, 2)).toBe((11 + 2) / 2)
    expect(atr({ ...candles([10, 20, 21, 21]), high: [10, 21, 22, 23], low: [10, 19, 20, 20] }, 2)).toBe((6.5 + 3) / 2)
  })

  it('scale the sample deviation of returns to a year and a day, by hand', () => {
    const prices = [100, 110, 99]
    expect([...simpleReturns(prices)]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)])
    expect(annualisedVolatility(prices, hourMs)).toBeCloseTo(Math.sqrt(0.02 * 8760), 10)
    expect(annualisedVolatility(prices, hourMs / 4)).toBeCloseTo(Math.sqrt(0.02 * 35_040), 10)
    expect(dailyVolatility(prices, hourMs)).toBeCloseTo(Math.sqrt(0.02 * 24), 10)
    expect(dailyVolatility([7, 7, 7], hourMs)).toBe(0)
  })

  it('agree with trading-signals where the seed is the same', () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 2, max: 14 }), (closes, period) => {
        const [simple, exponential, strength] = [new SMA(period), new EMA(period), new RSI(period)]
        const [ranges, smoothed] = [new TR(), new WSMA(period)]
        const columns = candles(closes, 0.005)
        for (const [i, close] of closes.entries()) {
          simple.add(close)
          strength.add(close)
          const range = ranges.add({ high: columns.high[i]!, low: columns.low[i]!, close })
          if (i > 0 && range !== null) smoothed.add(range)
        }
        exponential.add(sma(closes, period, period)!)
        for (const close of closes.slice(period)) exponential.add(close)

        expect(apart(sma(closes, period), simple.getResultOrThrow())).toBeLessThan(1e-9)
        expect(apart(ema(closes, period), exponential.getResultOrThrow())).toBeLessThan(1e-9)
        expect(apart(rsi(closes, period), strength.getResultOrThrow())).toBeLessThan(1e-9)
        expect(apart(atr(columns, period), smoothed.getResultOrThrow())).toBeLessThan(1e-9)
      }),
    )
  })

  it('forget the seed that trading-signals gives its ATR', () => {
    const closes = Array.from({ length: 500 }, (_, i) => 100 + 10 * Math.sin(i / 5))
    const columns = candles(closes, 1)
    const theirs = new ATR(14)
    for (const [i, close] of closes.entries()) theirs.add({ high: columns.high[i]!, low: columns.low[i]!, close })
    expect(apart(atr(columns, 14), theirs.getResultOrThrow())).toBeLessThan(1e-9)
  })

  it('are the same for a typed array and a plain one', () => {
    fc.assert(
      fc.property(walk, (closes) => {
        const typed = Float64Array.from(closes)
        expect([ema(typed, 12), rsi(typed, 14), annualisedVolatility(typed, hourMs)]).toEqual([
          ema(closes, 12),
          rsi(closes, 14),
          annualisedVolatility(closes, hourMs),
        ])
      }),
    )
  })
})

/** How far two figures are apart, relative to the second; absolute below one. */
function apart(got: number | undefined, expected: number | null) {
  if (got === undefined || expected === null) return Number.POSITIVE_INFINITY
  return Math.abs(got - expected) / Math.max(1, Math.abs(expected))
}
