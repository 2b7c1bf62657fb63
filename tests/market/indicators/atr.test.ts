import * as fc from 'fast-check'
import { ATR, TR, WSMA } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { atr } from '../../../src/market/indicators/atr.js'
import { candles } from '../../support/briefing.js'
import { apart } from './apart.js'
import { period, walk, wave } from './walks.js'

describe('the ATR', () => {
  it('is nothing before one candle more than its period', () => {
    expect(atr(candles([1, 2, 3]), 3)).toBeUndefined()
    expect(atr(candles([1, 2, 3, 4]), 3)).toBe(1)
  })

  it('is 0 in a flat market', () => {
    expect(atr(candles([7, 7, 7, 7]), 3)).toBe(0)
  })

  it('measures true ranges from the close before, by hand', () => {
    const gap = { ...candles([10, 20, 21]), high: [10, 21, 22], low: [10, 19, 20] }
    expect(atr(gap, 2)).toBe((11 + 2) / 2)
    expect(atr({ ...candles([10, 20, 21, 21]), high: [10, 21, 22, 23], low: [10, 19, 20, 20] }, 2)).toBe((6.5 + 3) / 2)
  })

  it('agrees with trading-signals where the seed is the same', () => {
    fc.assert(
      fc.property(walk, period, (closes, period) => {
        const [ranges, smoothed] = [new TR(), new WSMA(period)]
        const columns = candles(closes, 0.005)
        for (const [i, close] of closes.entries()) {
          const range = ranges.add({ high: columns.high[i]!, low: columns.low[i]!, close })
          if (i > 0 && range !== null) smoothed.add(range)
        }
        expect(apart(atr(columns, period), smoothed.getResultOrThrow())).toBeLessThan(1e-9)
      }),
    )
  })

  it('agrees with trading-signals whatever the seed once that is forgotten', () => {
    const columns = candles(wave, 1)
    const theirs = new ATR(14)
    for (const [i, close] of wave.entries()) theirs.add({ high: columns.high[i]!, low: columns.low[i]!, close })
    expect(apart(atr(columns, 14), theirs.getResultOrThrow())).toBeLessThan(1e-9)
  })
})
