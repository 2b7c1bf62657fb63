import { type Candle, type CandleColumns, CandleSeries } from './candle-series.js'
import { type CsvHeader, readHeader } from './csv-header.js'
import { readLines } from './csv-lines.js'
import { CsvRow } from './csv-row.js'
import { MarketDataError } from './market-data-error.js'

const DEFAULT_MAX_GAP = 24

/** What the candles of a file must keep to. */
export interface CandleRules {
  readonly timeframeMs: number
  /** The most candles that may be missing between two; default 24. */
  readonly maxGap?: number | undefined
}

/**
 * Reads a file of candles as a stream; at least one candle, in order, on the epoch's grid, each sound in itself.
 * Fails with a MarketDataError that names the line.
 */
export async function readCandles(file: string, rules: CandleRules): Promise<CandleColumns> {
  const parser = new CandleParser(file, rules)
  await readLines(file, (bytes, from, to, line) => parser.accept(bytes, from, to, line))
  return parser.finish()
}

class CandleParser {
  readonly #file: string
  readonly #timeframeMs: number
  readonly #maxGap: number
  readonly #series = new CandleSeries()
  #header: CsvHeader | undefined
  #row = new CsvRow(0)
  #line = 0
  /** NaN before the first candle: no comparison with it holds. */
  #previousMs = Number.NaN

  constructor(file: string, rules: CandleRules) {
    this.#file = file
    this.#timeframeMs = rules.timeframeMs
    this.#maxGap = rules.maxGap ?? DEFAULT_MAX_GAP
  }

  accept(bytes: Buffer, from: number, to: number, line: number): void {
    if (from === to) return
    this.#line = line
    if (this.#header) this.#series.append(this.#candle(this.#header, this.#row.split(bytes, from, to)))
    else {
      this.#header = readHeader(this.#file, bytes, from, to)
      this.#row = new CsvRow(this.#header.fieldCount)
    }
  }

  finish(): CandleColumns {
    if (!this.#header) throw new MarketDataError(this.#file, 'a header and candles', 'an empty file')
    const columns = this.#series.view()
    if (columns.time.length === 0) throw new MarketDataError(this.#file, 'at least one candle', 'none')
    return columns
  }

  #candle(header: CsvHeader, count: number): Candle {
    if (count !== header.fieldCount) this.#refuse(`${header.fieldCount} fields as in the header`, String(count))
    const time = this.#time(header.time)
    const open = this.#price('open', header.open)
    const high = this.#price('high', header.high)
    const low = this.#price('low', header.low)
    const close = this.#price('close', header.close)
    if (high < low) this.#refuse('a high of at least the low', `high ${high}, low ${low}`)
    if (open < low || open > high) this.#refuse(`an open between low ${low} and high ${high}`, String(open))
    if (close < low || close > high) this.#refuse(`a close between low ${low} and high ${high}`, String(close))
    const volume = header.volume === undefined ? 0 : this.#volume(header.volume)
    return { time, open, high, low, close, volume }
  }

  #time(field: number): number {
    const time = this.#row.instant(field)
    // The very next one, as nearly all are, needs no further look: the one before it was on the grid.
    if (time !== this.#previousMs + this.#timeframeMs) this.#checkTime(field, time)
    this.#previousMs = time
    return time
  }

  #checkTime(field: number, time: number): void {
    const previousMs = this.#previousMs
    if (Number.isNaN(time)) this.#refuse('a time (epoch seconds, ms or us, or ISO 8601)', this.#quote(field))
    if (time % this.#timeframeMs !== 0)
      this.#refuse(`a time on the grid of ${this.#timeframeMs} ms`, `${this.#quote(field)} (${iso(time)})`)
    if (time === previousMs) this.#refuse(`a time after ${iso(time)}`, 'the same time again')
    if (time < previousMs) this.#refuse(`a time after ${iso(previousMs)}`, iso(time))
    const missing = (time - previousMs) / this.#timeframeMs - 1
    if (missing > this.#maxGap)
      this.#refuse(`at most ${this.#maxGap} missing candles after ${iso(previousMs)}`, `${missing} missing`)
  }

  #price(column: string, field: number): number {
    const price = this.#row.number(field)
    if (!(price > 0 && price < Number.POSITIVE_INFINITY))
      this.#refuse(`a price above 0 as ${column}`, this.#quote(field))
    return price
  }

  #volume(field: number): number {
    const volume = this.#row.number(field)
    if (!(volume >= 0 && volume < Number.POSITIVE_INFINITY)) this.#refuse('a volume of at least 0', this.#quote(field))
    return volume
  }

  #quote(field: number): string {
    return JSON.stringify(this.#row.text(field).slice(0, 60))
  }

  #refuse(expected: string, got: string): never {
    throw new MarketDataError(`${this.#file}:${this.#line}`, expected, got)
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
