import { describe, expect, it } from 'vitest'
import { DEFAULT_SUSPECT_DEVIATIONS, judgePrice } from '../../src/market/condition.js'
import { textbookHolding, textbookMarket, textbookNames } from '../../src/market/textbook-market.js'

const closesOf = (name: (typeof textbookNames)[number]) =>
  Array.from(textbookMarket(name).symbols['BTC/USDT']?.candles.close ?? [])

describe('a textbook market', () => {
  it.each(textbookNames)('%s has candles that a market could have, none after asOf', (name) => {
    const { asOfMs, timeframeMs, symbols } = textbookMarket(name)
    for (const { candles } of Object.values(symbols)) {
      const { time, open, high, low, close, volume } = candles
      for (let at = 0; at < time.length; at++) {
        expect(low[at]).toBeLessThanOrEqual(Math.min(open[at]!, close[at]!))
        expect(high[at]).toBeGreaterThanOrEqual(Math.max(open[at]!, close[at]!))
        expect(low[at]).toBeGreaterThan(0)
        expect(volume[at]).toBeGreaterThan(0)
      }
      for (let at = 1; at < time.length; at++) {
        expect(time[at]! - time[at - 1]!).toBe(timeframeMs)
        expect(open[at]).toBe(close[at - 1])
      }
      expect(time[time.length - 1]! + timeframeMs).toBeLessThanOrEqual(asOfMs)
    }
  })

  it.each(textbookNames)('%s is priced at its last close, which no market would find suspect', (name) => {
    const { timeframeMs, symbols } = textbookMarket(name)
    const listed = Object.values(symbols).filter(({ condition }) => condition === 'listed')
    expect(listed.length).toBeGreaterThan(1)
    for (const { candles, last, lastAtMs } of listed) {
      expect(last).toBe(candles.close[candles.close.length - 1])
      expect(lastAtMs).toBe(candles.time[candles.time.length - 1]! + timeframeMs)
      expect(judgePrice(candles, last!, DEFAULT_SUSPECT_DEVIATIONS)).toEqual({ condition: 'listed' })
    }
  })

  it('is what its name says', () => {
    const rising = closesOf('rising')
    expect(rising.at(-1)! / rising[0]!).toBeCloseTo(1.35, 1)
    const crash = closesOf('crash')
    expect(crash.at(-1)! / crash.at(-25)!).toBeCloseTo(0.65, 1)
    expect(new Set(closesOf('flat'))).toEqual(new Set([60_000]))
    expect(closesOf('thirty-bars')).toHaveLength(30)
    const { 'BTC/USDT': old, 'SOL/USDT': partial } = textbookMarket('stale').symbols
    expect(old).toMatchObject({ condition: 'listed', ageMs: 6 * 3_600_000 })
    expect(partial).toMatchObject({ condition: 'partial' })
    expect(partial).not.toHaveProperty('last')
  })

  it('is made of any symbols', () => {
    const { symbols } = textbookMarket('stale', { symbols: ['ADA/EUR'] })
    expect(symbols['ADA/EUR']).toMatchObject({ symbol: 'ADA/EUR', condition: 'listed' })
  })

  it('knows a position only in the crash, bought before it', () => {
    const crash = textbookMarket('crash')
    const held = textbookHolding('crash', crash, 1000)
    expect(held?.price).toBeGreaterThan(crash.symbols['BTC/USDT']?.last ?? Infinity)
    expect(held!.quantity * held!.price).toBeCloseTo(1000, 0)
    expect(textbookHolding('rising', textbookMarket('rising'), 1000)).toBeUndefined()
  })
})
