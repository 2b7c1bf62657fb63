import type { GateFigures } from './gate-report.js'

/**
 * Everything that a replay found, as plain data: the JSON document, and what the summary and the HTML page draw.
 * Percents are numbers such as 12.34; money is in quote currency; instants are ISO UTC; null is "undefined here".
 */
export interface ReplayReport {
  readonly schema_version: 1
  readonly market: ReplayedMarket
  readonly quote: string
  readonly starting_cash: number
  /** As it was given: `resume-next-day`. */
  readonly on_halt: string
  readonly left_out: readonly { readonly agent: string; readonly reason: string }[]
  /** Such as that an agent answers from recorded proposals. */
  readonly notes: readonly string[]
  /** The replay itself. */
  readonly run: RunFigures
  /** The same team with a gate that never shuts; null unless it was asked for. */
  readonly no_gate: RunFigures | null
  readonly benchmark: BenchmarkFigures
}

/** What was replayed. */
export interface ReplayedMarket {
  readonly label: string
  readonly symbols: readonly string[]
  /** Such as `1h`. */
  readonly timeframe: string
  /** asOf of the first cycle. */
  readonly from: string
  /** asOf of the last cycle. */
  readonly to: string
  readonly cycles: number
  /** From one cycle to the next, such as `15m`. */
  readonly step: string
}

/** What became of the money, from equity at the end of each UTC day and a risk-free rate of 0; 365 days a year. */
export interface PerformanceFigures {
  readonly end_equity: number
  readonly return_percent: number
  /** Yearly growth; null for a span of less than 30 days, which says nothing of a year. */
  readonly cagr_percent: number | null
  /** Of a year. */
  readonly volatility_percent: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
  readonly max_drawdown: DrawdownSpan | null
  /** From a peak until it was reached again, or until the end; in days, not necessarily whole. */
  readonly longest_drawdown_days: number
  readonly months: readonly MonthReturn[]
}

/** The deepest fall of equity below an earlier peak, measured at every cycle. */
export interface DrawdownSpan {
  /** A positive number. */
  readonly percent: number
  readonly peak_at: string
  readonly trough_at: string
  /** Null when the peak was not reached again. */
  readonly recovered_at: string | null
}

/** A calendar month's return, from the last equity of the month before. */
export interface MonthReturn {
  /** `2022-04`, UTC. */
  readonly month: string
  readonly return_percent: number
}

/** What a team did over the whole span. */
export interface RunFigures extends PerformanceFigures, GateFigures {
  readonly cycles: number
  /** Cycles with something held that had no price: equity is carried from before. */
  readonly unvalued_cycles: number
  /** Mean of (equity − cash) / equity over the cycles. */
  readonly exposure_percent: number
  /** Quote currency. */
  readonly fees: number
  /** Σ |notional| / mean equity: how often the account was turned over. */
  readonly turnover: number
  readonly fills: number
  readonly trades: TradeFigures
  readonly agents: readonly AgentFigures[]
  readonly series: Series
  /** By symbol at most 2,000; beyond, those of one bucket and side are merged. */
  readonly fills_by_symbol: Readonly<Record<string, readonly FillMark[]>>
}

/** Round trips: a book's position in a symbol from flat to flat. */
export interface TradeFigures {
  readonly closed: number
  /** Those with a profit after fees. */
  readonly won: number
  /** Null when none was closed. */
  readonly win_rate_percent: number | null
  /** Σ profits / Σ losses; null when nothing was lost. */
  readonly profit_factor: number | null
  readonly average_hold_hours: number | null
}

/** What one agent did over the whole span. */
export interface AgentFigures {
  readonly agent: string
  readonly phase: string
  /** Cycles in which it ran to an end of its own. */
  readonly runs: number
  readonly successes: number
  /** Timeouts included. */
  readonly failed: number
  /** How often by code, such as `timeout` or `threw`. */
  readonly failed_by_code: Readonly<Record<string, number>>
  /** Cycles in which it did not run: skipped, halted or aborted. */
  readonly skipped: number
  readonly success_rate_percent: number | null
  /** Orders that the desk decided on; protective exits of its book included. */
  readonly orders: number
  readonly filled: number
  readonly denied: number
  readonly denied_by_code: Readonly<Record<string, number>>
  /** By the venue, or of unknown outcome. */
  readonly rejected: number
  readonly fees: number
  /** Of its book, realised and open, after fees. */
  readonly profit: number
  /** Proceeds − cost share − sell fees; buy fees are not in it. */
  readonly realised: number
  readonly trades_closed: number
  readonly trades_won: number
  readonly win_rate_percent: number | null
}

/** Rows for charts, at most 2,000, evenly spaced in cycles; every array is as long as `at`. Nine significant digits. */
export interface Series {
  /** asOf of the last cycle of each row's bucket. */
  readonly at: readonly string[]
  readonly equity: readonly (number | null)[]
  readonly benchmark: readonly (number | null)[]
  /** Worst in the bucket, a positive number. */
  readonly drawdown_percent: readonly number[]
  /** Mean of the bucket. */
  readonly exposure_percent: readonly number[]
  /** Profit of each book, by agent. */
  readonly books: Readonly<Record<string, readonly number[]>>
  /** By symbol. */
  readonly prices: Readonly<Record<string, readonly (number | null)[]>>
}

/** One fill, or several of one side and bucket. */
export interface FillMark {
  readonly at: string
  readonly side: 'buy' | 'sell'
  /** Weighted by quantity when merged. */
  readonly price: number
  readonly notional: number
  /** Several are joined by commas. */
  readonly agent: string
  /** Of the first when merged. */
  readonly reason: string
  readonly count: number
}

/** Equal weight, bought at the first cycle with fee and slippage, and held; a lost price is carried. */
export interface BenchmarkFigures extends PerformanceFigures {
  /** Those that had a price then. */
  readonly symbols: readonly string[]
  /** Of buying, quote currency: it never sells. */
  readonly fees: number
}
