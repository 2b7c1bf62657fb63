import type { ExactBook } from '../../desk/settlement.js'
import type { DeskReport } from '../desk-report.js'
import { Account } from './account.js'
import { AgentOrders, agentFigures, profitOf, type TeamMember } from './agent-figures.js'
import { Benchmark } from './benchmark.js'
import { Fills } from './fills.js'
import { GateRecord } from './gate-record.js'
import type { Resumption } from './gate-report.js'
import { LastPrices, type Quote } from './last-prices.js'
import type { Moment } from './moment.js'
import { fillOf } from './recorded-fill.js'
import type { AgentFigures, BenchmarkFigures, RunFigures } from './report.js'
import { RunFailures } from './run-failures.js'
import { type RowFigures, SeriesRows } from './series.js'

/** What a recorder must know of the team and its market. */
export interface RecorderOptions {
  readonly startingCash: number
  /** Asked for the market time of the cycle that has just ended. */
  readonly quote: Quote
  readonly symbols: readonly string[]
  readonly timeframeMs: number
  /** What the benchmark pays, a fraction of the notional. */
  readonly feeRate: number
  /** By how much the benchmark's fills are worse than the price, in hundredths of a percent. */
  readonly slippageBps: number
  /** In plan order. */
  readonly agents: readonly TeamMember[]
}

/**
 * Folds cycle after cycle into the figures of a replay. What it keeps does not grow with the number of cycles (but for a
 * number a month), and a cycle costs it little: decimal strings are read for fills and for rows of the series only.
 */
export class ReplayRecorder {
  readonly #options: RecorderOptions
  readonly #prices: LastPrices
  readonly #benchmark: Benchmark
  readonly #account: Account
  readonly #orders: ReadonlyMap<string, AgentOrders>
  readonly #failures: ReadonlyMap<string, RunFailures>
  readonly #fills: Fills
  readonly #gate = new GateRecord()
  readonly #series: SeriesRows
  #cycles = 0
  #last: { readonly report: DeskReport; readonly moment: Moment } | undefined

  constructor(options: RecorderOptions) {
    const { startingCash, symbols, quote, agents, timeframeMs } = options
    const names = agents.map(({ name }) => name)
    this.#options = options
    this.#prices = new LastPrices(symbols, quote)
    this.#benchmark = new Benchmark(options, this.#prices)
    this.#account = new Account(startingCash)
    this.#orders = new Map(names.map((name) => [name, new AgentOrders()]))
    this.#failures = new Map(names.map((name) => [name, new RunFailures()]))
    this.#fills = new Fills(symbols, timeframeMs)
    this.#series = new SeriesRows(names, symbols)
  }

  /** Takes a cycle that has ended; cycles come in the order of their market time. */
  cycleEnded(report: DeskReport): void {
    const { cycle, state, settlement } = report
    const atMs = Date.parse(cycle.asOf)
    this.#prices.enter(atMs)
    const benchmark = this.#benchmark.add(atMs)
    const moment = this.#account.add({ at: cycle.asOf, atMs, benchmark }, settlement.portfolio)
    this.#last = { report, moment }
    this.#cycles += 1
    this.#gate.add(state, moment)
    for (const run of report.runs) this.#failures.get(run.agent)?.add(run)
    for (const receipt of settlement.receipts) {
      this.#orders.get(receipt.agent)?.add(receipt)
      const fill = fillOf(receipt, moment)
      if (fill !== undefined) this.#fills.add(fill)
    }
    if (this.#series.add(moment)) this.#series.write(moment, this.#rowFigures())
  }

  /** A halt or a soft limit was lifted since the last cycle. */
  resumed(lifting: Pick<Resumption, 'how' | 'lifted'>): void {
    this.#gate.resumed(lifting)
  }

  /** As of the last cycle. */
  figures(): RunFigures {
    const now = this.#last?.moment
    return {
      ...this.#account.figures(),
      cycles: this.#cycles,
      ...this.#fills.figures(this.#account.meanEquity),
      ...this.#gate.figures(),
      agents: this.#options.agents.map((member) => this.#agentFigures(member)),
      series: this.#series.toSeries(now, () => this.#rowFigures()),
    }
  }

  /** Of the same cycles. */
  benchmark(): BenchmarkFigures {
    return this.#benchmark.figures()
  }

  #agentFigures(member: TeamMember): AgentFigures {
    const tallies = this.#last?.report.tally.agents ?? {}
    return agentFigures({
      member,
      cycles: this.#cycles,
      tally: Object.hasOwn(tallies, member.name) ? tallies[member.name] : undefined,
      orders: this.#orders.get(member.name) ?? new AgentOrders(),
      failures: this.#failures.get(member.name) ?? new RunFailures(),
      trades: this.#fills.tradesOf(member.name),
      book: this.#booksByAgent().get(member.name),
      prices: this.#prices,
    })
  }

  #rowFigures(): RowFigures {
    const { agents, symbols } = this.#options
    const books = this.#booksByAgent()
    const profits = agents.map(({ name }) => {
      const book = books.get(name)
      return book === undefined ? 0 : profitOf(book, this.#prices)
    })
    return { profits, prices: symbols.map((symbol) => this.#prices.now(symbol) ?? Number.NaN) }
  }

  #booksByAgent(): ReadonlyMap<string, ExactBook> {
    return new Map(this.#last?.report.settlement.account.books.map((book) => [book.agent, book]))
  }
}
