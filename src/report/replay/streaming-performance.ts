import { DAY_MS, type DailyReturns, noReturns, withReturn, yearlyGrowthPercent, yearlyRatios } from './daily-returns.js'
import { Drawdowns } from './drawdowns.js'
import type { MonthReturn, PerformanceFigures } from './report.js'

/**
 * Folds equity after equity into figures; what it keeps grows by a number a month. The first return is that of the first
 * day from the starting equity; a day without a cycle keeps the equity of the day before.
 */
export class StreamingPerformance {
  readonly #start: number
  readonly #drawdowns: Drawdowns
  #firstMs: number | undefined
  #lastMs = 0
  #equity: number
  /** Index of the day of the last equity. */
  #day: number | undefined
  #dayBase: number
  #returns: DailyReturns = noReturns
  #month: string | undefined
  #monthBase: number
  #months: readonly MonthReturn[] = []

  /** `start` is what there is at the first instant, before anything is traded. */
  constructor(start: number) {
    this.#start = start
    this.#equity = start
    this.#dayBase = start
    this.#monthBase = start
    this.#drawdowns = new Drawdowns(start)
  }

  get equity(): number {
    return this.#equity
  }

  /** How far the last equity is below the highest. */
  get drawdownPercent(): number {
    return this.#drawdowns.percent
  }

  /** The equity at an instant after all before. */
  add(atMs: number, equity: number): void {
    const day = Math.floor(atMs / DAY_MS)
    if (day !== this.#day) this.#enterDay(day, atMs)
    this.#drawdowns.add(atMs, equity)
    this.#equity = equity
    this.#lastMs = atMs
  }

  /** As of the last equity; the day and the month that it lies in count as they stand. */
  figures(): PerformanceFigures {
    const growth = this.#equity / this.#start
    const cagr = yearlyGrowthPercent(growth, this.#lastMs - (this.#firstMs ?? this.#lastMs))
    const deepest = this.#drawdowns.deepest()
    return {
      end_equity: this.#equity,
      return_percent: 100 * (growth - 1),
      cagr_percent: cagr,
      ...yearlyRatios(this.#returnsByNow()),
      calmar: cagr === null || deepest === null ? null : cagr / deepest.percent,
      max_drawdown: deepest,
      longest_drawdown_days: this.#drawdowns.longestDays(),
      months: this.#monthsByNow(),
    }
  }

  #enterDay(day: number, atMs: number): void {
    this.#firstMs ??= atMs
    this.#returns = this.#returnsByNow()
    for (let quiet = (this.#day ?? day) + 1; quiet < day; quiet++) this.#returns = withReturn(this.#returns, 0)
    this.#day = day
    this.#dayBase = this.#equity
    const month = monthOf(atMs)
    if (month === this.#month) return
    this.#months = this.#monthsByNow()
    this.#month = month
    this.#monthBase = this.#equity
  }

  #returnsByNow(): DailyReturns {
    return this.#day === undefined ? this.#returns : withReturn(this.#returns, this.#equity / this.#dayBase - 1)
  }

  #monthsByNow(): readonly MonthReturn[] {
    if (this.#month === undefined) return []
    return [...this.#months, { month: this.#month, return_percent: 100 * (this.#equity / this.#monthBase - 1) }]
  }
}

const monthOf = (epochMs: number) => new Date(epochMs).toISOString().slice(0, 7)
