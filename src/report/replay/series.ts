/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import type { Moment } from './moment.js'
import type { Series } from './report.js'

/** How many rows there are at most; a whole number of pairs. */
const MOST_ROWS = 2000

/** What a row shows beside the account: profits and prices in the order of the names; NaN where there is none. */
export interface RowFigures {
  readonly profits: readonly number[]
  readonly prices: readonly number[]
}

/** What becomes of two neighbouring rows that are made one. */
type Join = (first: number, second: number) => number

const later: Join = (_first, second) => second
const worse: Join = (first, second) => Math.max(first, second)
const mean: Join = (first, second) => (first + second) / 2

class Column {
  readonly values = new Float64Array(MOST_ROWS)
  readonly #join: Join

  constructor(join: Join) {
    this.#join = join
  }

  halve(): void {
    const { values } = this
    for (let i = 0; i < MOST_ROWS / 2; i++) values[i] = this.#join(values[2 * i]!, values[2 * i + 1]!)
  }
}

const columnsFor = (names: readonly string[]) => names.map(() => new Column(later))

/**
 * Rows over the whole span, evenly spaced in cycles: when there are too many, each two become one and every later row
 * covers twice as many cycles.
 */
export class SeriesRows {
  readonly #agents: readonly string[]
  readonly #symbols: readonly string[]
  readonly #at = new Column(later)
  readonly #equity = new Column(later)
  readonly #benchmark = new Column(later)
  readonly #drawdown = new Column(worse)
  readonly #exposure = new Column(mean)
  readonly #profits: readonly Column[]
  readonly #prices: readonly Column[]
  readonly #all: readonly Column[]
  #rows = 0
  #cyclesARow = 1
  /** Of the row that is not full yet. */
  #cycles = 0
  #worst = 0
  #exposures = 0

  constructor(agents: readonly string[], symbols: readonly string[]) {
    this.#agents = agents
    this.#symbols = symbols
    this.#profits = columnsFor(agents)
    this.#prices = columnsFor(symbols)
    const account = [this.#at, this.#equity, this.#benchmark, this.#drawdown, this.#exposure]
    this.#all = [...account, ...this.#profits, ...this.#prices]
  }

  /** True when the row is full: then it is to be written. */
  add({ drawdownPercent, exposurePercent }: Moment): boolean {
    this.#cycles += 1
    this.#worst = Math.max(this.#worst, drawdownPercent)
    this.#exposures += exposurePercent
    return this.#cycles === this.#cyclesARow
  }

  /** Writes the row of the cycles added since the last. */
  write(moment: Moment, figures: RowFigures): void {
    this.#put(moment, figures)
    this.#rows += 1
    this.#cycles = 0
    this.#worst = 0
    this.#exposures = 0
    if (this.#rows < MOST_ROWS) return
    for (const column of this.#all) column.halve()
    this.#rows /= 2
    this.#cyclesARow *= 2
  }

  /** All rows, the last one even if it is not full; `now` is the last cycle added. */
  toSeries(now: Moment | undefined, figures: () => RowFigures): Series {
    const isPartial = now !== undefined && this.#cycles > 0
    if (isPartial) this.#put(now, figures())
    const rows = this.#rows + (isPartial ? 1 : 0)
    const numbers = ({ values }: Column) => Array.from(values.subarray(0, rows), toNineDigits)
    const known = (column: Column) => numbers(column).map((value) => (Number.isNaN(value) ? null : value))
    return {
      at: Array.from(this.#at.values.subarray(0, rows), (epochMs) => new Date(epochMs).toISOString()),
      equity: known(this.#equity),
      benchmark: known(this.#benchmark),
      drawdown_percent: numbers(this.#drawdown),
      exposure_percent: numbers(this.#exposure),
      books: Object.fromEntries(this.#agents.map((agent, i) => [agent, numbers(this.#profits[i]!)])),
      prices: Object.fromEntries(this.#symbols.map((symbol, i) => [symbol, known(this.#prices[i]!)])),
    }
  }

  #put(moment: Moment, { profits, prices }: RowFigures): void {
    const row = this.#rows
    this.#at.values[row] = moment.atMs
    this.#equity.values[row] = moment.isValued ? moment.equity : Number.NaN
    this.#benchmark.values[row] = moment.benchmark
    this.#drawdown.values[row] = this.#worst
    this.#exposure.values[row] = this.#exposures / this.#cycles
    for (let i = 0; i < profits.length; i++) this.#profits[i]!.values[row] = profits[i]!
    for (let i = 0; i < prices.length; i++) this.#prices[i]!.values[row] = prices[i]!
  }
}

/** More than a picture shows, in fewer letters. */
const toNineDigits = (value: number) => Number(value.toPrecision(9))
