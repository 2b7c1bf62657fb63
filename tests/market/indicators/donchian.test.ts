import * as fc from 'fast-check'
import { DonchianChannels } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { donchian } from '../../../src/market/indicators/donchian.js'
import { candles } from '../../support/briefing.js'
import { period, walk } from './walks.js'

describe('a Donchian channel', () => {
  const columns = { ...candles([5, 5, 5, 5]), high: [9, 6, 7, 8], low: [1, 4, 3, 2] }

  it('is nothing for too few candles', () => {
    expect(donchian(columns, 5)).toBeUndefined()
    expect(donchian(columns, 3, 2)).toBeUndefined()
  })

  it('reaches from the lowest low to the highest high, the last candle left out on demand', () => {
    expect(donchian(columns, 3)).toEqual({ lowest: 2, highest: 8 })
    expect(donchian(columns, 2, 3)).toEqual({ lowest: 3, highest: 7 })
    expect(donchian(columns, 4)).toEqual({ lowest: 1, highest: 9 })
  })

  it('is a line in a flat market', () => {
    expect(donchian(candles([7, 7, 7]), 3)).toEqual({ lowest: 7, highest: 7 })
  })

  it('agrees with trading-signals', () => {
    fc.assert(
      fc.property(walk, period, (closes, period) => {
        const columns = candles(closes, 0.005)
        const theirs = new DonchianChannels(period)
        for (let i = 0; i < closes.length; i++) theirs.add({ high: columns.high[i]!, low: columns.low[i]! })
        const { lower, upper } = theirs.getResultOrThrow()
        expect(donchian(columns, period)).toEqual({ lowest: lower, highest: upper })
      }),
    )
  })
})
