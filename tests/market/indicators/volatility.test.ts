import * as fc from 'fast-check'
import { sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { barsPerDay, barsPerYear } from '../../../src/market/indicators/bars.js'
import { simpleReturns } from '../../../src/market/indicators/returns.js'
import {
  annualisedVolatility,
  dailyVolatility,
  parkinsonVolatility,
} from '../../../src/market/indicators/volatility.js'
import { candles } from '../../support/briefing.js'
import { apart } from './apart.js'
import { walk } from './walks.js'

const hourMs = 3_600_000
const quarterMs = hourMs / 4
const dayMs = 24 * hourMs

describe('bars', () => {
  it('are counted for a market that never closes', () => {
    expect([hourMs, quarterMs, dayMs].map(barsPerYear)).toEqual([8760, 35_040, 365])
    expect([hourMs, quarterMs, dayMs].map(barsPerDay)).toEqual([24, 96, 1])
  })
})

describe('returns', () => {
  it('are simple, one fewer than prices', () => {
    expect([...simpleReturns([100, 110, 99])]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)])
    expect([simpleReturns([]).length, simpleReturns([1]).length]).toEqual([0, 0])
  })
})

describe('volatility', () => {
  it('is nothing before three prices', () => {
    expect(annualisedVolatility([1, 2], hourMs)).toBeUndefined()
    expect(annualisedVolatility([], hourMs)).toBeUndefined()
    expect(dailyVolatility([1, 2], hourMs)).toBeUndefined()
  })

  it('is the sample deviation of returns scaled to a year and a day, by hand', () => {
    const prices = [100, 110, 99]
    expect(annualisedVolatility(prices, hourMs)).toBeCloseTo(Math.sqrt(0.02 * 8760), 10)
    expect(annualisedVolatility(prices, quarterMs)).toBeCloseTo(Math.sqrt(0.02 * 35_040), 10)
    expect(dailyVolatility(prices, hourMs)).toBeCloseTo(Math.sqrt(0.02 * 24), 10)
    expect(dailyVolatility([7, 7, 7], hourMs)).toBe(0)
  })

  it('agrees with simple-statistics', () => {
    fc.assert(
      fc.property(walk, (closes) => {
        const expected = sampleStandardDeviation([...simpleReturns(closes)]) * Math.sqrt(8760)
        expect(apart(annualisedVolatility(closes, hourMs), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  it('is the same for a typed array and a plain one', () => {
    fc.assert(
      fc.property(walk, (closes) => {
        const typed = Float64Array.from(closes)
        expect(annualisedVolatility(typed, hourMs)).toBe(annualisedVolatility(closes, hourMs))
      }),
    )
  })
})

describe("Parkinson's volatility", () => {
  const ranging = { ...candles([1, 1]), high: [Math.E, Math.E ** 2], low: [1, Math.E] }

  it('comes from the ranges of candles, by hand', () => {
    // Both ranges are ln(H/L) = 1.
    expect(parkinsonVolatility(ranging, dayMs)).toBeCloseTo(Math.sqrt(365 / (4 * Math.LN2)), 10)
    const once = { ...ranging, high: [Math.E, 1], low: [1, 1] }
    expect(parkinsonVolatility(once, hourMs)).toBeCloseTo(Math.sqrt((0.5 / (4 * Math.LN2)) * 8760), 10)
  })

  it('is 0 without a range and nothing without a candle', () => {
    expect(parkinsonVolatility(candles([5, 5, 5]), hourMs)).toBe(0)
    expect(parkinsonVolatility(candles([]), hourMs)).toBeUndefined()
  })

  it('finds the volatility that a walk was made with, as close-to-close does', () => {
    // A walk of many small steps a candle, so that its range is that of the motion Parkinson assumes.
    const [steps, sigma] = [400, 0.01]
    let [seed, price] = [1, 100]
    const uniform = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const made = Array.from({ length: 500 }, () => {
      let [high, low] = [price, price]
      for (let step = 0; step < steps; step++) {
        price *= Math.exp((uniform() < 0.5 ? -1 : 1) * (sigma / Math.sqrt(steps)))
        high = Math.max(high, price)
        low = Math.min(low, price)
      }
      return { high, low, close: price }
    })
    const column = (name: 'high' | 'low' | 'close') => made.map((candle) => candle[name])
    const columns = { ...candles(column('close')), high: column('high'), low: column('low') }
    const scale = Math.sqrt(8760)
    expect(parkinsonVolatility(columns, hourMs)! / scale).toBeCloseTo(sigma, 3)
    expect(annualisedVolatility(columns.close, hourMs)! / scale).toBeCloseTo(sigma, 3)
  })
})
