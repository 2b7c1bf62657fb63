import * as fc from 'fast-check'
import { BollingerBands } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { bollinger } from '../../../src/market/indicators/bollinger.js'
import { apart } from './apart.js'
import { period, walk } from './walks.js'

describe('Bollinger bands', () => {
  it('are nothing for too few prices', () => {
    expect(bollinger([1, 2], { period: 3, deviations: 2 })).toBeUndefined()
    expect(bollinger([1, 2, 3], { period: 3, deviations: 2 }, 2)).toBeUndefined()
  })

  it('lie population deviations around the mean, by hand', () => {
    // Mean 5, deviations 2, 2, 2, 2: σ = 2.
    const bands = bollinger([100, 3, 7, 3, 7], { period: 4, deviations: 2 })
    expect(bands).toEqual({ lower: 1, middle: 5, upper: 9, width: 8, position: 0.75 })
    expect(bollinger([3, 7, 3, 7, 100], { period: 4, deviations: 1 }, 4)).toEqual({
      lower: 3,
      middle: 5,
      upper: 7,
      width: 4,
      position: 1,
    })
  })

  it('have no width in a flat market, and the price in their middle, whatever the price', () => {
    for (const price of [0.1, 1 / 3, 60_000.1]) {
      const flat = bollinger(Array<number>(20).fill(price), { period: 20, deviations: 2 })
      expect(flat).toEqual({ lower: price, middle: price, upper: price, width: 0, position: 0.5 })
    }
  })

  it('agree with trading-signals', () => {
    fc.assert(
      fc.property(walk, period, (closes, period) => {
        const theirs = new BollingerBands(period, 2)
        for (const close of closes) theirs.add(close)
        const { lower, middle, upper } = theirs.getResultOrThrow()
        const got = bollinger(closes, { period, deviations: 2 })
        expect(apart(got?.lower, lower)).toBeLessThan(1e-6)
        expect(apart(got?.middle, middle)).toBeLessThan(1e-9)
        expect(apart(got?.upper, upper)).toBeLessThan(1e-6)
        fc.pre(upper - lower > 1)
        expect(got?.position).toBeCloseTo((closes.at(-1)! - lower) / (upper - lower), 4)
      }),
    )
  })
})
