import { FillMarks } from './fill-marks.js'
import type { RecordedFill } from './recorded-fill.js'
import type { RunFigures } from './report.js'
import { type ClosedTrades, RoundTrips } from './round-trips.js'

/** Follows what was traded. */
export class Fills {
  readonly #trips = new RoundTrips()
  readonly #marks: ReadonlyMap<string, FillMarks>
  #fills = 0
  #fees = 0
  #notional = 0

  constructor(symbols: readonly string[], timeframeMs: number) {
    this.#marks = new Map(symbols.map((symbol) => [symbol, new FillMarks(timeframeMs)]))
  }

  add(fill: RecordedFill): void {
    this.#fills += 1
    this.#fees += fill.fee
    this.#notional += fill.notional
    this.#trips.add(fill)
    this.#marks.get(fill.symbol)?.add(fill)
  }

  tradesOf(agent: string): ClosedTrades {
    return this.#trips.of(agent)
  }

  /** `meanEquity` is what turnover is measured by; null when it is unknown. */
  figures(meanEquity: number | null): Pick<RunFigures, 'fees' | 'turnover' | 'fills' | 'trades' | 'fills_by_symbol'> {
    return {
      fees: this.#fees,
      turnover: meanEquity === null || meanEquity <= 0 ? 0 : this.#notional / meanEquity,
      fills: this.#fills,
      trades: this.#trips.figures(),
      fills_by_symbol: Object.fromEntries(Array.from(this.#marks, ([symbol, marks]) => [symbol, marks.list()])),
    }
  }
}
