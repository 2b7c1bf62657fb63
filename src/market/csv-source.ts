import { join, resolve } from 'node:path'
import { DEFAULT_SUSPECT_DEVIATIONS } from './condition.js'
import { readCandles } from './csv-reader.js'
import { MarketDataError } from './market-data-error.js'
import { marketLabels } from './market-labels.js'
import { RecordedSymbol } from './recorded-symbol.js'
import type { MarketSource } from './snapshot.js'

/** Which files to replay, and from when. */
export interface CsvSourceOptions {
  /** The folder with a file `BTC-USDT-1h.csv` for each symbol. */
  readonly dir: string
  readonly symbols: readonly string[]
  /** As in the files' names: `1h`. */
  readonly timeframe: string
  readonly timeframeMs: number
  /** The most candles that a cycle sees. */
  readonly lookback: number
  /** Where the first cycle looks, epoch ms; default: where every symbol has its full lookback. */
  readonly fromMs?: number | undefined
  readonly suspectDeviations?: number | undefined
  /** The most candles that may be missing in a row. */
  readonly maxGap?: number | undefined
}

/** A market read from files; fails with a MarketDataError when they are bad, or do not reach the first instant. */
export async function createCsvSource(options: CsvSourceOptions): Promise<MarketSource> {
  const { symbols, timeframeMs } = options
  const loaded = await Promise.all(symbols.map(async (symbol) => [symbol, await load(symbol, options)] as const))
  const bySymbol = new Map(loaded)
  const recordings = [...bySymbol.values()]
  const endMs = Math.max(...recordings.map(({ lastMs }) => lastMs))
  const startMs = options.fromMs === undefined ? fullLookback(bySymbol, options) : alignUp(options.fromMs, timeframeMs)
  const beginMs = Math.min(...recordings.map(({ firstMs }) => firstMs))
  if (startMs < beginMs || startMs > endMs)
    throw new MarketDataError(
      options.dir,
      `data at the first instant, ${iso(startMs)}`,
      `candles from ${iso(beginMs)} to ${iso(endMs)}`,
    )
  let shownMs = Number.NEGATIVE_INFINITY
  return {
    label: marketLabels.csv,
    identity: `csv ${options.timeframe} ${resolve(options.dir)}`,
    symbols,
    nextAsOf(_tickMs, previousMs) {
      const asOfMs = previousMs === undefined ? startMs : alignUp(previousMs + 1, timeframeMs)
      return asOfMs > endMs ? undefined : asOfMs
    },
    snapshot(asOfMs) {
      if (asOfMs < shownMs) throw new Error(`Market time went back from ${iso(shownMs)} to ${iso(asOfMs)}`)
      shownMs = asOfMs
      const views = loaded.map(([symbol, recorded]) => [symbol, recorded.view(asOfMs)] as const)
      return { asOfMs, timeframeMs, symbols: Object.fromEntries(views) }
    },
    now: (asOfMs) => asOfMs,
    quote: (symbol, asOfMs) => bySymbol.get(symbol)?.openAt(asOfMs),
  }
}

async function load(symbol: string, options: CsvSourceOptions): Promise<RecordedSymbol> {
  const { timeframeMs, lookback, maxGap, suspectDeviations = DEFAULT_SUSPECT_DEVIATIONS } = options
  const candles = await readCandles(fileOf(symbol, options), { timeframeMs, maxGap })
  return new RecordedSymbol(candles, { symbol, timeframeMs, lookback, suspectDeviations })
}

function fileOf(symbol: string, { dir, timeframe }: CsvSourceOptions): string {
  return join(dir, `${symbol.replaceAll('/', '-')}-${timeframe}.csv`)
}

/** The first instant at which every symbol has its full lookback. */
function fullLookback(recordings: ReadonlyMap<string, RecordedSymbol>, options: CsvSourceOptions): number {
  let latestMs = Number.NEGATIVE_INFINITY
  for (const [symbol, recorded] of recordings) {
    const fullMs = recorded.fullFromMs()
    if (fullMs === undefined)
      throw new MarketDataError(fileOf(symbol, options), `at least ${options.lookback} candles`, 'fewer')
    latestMs = Math.max(latestMs, fullMs)
  }
  return latestMs
}

function alignUp(ms: number, timeframeMs: number): number {
  return Math.ceil(ms / timeframeMs) * timeframeMs
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
