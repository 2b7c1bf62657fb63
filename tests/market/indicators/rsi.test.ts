import * as fc from 'fast-check'
import { RSI } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { rsi } from '../../../src/market/indicators/rsi.js'
import { apart } from './apart.js'
import { period, walk } from './walks.js'

describe('the RSI', () => {
  it('is nothing before one price more than its period', () => {
    expect(rsi([1, 2, 3], 3)).toBeUndefined()
    expect(rsi([1, 2, 3, 4], 3)).toBe(100)
  })

  it('is 50 without change, 100 without losses, 0 without gains', () => {
    expect(rsi([5, 5, 5, 5], 3)).toBe(50)
    expect(rsi([5, 5, 6, 6], 3)).toBe(100)
    expect(rsi([5, 5, 4, 4], 3)).toBe(0)
    expect(rsi([10, 12, 11, 12], 3)).toBeCloseTo(75, 12) // gains 3, losses 1
  })

  it('smooths as Wilder does, by hand', () => {
    // After three changes gain 1, loss 1/3; then +3: gain (2·1 + 3)/3, loss (2/3)/3: 7.5 to 1.
    expect(rsi([10, 12, 11, 12, 15], 3)).toBeCloseTo(100 - 100 / 8.5, 12)
  })

  it('agrees with trading-signals', () => {
    fc.assert(
      fc.property(walk, period, (closes, period) => {
        const theirs = new RSI(period)
        for (const close of closes) theirs.add(close)
        expect(apart(rsi(closes, period), theirs.getResultOrThrow())).toBeLessThan(1e-9)
      }),
    )
  })
})
