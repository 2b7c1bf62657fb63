import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { candleAt } from '../../src/market/candle-series.js'
import { readCandles } from '../../src/market/csv-reader.js'
import { MarketDataError } from '../../src/market/market-data-error.js'
import { freshDir, HOUR_MS, madeUpCandles, writeCandles } from '../support/candles.js'

const RULES = { timeframeMs: HOUR_MS }
const HEADER = 'timestamp,open,high,low,close,volume'
const HOUR_0 = Date.UTC(2024, 0, 1)
const row = (hour: number, fields = '10,12,9,11,5') => `${HOUR_0 + hour * HOUR_MS},${fields}`

let dir: string
let file: string

beforeEach(async () => {
  dir = await freshDir()
  file = join(dir, 'candles.csv')
})

async function read(...lines: string[]) {
  await writeFile(file, lines.join('\n'))
  return readCandles(file, RULES)
}

async function refusal(...lines: string[]): Promise<string> {
  const error = await read(...lines).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(MarketDataError)
  return (error as MarketDataError).message.replace(file, 'FILE')
}

describe('readCandles', () => {
  test('reads every candle of a file larger than its buffer', async () => {
    const candles = madeUpCandles({ count: 8_000 })
    const columns = await readCandles(await writeCandles(dir, 'BTC/USDT', candles), RULES)
    expect(columns.time.length).toBe(candles.length)
    expect(candles.map((_, index) => candleAt(columns, index))).toEqual(candles)
  })

  test.each([
    ['other columns, in another order', 'Symbol,Close,Low,High,Open,Date,Trades\nX,11,9,12,10,2024-01-01,7', 0],
    ['short names', 'ts,o,h,l,c,v\n1704067200,10,12,9,11,5', 5],
    ['upper case', 'OPEN_TIME,OPEN,HIGH,LOW,CLOSE,VOL\n1704067200000,10,12,9,11,5', 5],
    [
      'a byte order mark, quotes and CRLF',
      `\uFEFF"Datetime","Open","High","Low","Close","Volume"\r\n"2024-01-01 00:00:00","10","12","9","11","5"\r\n`,
      5,
    ],
    ['blank lines at the end', `${HEADER}\n${row(0)}\n\r\n\n`, 5],
  ])('takes %s', async (_, text, volume) => {
    await writeFile(file, text)
    const columns = await readCandles(file, RULES)
    expect(columns.time.length).toBe(1)
    expect(candleAt(columns, 0)).toEqual({ time: HOUR_0, open: 10, high: 12, low: 9, close: 11, volume })
  })

  test('lets a gap within the limit stand', async () => {
    expect([...(await read(HEADER, row(0), row(25))).time]).toEqual([HOUR_0, HOUR_0 + 25 * HOUR_MS])
  })

  test('refuses a gap over the limit with its line', async () => {
    expect(await refusal(HEADER, row(0), row(26))).toBe(
      'FILE:3: expected at most 24 missing candles after 2024-01-01T00:00:00.000Z, got 25 missing',
    )
  })

  test('refuses an unsorted file with its line', async () => {
    expect(await refusal(HEADER, row(2), row(1))).toBe(
      'FILE:3: expected a time after 2024-01-01T02:00:00.000Z, got 2024-01-01T01:00:00.000Z',
    )
  })

  test('refuses a duplicate with its line', async () => {
    expect(await refusal(HEADER, row(0), row(0))).toBe(
      'FILE:3: expected a time after 2024-01-01T00:00:00.000Z, got the same time again',
    )
  })

  test('counts blank lines in the line it names', async () => {
    expect(await refusal(HEADER, '', row(0), '', row(0))).toMatch(/^FILE:5:/)
  })

  test.each([
    ['a high below the low', '10,9,12,10,5', 'a high of at least the low, got high 9, low 12'],
    ['an open out of range', '13,12,9,11,5', 'an open between low 9 and high 12, got 13'],
    ['a close out of range', '10,12,9,8,5', 'a close between low 9 and high 12, got 8'],
    ['NaN', 'NaN,12,9,11,5', 'a price above 0 as open, got "NaN"'],
    ['an empty price', '10,,9,11,5', 'a price above 0 as high, got ""'],
    ['a negative price', '10,12,-9,11,5', 'a price above 0 as low, got "-9"'],
    ['a price of zero', '10,12,9,0,5', 'a price above 0 as close, got "0"'],
    ['an infinite price', '10,1e999,9,11,5', 'a price above 0 as high, got "1e999"'],
    ['a negative volume', '10,12,9,11,-1', 'a volume of at least 0, got "-1"'],
    ['too few fields', '10,12,9,11', '6 fields as in the header, got 5'],
    ['decimal commas', '10,5,12,9,11,5', '6 fields as in the header, got 7'],
  ])('refuses %s', async (_, fields, expected) => {
    expect(await refusal(HEADER, row(0), row(1, fields))).toBe(`FILE:3: expected ${expected}`)
  })

  test('refuses a time off the grid', async () => {
    expect(await refusal(HEADER, '2024-01-01T00:30,10,12,9,11,5')).toBe(
      'FILE:2: expected a time on the grid of 3600000 ms, got "2024-01-01T00:30" (2024-01-01T00:30:00.000Z)',
    )
  })

  test('refuses what is no time', async () => {
    expect(await refusal(HEADER, 'soon,10,12,9,11,5')).toBe(
      'FILE:2: expected a time (epoch seconds, ms or us, or ISO 8601), got "soon"',
    )
  })

  test('refuses a header without a column it needs', async () => {
    expect(await refusal('timestamp,open,high,low', row(0))).toBe(
      'FILE:1: expected a header with a column close or c, got "timestamp,open,high,low"',
    )
  })

  test('refuses a line without end', async () => {
    expect(await refusal(HEADER, '1'.repeat(300_000))).toMatch(/^FILE:2: expected a line of less than 262144 bytes/)
  })

  test.each([
    ['an empty file', '', 'a header and candles, got an empty file'],
    ['a header alone', `${HEADER}\n`, 'at least one candle, got none'],
  ])('refuses %s', async (_, text, expected) => {
    expect(await refusal(text)).toBe(`FILE: expected ${expected}`)
  })

  test('refuses a missing file', async () => {
    await expect(readCandles(file, RULES)).rejects.toThrow(`${file}: expected a CSV file of candles, got no such file`)
  })

  test('refuses a folder', async () => {
    await mkdir(file)
    await expect(readCandles(file, RULES)).rejects.toThrow(`${file}: expected a CSV file of candles, got a folder`)
  })
})
