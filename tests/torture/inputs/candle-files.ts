import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCsvSource } from '../../../src/market/csv-source.js'
import { MarketDataError } from '../../../src/market/market-data-error.js'
import type { MarketSource } from '../../../src/market/snapshot.js'
import { type InputKind, mustHold, rejectedBy } from '../fuzz.js'
import { oddNumbers, spoiledBytes, spoiledText } from '../mutations.js'

const hourMs = 3_600_000
const fromMs = Date.UTC(2024, 0, 1)

/** Recorded candles; what is taken must hold nothing but sound figures. */
export const candleFiles: InputKind = {
  name: 'candle files',
  share: 10,
  async prepare(folder) {
    const rows = Array.from({ length: 80 }, (_, hour) => {
      const open = 100 + 10 * Math.sin(hour / 7)
      return [fromMs + hour * hourMs, open, open * 1.02, open * 0.98, open * 1.01, 5].join()
    })
    const text = `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`
    const words = [
      'timestamp',
      'date',
      'open',
      'close',
      '2024-01-01T05:00:00Z',
      '1704067200',
      '1e3',
      '-5',
      '"',
      '\r\n',
      ',',
    ]
    return (random) => {
      const spoiled = random.chance(0.5)
        ? spoiledBytes(Buffer.from(text), random)
        : spoiledText(text, random, [...words, ...oddNumbers.map(String)])
      writeFileSync(join(folder, 'BTC-USDT-1h.csv'), spoiled)
      return rejectedBy([MarketDataError], async () => {
        const options = { dir: folder, symbols: ['BTC/USDT'], timeframe: '1h', timeframeMs: hourMs, lookback: 30 }
        watch(await createCsvSource(options))
      })
    }
  },
}

/** Looks at the market through its first cycles. */
function watch(source: MarketSource): void {
  let asOfMs = source.nextAsOf(0, undefined)
  for (let cycle = 0; cycle < 3 && asOfMs !== undefined; cycle++) {
    const { candles, last } = source.snapshot(asOfMs, asOfMs).symbols['BTC/USDT'] ?? {}
    for (const column of [candles?.open, candles?.high, candles?.low, candles?.close])
      for (const price of column ?? []) mustHold(price > 0 && price < Number.POSITIVE_INFINITY, `a price of ${price}`)
    mustHold(last === undefined || last > 0, `a last price of ${last}`)
    asOfMs = source.nextAsOf(0, asOfMs)
  }
}
