import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Candle } from '../../src/market/candle-series.js'

/** An hour, ms. */
export const HOUR_MS = 3_600_000

/** What a made-up recording looks like. */
export interface MadeUp {
  /** When the first candle opens, epoch ms; default 2024-01-01. */
  readonly fromMs?: number
  readonly count: number
  readonly timeframeMs?: number
  /** Where candle `index` opens, and the one before it closes; default: around 100, up and down. */
  readonly price?: (index: number) => number
}

const dirs: string[] = []
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))))

/** A fresh temporary folder, removed when the tests of the file are over. */
export async function freshDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'riskfirst-candles-'))
  dirs.push(dir)
  return dir
}

/** Candles in a row, each with a range a thousandth wider than its body. */
export function madeUpCandles({ fromMs = Date.UTC(2024, 0, 1), count, timeframeMs = HOUR_MS, price = wavy }: MadeUp) {
  return Array.from({ length: count }, (_, index): Candle => {
    const open = price(index)
    const close = price(index + 1)
    const high = Math.max(open, close) * 1.001
    const low = Math.min(open, close) * 0.999
    return { time: fromMs + index * timeframeMs, open, high, low, close, volume: 1 + (index % 7) }
  })
}

/** Writes `BTC-USDT-1h.csv` into `dir`, as the csv source looks for it; returns its path. */
export async function writeCandles(dir: string, symbol: string, candles: readonly Candle[], timeframe = '1h') {
  const file = join(dir, `${symbol.replaceAll('/', '-')}-${timeframe}.csv`)
  const rows = candles.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume].join())
  await writeFile(file, `${['timestamp,open,high,low,close,volume', ...rows].join('\n')}\n`)
  return file
}

function wavy(index: number): number {
  return 100 + 5 * Math.sin(index / 10) + Math.sin(index * 1.7)
}
