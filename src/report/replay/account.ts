import type { Portfolio } from '../../desk/portfolio.js'
import type { Moment } from './moment.js'
import type { PerformanceFigures, RunFigures } from './report.js'
import { StreamingPerformance } from './streaming-performance.js'

/** Follows the account's equity, and how much of it is in the market. */
export class Account {
  readonly #performance: StreamingPerformance
  #exposurePercent = 0
  #valued = 0
  #unvalued = 0
  #equities = 0
  #exposures = 0

  constructor(startingCash: number) {
    this.#performance = new StreamingPerformance(startingCash)
  }

  /** The account after a cycle; where its equity is unknown, as it was before. */
  add({ at, atMs, benchmark }: Pick<Moment, 'at' | 'atMs' | 'benchmark'>, { equity, cash }: Portfolio): Moment {
    this.#performance.add(atMs, equity ?? this.#performance.equity)
    if (equity === undefined) this.#unvalued += 1
    else {
      this.#exposurePercent = equity > 0 ? (100 * (equity - cash)) / equity : 0
      this.#valued += 1
      this.#equities += equity
      this.#exposures += this.#exposurePercent
    }
    return {
      at,
      atMs,
      isValued: equity !== undefined,
      equity: this.#performance.equity,
      benchmark,
      drawdownPercent: this.#performance.drawdownPercent,
      exposurePercent: this.#exposurePercent,
    }
  }

  /** Over the cycles whose equity is known; null before the first. */
  get meanEquity(): number | null {
    return this.#valued === 0 ? null : this.#equities / this.#valued
  }

  figures(): PerformanceFigures & Pick<RunFigures, 'exposure_percent' | 'unvalued_cycles'> {
    const exposure = this.#valued === 0 ? 0 : this.#exposures / this.#valued
    return { ...this.#performance.figures(), exposure_percent: exposure, unvalued_cycles: this.#unvalued }
  }
}
