import * as fc from 'fast-check'
import { EMA, SMA } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { ema, sma } from '../../../src/market/indicators/averages.js'
import { apart } from './apart.js'
import { period, walk } from './walks.js'

describe('averages', () => {
  it('give nothing for too few values, and something at the first value that suffices', () => {
    expect(sma([1, 2], 3)).toBeUndefined()
    expect(sma([1, 2, 3], 3)).toBe(2)
    expect(sma([1, 2, 3, 4], 3, 2)).toBeUndefined()
    expect(ema([1, 2], 3)).toBeUndefined()
    expect(ema([1, 2, 3], 3)).toBe(2)
    expect(ema([], 1)).toBeUndefined()
  })

  it('are by hand: SMA of the last three or of those before an end, EMA seeded with the SMA of the first three', () => {
    expect(sma([9, 1, 2, 6], 3)).toBe(3)
    expect(sma([9, 1, 2, 6], 3, 3)).toBe(4)
    expect(ema([1, 2, 3, 6, 4], 3)).toBe(4) // 2, then (2 + 6)/2 = 4, then (4 + 4)/2
  })

  it('agree with trading-signals where the seed is the same', () => {
    fc.assert(
      fc.property(walk, period, (closes, period) => {
        const [simple, exponential] = [new SMA(period), new EMA(period)]
        for (const close of closes) simple.add(close)
        exponential.add(sma(closes, period, period)!)
        for (const close of closes.slice(period)) exponential.add(close)

        expect(apart(sma(closes, period), simple.getResultOrThrow())).toBeLessThan(1e-9)
        expect(apart(ema(closes, period), exponential.getResultOrThrow())).toBeLessThan(1e-9)
      }),
    )
  })

  it('are the same for a typed array and a plain one', () => {
    fc.assert(
      fc.property(walk, (closes) => {
        const typed = Float64Array.from(closes)
        expect([sma(typed, 20), ema(typed, 12)]).toEqual([sma(closes, 20), ema(closes, 12)])
      }),
    )
  })
})
