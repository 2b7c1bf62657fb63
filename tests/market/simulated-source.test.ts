import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atr } from '../../src/market/indicators/atr.js'
import { ema } from '../../src/market/indicators/averages.js'
import { rsi } from '../../src/market/indicators/rsi.js'
import { annualisedVolatility } from '../../src/market/indicators/volatility.js'
import { createSimulatedPrice } from '../../src/market/simulated-price.js'
import { createSimulatedSource } from '../../src/market/simulated-source.js'
import type { Candles } from '../../src/market/snapshot.js'
import { HOUR_MS } from '../support/candles.js'

const MINUTE_MS = 60_000
const NOW = Date.UTC(2026, 5, 1, 10, 7, 30)
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']

const source = (seed = 1, lookback = 50, symbols = SYMBOLS) =>
  createSimulatedSource({ seed, symbols, timeframeMs: HOUR_MS, lookback })

/** An instant between 2024 and 2034, epoch ms. */
const anInstant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2034, 0, 1) })

describe('a simulated market', () => {
  test('is the same for the same seed, whatever was looked at before', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(anInstant, { minLength: 1, maxLength: 5 }), (seed, instants) => {
        const travelled = source(seed)
        for (const at of instants) {
          // A near instant too, where candles are appended rather than made afresh.
          expect(travelled.snapshot(at, at)).toEqual(source(seed).snapshot(at, at))
          const later = at + 7 * HOUR_MS
          expect(travelled.snapshot(later, later)).toEqual(source(seed).snapshot(later, later))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('is another for another seed, and each symbol goes its own way', () => {
    const last = (seed: number, symbol: string) => source(seed).quote(symbol, NOW)
    expect(last(1, 'BTC/USDT')).not.toBe(last(2, 'BTC/USDT'))
    const path = (symbol: string) => [
      ...source(1, 50, ['A/USDT', 'B/USDT']).snapshot(NOW, NOW).symbols[symbol]!.candles.close,
    ]
    expect(path('A/USDT')).not.toEqual(path('B/USDT'))
  })

  test('shows the closed candles of the epoch grid, and the price at asOf', () => {
    const market = source()
    const { candles, last, lastAtMs, ageMs, condition } = market.snapshot(NOW, NOW + 5).symbols['ETH/USDT']!
    const newestMs = Math.floor(NOW / HOUR_MS) * HOUR_MS - HOUR_MS
    expect([...candles.time]).toEqual(Array.from({ length: 50 }, (_, at) => newestMs - (49 - at) * HOUR_MS))
    expect({ last, lastAtMs, ageMs, condition }).toEqual({
      last: market.quote('ETH/USDT', NOW),
      lastAtMs: NOW,
      ageMs: 5,
      condition: 'listed',
    })
  })

  test('keeps nothing after asOf in the memory behind a window', () => {
    const market = source()
    for (let at = NOW; at < NOW + 200 * HOUR_MS; at += 7 * HOUR_MS)
      for (const { candles } of Object.values(market.snapshot(at, at).symbols)) {
        const behind = new Float64Array((candles.time as Float64Array).buffer)
        const known = behind.filter((time) => time > 0).length
        expect(Math.max(...behind)).toBeLessThanOrEqual(at - HOUR_MS)
        for (const column of Object.values(candles) as Float64Array[])
          expect(new Float64Array(column.buffer).subarray(known).every((value) => value === 0)).toBe(true)
      }
  })

  test('looks at the tick, but never at the same instant twice', () => {
    expect(source().nextAsOf(1000, undefined)).toBe(1000)
    expect(source().nextAsOf(1000, 400)).toBe(1000)
    expect(source().nextAsOf(1000, 1000)).toBe(1001)
    expect(source().nextAsOf(1000, 5000)).toBe(5001)
  })
})

describe('a simulated price', () => {
  test('lies within the candle of its instant, which opens and closes on it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...SYMBOLS, 'DOGE/USDT', 'ZZZ/USDT'), anInstant, (seed, symbol, at) => {
        const price = createSimulatedPrice(seed, symbol)
        const openMs = Math.floor(at / HOUR_MS) * HOUR_MS
        const [candle] = price.candles(openMs, openMs + HOUR_MS, HOUR_MS)
        const { open, high, low, close, volume } = candle!
        expect([open, close]).toEqual([price.at(openMs), price.at(openMs + HOUR_MS)])
        for (const instant of [at, ...Array.from({ length: 60 }, (_, minute) => openMs + minute * MINUTE_MS)]) {
          expect(price.at(instant)).toBeGreaterThanOrEqual(low)
          expect(price.at(instant)).toBeLessThanOrEqual(high)
        }
        expect(low).toBeGreaterThan(0)
        expect(volume).toBeGreaterThan(0)
      }),
    )
  })

  test('makes four-hour candles of the same hours', () => {
    const price = createSimulatedPrice(3, 'BTC/USDT')
    const fromMs = Math.floor(NOW / (4 * HOUR_MS)) * 4 * HOUR_MS
    const hours = price.candles(fromMs, fromMs + 4 * HOUR_MS, HOUR_MS)
    const [four] = price.candles(fromMs, fromMs + 4 * HOUR_MS, 4 * HOUR_MS)
    expect(four).toMatchObject({
      open: hours[0]!.open,
      high: Math.max(...hours.map(({ high }) => high)),
      low: Math.min(...hours.map(({ low }) => low)),
      close: hours[3]!.close,
    })
  })

  test('moves by 40 % to 90 % a year in hourly returns', () => {
    for (let seed = 0; seed < 20; seed++) {
      const closes = createSimulatedPrice(seed, 'ABC/USDT')
        .candles(NOW - (NOW % HOUR_MS) - 5000 * HOUR_MS, NOW - (NOW % HOUR_MS), HOUR_MS)
        .map(({ close }) => close)
      const returns = closes.slice(1).map((close, at) => close / closes[at]! - 1)
      const meanSquare = returns.reduce((sum, value) => sum + value * value, 0) / returns.length
      const annual = Math.sqrt(meanSquare * 8760)
      expect(annual).toBeGreaterThan(0.38)
      expect(annual).toBeLessThan(0.95)
    }
  })
})

describe('the market of the default seed', () => {
  /** A trend that the built-in strategy buys. */
  function climbsCalmly(candles: Candles): boolean {
    const { close } = candles
    const [fast, slow, range] = [ema(close, 12)!, ema(close, 26)!, atr(candles, 14)!]
    const steady = fast > slow && (fast - slow) / range >= 0.3
    return steady && rsi(close, 14)! < 70 && annualisedVolatility(close, HOUR_MS)! < 1.1
  }

  test('has a symbol in a calm climb at any hour', () => {
    const market = source(1, 500)
    const startMs = Date.UTC(2026, 0, 1)
    const hours = (Date.UTC(2034, 0, 1) - startMs) / HOUR_MS
    for (let hour = 0; hour <= hours; hour += 37) {
      const { symbols } = market.snapshot(startMs + hour * HOUR_MS, 0)
      expect(Object.values(symbols).some(({ candles }) => climbsCalmly(candles))).toBe(true)
    }
  })
})
