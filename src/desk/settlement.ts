import type { StoredBaseline } from './journal.js'
import type { Receipt } from './order.js'
import type { Portfolio } from './portfolio.js'
import type { StopReceipt } from './stop-moves.js'

/** One holding in exact figures. */
export interface ExactPosition {
  readonly symbol: string
  readonly quantity: string
  /** Total paid for what is held, fees excluded. */
  readonly cost: string
  /** Price at asOf; null when the market has none. */
  readonly price: string | null
}

/** One agent's book in exact figures. */
export interface ExactBook {
  readonly agent: string
  readonly cashFlow: string
  readonly realised: string
  readonly buyFees: string
  readonly sellFees: string
  readonly positions: readonly ExactPosition[]
}

/** The account in exact figures: cash + Σ quantity · price = equity to the last digit, and Σ books = account. */
export interface ExactAccount {
  readonly startingCash: string
  readonly cash: string
  /** Null when a held symbol has no price. */
  readonly equity: string | null
  readonly positions: readonly ExactPosition[]
  readonly books: readonly ExactBook[]
}

/** What settling a cycle left: receipts in the order they were decided, and the account after them. */
export interface Settlement {
  readonly receipts: readonly Receipt[]
  /** What became of the stops that agents asked to move. */
  readonly stops: readonly StopReceipt[]
  readonly portfolio: Portfolio
  readonly account: ExactAccount
  readonly baselines: readonly StoredBaseline[]
  /**
   * Equity as observed, before the cycle's orders, exact; missing when the observation was not one to measure by. Kept,
   * it is `DeskHistory.equity` of the next start.
   */
  readonly observedEquity?: string
}
