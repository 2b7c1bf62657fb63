import * as fc from 'fast-check'
import { EMA, MACD } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { ema } from '../../../src/market/indicators/averages.js'
import { macd } from '../../../src/market/indicators/macd.js'
import { apart } from './apart.js'
import { walk, wave } from './walks.js'

const usual = { fast: 12, slow: 26, signal: 9 }
const short = { fast: 2, slow: 3, signal: 2 }

describe('the MACD', () => {
  it('is nothing before the prices that its slow average and its signal need', () => {
    expect(macd([1, 2, 6], short)).toBeUndefined()
    expect(macd(wave.slice(0, 33), usual)).toBeUndefined()
    expect(macd(wave.slice(0, 34), usual)).toBeDefined()
    expect(macd([], usual)).toBeUndefined()
  })

  it('is the distance of two averages, and its signal their average, by hand', () => {
    // Fast 1.5, 4.5, 25/6; slow 3, 3.5; so MACD 1.5 and 2/3, their mean 13/12.
    expect(macd([1, 2, 6, 4], short)).toEqual({
      macd: expect.closeTo(2 / 3, 12),
      signal: expect.closeTo(13 / 12, 12),
      histogram: expect.closeTo(2 / 3 - 13 / 12, 12),
    })
    // Then fast 121/18, slow 5.75: MACD 35/36; signal 13/12 + 2/3 (35/36 − 13/12) = 109/108.
    expect(macd([1, 2, 6, 4, 8], short)).toEqual({
      macd: expect.closeTo(35 / 36, 12),
      signal: expect.closeTo(109 / 108, 12),
      histogram: expect.closeTo(-4 / 108, 12),
    })
  })

  it('is 0 in a flat market', () => {
    expect(macd(Array<number>(40).fill(8), usual)).toEqual({ macd: 0, signal: 0, histogram: 0 })
  })

  it('agrees with averages of averages', () => {
    fc.assert(
      fc.property(walk, (closes) => {
        const line = closes.flatMap((_, i) => {
          const prices = closes.slice(0, i + 1)
          const slow = ema(prices, 26)
          return slow === undefined ? [] : [ema(prices, 12)! - slow]
        })
        const got = macd(closes, usual)
        expect(apart(got?.macd, line.at(-1))).toBeLessThan(1e-9)
        expect(apart(got?.signal, ema(line, 9))).toBeLessThan(1e-9)
      }),
    )
  })

  it('agrees with trading-signals once the seed is forgotten', () => {
    const theirs = new MACD(new EMA(12), new EMA(26), new EMA(9))
    for (const price of wave) theirs.add(price)
    const [got, expected] = [macd(wave, usual), theirs.getResultOrThrow()]
    expect(apart(got?.macd, expected.macd)).toBeLessThan(1e-9)
    expect(apart(got?.signal, expected.signal)).toBeLessThan(1e-9)
    expect(apart(got?.histogram, expected.histogram)).toBeLessThan(1e-9)
  })
})
