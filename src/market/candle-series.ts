/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */

/** One candle; `time` is when it opens, epoch ms. */
export interface Candle {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Candles as typed columns of equal length, oldest first. */
export interface CandleColumns {
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

const SMALLEST_CAPACITY = 64

/**
 * Candles that are appended one by one, of which the last `keep` stay in view. Views share memory with each other,
 * and their buffers are zero beyond the newest candle; nothing is copied but once in `keep` candles.
 */
export class CandleSeries {
  readonly #keep: number
  #columns = allocate(SMALLEST_CAPACITY)
  #length = 0

  constructor(keep = Number.POSITIVE_INFINITY) {
    this.#keep = keep
  }

  append(candle: Candle): void {
    if (this.#length === this.#columns.time.length) this.#move()
    const at = this.#length++
    this.#columns.time[at] = candle.time
    this.#columns.open[at] = candle.open
    this.#columns.high[at] = candle.high
    this.#columns.low[at] = candle.low
    this.#columns.close[at] = candle.close
    this.#columns.volume[at] = candle.volume
  }

  /** The last `keep` candles, without a copy. */
  view(): CandleColumns {
    return slice(this.#columns, Math.max(0, this.#length - this.#keep), this.#length)
  }

  /** To fresh columns, so that earlier views keep what they showed. */
  #move(): void {
    const kept = this.view()
    this.#length = kept.time.length
    this.#columns = allocate(Math.max(SMALLEST_CAPACITY, 2 * this.#length))
    for (const name of COLUMNS) this.#columns[name].set(kept[name])
  }
}

/** The candle in row `index`, which must exist. */
export function candleAt(columns: CandleColumns, index: number): Candle {
  return {
    time: columns.time[index]!,
    open: columns.open[index]!,
    high: columns.high[index]!,
    low: columns.low[index]!,
    close: columns.close[index]!,
    volume: columns.volume[index]!,
  }
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

function allocate(capacity: number): CandleColumns {
  const column = () => new Float64Array(capacity)
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
}

function slice(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    time: columns.time.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  }
}
