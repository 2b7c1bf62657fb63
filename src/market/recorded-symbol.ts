/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import { type CandleColumns, CandleSeries, candleAt } from './candle-series.js'
import { judgePresence, judgePrice, type Recording } from './condition.js'
import type { SymbolView } from './snapshot.js'

/** How much of a recorded symbol is shown, and how it is judged. */
export interface RecordedSymbolOptions {
  readonly symbol: string
  readonly timeframeMs: number
  readonly lookback: number
  readonly suspectDeviations: number
}

/** The candles of one recorded symbol, which it reveals as the market's time goes on and never takes back. */
export class RecordedSymbol implements Recording {
  readonly firstMs: number
  readonly lastMs: number
  readonly #recorded: CandleColumns
  readonly #options: RecordedSymbolOptions
  readonly #revealed: CandleSeries
  #revealedCount = 0

  constructor(recorded: CandleColumns, options: RecordedSymbolOptions) {
    this.#recorded = recorded
    this.#options = options
    this.#revealed = new CandleSeries(options.lookback)
    this.firstMs = recorded.time[0]!
    this.lastMs = recorded.time[recorded.time.length - 1]!
  }

  /** The first instant with a full lookback behind it, epoch ms; undefined when there are too few candles. */
  fullFromMs(): number | undefined {
    const openMs = this.#recorded.time[this.#options.lookback - 1]
    return openMs === undefined ? undefined : openMs + this.#options.timeframeMs
  }

  has(openMs: number): boolean {
    return this.openAt(openMs) !== undefined
  }

  /** The opening price of the candle that begins at `openMs`. */
  openAt(openMs: number): number | undefined {
    const at = firstAtOrAfter(this.#recorded.time, openMs)
    return this.#recorded.time[at] === openMs ? this.#recorded.open[at] : undefined
  }

  /** The symbol as seen at `asOfMs`, which must not lie before that of an earlier view. */
  view(asOfMs: number): SymbolView {
    const { symbol, timeframeMs, suspectDeviations } = this.#options
    this.#revealUntil(firstAtOrAfter(this.#recorded.time, asOfMs - timeframeMs + 1))
    const candles = this.#revealed.view()
    const presence = judgePresence(this, asOfMs, timeframeMs)
    const last = this.openAt(asOfMs)
    if (presence.condition !== 'listed' || last === undefined) return { symbol, candles, ...presence }
    const judgement = judgePrice(candles, last, suspectDeviations)
    return { symbol, candles, last, lastAtMs: asOfMs, ageMs: 0, ...judgement }
  }

  #revealUntil(count: number): void {
    while (this.#revealedCount < count) this.#revealed.append(candleAt(this.#recorded, this.#revealedCount++))
  }
}

/** The first index whose time is not before `ms`; the length when all are. */
function firstAtOrAfter(times: Float64Array, ms: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < ms) low = middle + 1
    else high = middle
  }
  return low
}
