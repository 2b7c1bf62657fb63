import { CandleSeries } from './candle-series.js'
import { DEFAULT_SUSPECT_DEVIATIONS, judgePrice } from './condition.js'
import { marketLabels } from './market-labels.js'
import { createSimulatedPrice, type SimulatedPrice } from './simulated-price.js'
import type { MarketSource, SymbolView } from './snapshot.js'

/** Few enough that the minutes of days are no burden, many enough that the way to them is not either. */
const CANDLES_AT_ONCE = 64

/** Which market to make up. */
export interface SimulatedSourceOptions {
  readonly seed: number
  readonly symbols: readonly string[]
  /** Whole minutes. */
  readonly timeframeMs: number
  /** The candles that a cycle sees. */
  readonly lookback: number
  readonly suspectDeviations?: number | undefined
}

/** A made-up market without beginning or end, where asOf is the tick; the same seed is the same market anywhere. */
export function createSimulatedSource(options: SimulatedSourceOptions): MarketSource {
  const { seed, symbols, timeframeMs } = options
  const bySymbol = new Map(symbols.map((symbol) => [symbol, new SimulatedSymbol(symbol, options)]))
  return {
    label: marketLabels.simulated,
    identity: `simulated seed ${seed}`,
    symbols,
    nextAsOf: (tickMs, previousMs) => (previousMs === undefined ? tickMs : Math.max(tickMs, previousMs + 1)),
    snapshot(asOfMs, nowMs) {
      const views = [...bySymbol].map(([symbol, made]) => [symbol, made.view(asOfMs, nowMs)] as const)
      return { asOfMs, timeframeMs, symbols: Object.fromEntries(views) }
    },
    now: (_asOfMs, nowMs) => nowMs,
    quote: (symbol, asOfMs) => bySymbol.get(symbol)?.price.at(asOfMs),
  }
}

/** One made-up symbol, and the candles of it that the last view showed. */
class SimulatedSymbol {
  readonly price: SimulatedPrice
  readonly #symbol: string
  readonly #timeframeMs: number
  readonly #lookback: number
  readonly #suspectDeviations: number
  #candles: CandleSeries
  /** When the next candle opens that is not in the series. */
  #nextMs = Number.NaN

  constructor(symbol: string, options: SimulatedSourceOptions) {
    this.price = createSimulatedPrice(options.seed, symbol)
    this.#symbol = symbol
    this.#timeframeMs = options.timeframeMs
    this.#lookback = options.lookback
    this.#suspectDeviations = options.suspectDeviations ?? DEFAULT_SUSPECT_DEVIATIONS
    this.#candles = new CandleSeries(options.lookback)
  }

  view(asOfMs: number, nowMs: number): SymbolView {
    this.#closeUntil(Math.floor(asOfMs / this.#timeframeMs) * this.#timeframeMs)
    const candles = this.#candles.view()
    const last = this.price.at(asOfMs)
    const judgement = judgePrice(candles, last, this.#suspectDeviations)
    return { symbol: this.#symbol, candles, last, lastAtMs: asOfMs, ageMs: Math.max(0, nowMs - asOfMs), ...judgement }
  }

  /** Appends the candles that closed by `endMs`; starts afresh when the series does not reach into that window. */
  #closeUntil(endMs: number): void {
    const startMs = endMs - this.#lookback * this.#timeframeMs
    if (!(this.#nextMs >= startMs && this.#nextMs <= endMs)) {
      this.#candles = new CandleSeries(this.#lookback)
      this.#nextMs = startMs
    }
    while (this.#nextMs < endMs) {
      const untilMs = Math.min(endMs, this.#nextMs + CANDLES_AT_ONCE * this.#timeframeMs)
      for (const candle of this.price.candles(this.#nextMs, untilMs, this.#timeframeMs)) this.#candles.append(candle)
      this.#nextMs = untilMs
    }
  }
}
