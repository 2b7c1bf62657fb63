import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Candle } from '../../src/market/candle-series.js'
import { type CsvSourceOptions, createCsvSource } from '../../src/market/csv-source.js'
import { MarketDataError } from '../../src/market/market-data-error.js'
import type { Candles, MarketSource } from '../../src/market/snapshot.js'
import { freshDir, HOUR_MS, madeUpCandles, writeCandles } from '../support/candles.js'

const HOUR_0 = Date.UTC(2024, 0, 1)
const hour = (index: number) => HOUR_0 + index * HOUR_MS

let dir: string

beforeEach(async () => {
  dir = await freshDir()
})

function open(options: Partial<CsvSourceOptions> = {}): Promise<MarketSource> {
  return createCsvSource({
    dir,
    symbols: ['BTC/USDT'],
    timeframe: '1h',
    timeframeMs: HOUR_MS,
    lookback: 10,
    ...options,
  })
}

async function openBoth(options: Partial<CsvSourceOptions> = {}) {
  await writeCandles(dir, 'BTC/USDT', madeUpCandles({ count: 50 }))
  await writeCandles(dir, 'SOL/USDT', madeUpCandles({ count: 20, fromMs: hour(12) }))
  return open({ symbols: ['BTC/USDT', 'SOL/USDT'], ...options })
}

/** Every instant that a run looks at. */
function instants(source: MarketSource): number[] {
  const seen: number[] = []
  for (let at = source.nextAsOf(0, undefined); at !== undefined; at = source.nextAsOf(0, at)) seen.push(at)
  return seen
}

const columnsOf = (candles: Candles) => Object.values(candles) as Float64Array[]

describe('the time of a recorded market', () => {
  test('begins where every symbol has its full lookback, and ends with the last candle of any', async () => {
    expect(instants(await openBoth())).toEqual(Array.from({ length: 50 - 22 }, (_, index) => hour(22 + index)))
  })

  test('begins at `from`, moved up to the grid', async () => {
    expect((await openBoth({ fromMs: hour(3) + 1 })).nextAsOf(0, undefined)).toBe(hour(4))
  })

  test('goes on after the last sealed cycle', async () => {
    const source = await openBoth()
    expect(source.nextAsOf(0, hour(30))).toBe(hour(31))
    expect(source.nextAsOf(0, hour(49))).toBeUndefined()
  })

  test('is the recorded one, not the calendar', async () => {
    const source = await openBoth()
    expect(source.now(hour(30), 5)).toBe(hour(30))
    expect(source.snapshot(hour(30), 5).symbols['BTC/USDT']).toMatchObject({ lastAtMs: hour(30), ageMs: 0 })
  })

  test('never goes back', async () => {
    const source = await openBoth()
    source.snapshot(hour(30), 0)
    expect(() => source.snapshot(hour(29), 0)).toThrow(/Market time went back/)
  })

  test.each([-1, 50])('refuses a first instant outside the data (hour %i)', async (index) => {
    await expect(openBoth({ fromMs: hour(index) })).rejects.toThrow(MarketDataError)
  })

  test('refuses fewer candles than the lookback', async () => {
    await expect(openBoth({ lookback: 21 })).rejects.toThrow(
      /SOL-USDT-1h\.csv: expected at least 21 candles, got fewer/,
    )
  })

  test('refuses data that ends with the lookback', async () => {
    await expect(openBoth({ symbols: ['SOL/USDT'], lookback: 20 })).rejects.toThrow(
      /expected data at the first instant/,
    )
  })
})

describe('a recorded snapshot', () => {
  test('shows closed candles, and the open of the one that begins as the price', async () => {
    const candles = madeUpCandles({ count: 50 })
    await writeCandles(dir, 'BTC/USDT', candles)
    const source = await open()
    const view = source.snapshot(hour(30), 0).symbols['BTC/USDT']
    expect([...view!.candles.time]).toEqual(candles.slice(20, 30).map(({ time }) => time))
    expect(view).toMatchObject({ condition: 'listed', last: candles[30]!.open })
    expect(source.quote('BTC/USDT', hour(30))).toBe(candles[30]!.open)
  })

  test('holds a symbol absent before its first and after its last candle', async () => {
    const source = await openBoth({ fromMs: hour(5) })
    const conditions = instants(source).map((at) => source.snapshot(at, 0).symbols['SOL/USDT']!.condition)
    const expected = [...Array(7).fill('absent'), ...Array(20).fill('listed'), ...Array(18).fill('absent')]
    expect(conditions).toEqual(expected)
  })

  test('has no candle and no price before the first', async () => {
    const view = (await openBoth({ fromMs: hour(5) })).snapshot(hour(5), 0).symbols['SOL/USDT']!
    expect(view.candles.time.length).toBe(0)
    expect(view).not.toHaveProperty('last')
    expect(view.reason).toBe('it has no candle yet')
  })

  test('is partial where a candle is missing, both when it begins and when it would have closed', async () => {
    const candles = madeUpCandles({ count: 50 }).filter((_, index) => index !== 30)
    await writeCandles(dir, 'BTC/USDT', candles)
    const source = await open()
    const partial = instants(source).filter((at) => source.snapshot(at, 0).symbols['BTC/USDT']!.condition === 'partial')
    expect(partial).toEqual([hour(30), hour(31)])
  })

  test('suspects an implausible jump', async () => {
    await writeCandles(dir, 'BTC/USDT', madeUpCandles({ count: 80, price: (at) => (at < 60 ? 100 + (at % 2) : 200) }))
    const source = await open({ lookback: 50 })
    expect(source.snapshot(hour(60), 0).symbols['BTC/USDT']!.condition).toBe('suspect')
  })
})

describe('what lies ahead', () => {
  const LATER = { open: 1e6, high: 1e6, low: 1e6, close: 1e6, volume: 1e6 }

  async function sourceOf(candles: readonly Candle[], lookback: number): Promise<MarketSource> {
    const fresh = await freshDir()
    await writeCandles(fresh, 'BTC/USDT', candles)
    return open({ dir: fresh, lookback, fromMs: hour(0) })
  }

  test('changes nothing in a snapshot, and is nowhere in its memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(149), { minLength: 1 }),
        async (lookback, hours) => {
          const path = hours.toSorted((a, b) => a - b)
          const final = path.at(-1)!
          const candles = madeUpCandles({ count: 150 })
          // The opening price at asOf is known then; nothing else of that candle is.
          const changed = candles.map((candle, index) =>
            index < final
              ? candle
              : { ...candle, ...LATER, ...(index === final && { open: candle.open, low: candle.open }) },
          )
          const known = await sourceOf(candles, lookback)
          const other = await sourceOf(changed, lookback)
          for (const index of path) {
            const snapshot = known.snapshot(hour(index), 0)
            expect(other.snapshot(hour(index), 0)).toEqual(snapshot)
            const { candles: shown } = snapshot.symbols['BTC/USDT']!
            expect(Math.max(...new Float64Array((shown.time as Float64Array).buffer))).toBeLessThan(hour(index))
            for (const column of columnsOf(other.snapshot(hour(index), 0).symbols['BTC/USDT']!.candles))
              expect(new Float64Array(column.buffer)).not.toContain(1e6)
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})
