/** `buy` increases a position, `sell` reduces one: spot, long only. */
export type Side = 'buy' | 'sell'

/** Exits that the ledger keeps for a position and fires at `observe`, before any agent. Decimal strings; ISO time. */
export interface Protection {
  /** Sell the whole position when the price is at or below this. */
  readonly stop?: string
  /** Sell the whole position when the price is at or above this. */
  readonly takeProfit?: string
  /** Sell the whole position at or after this instant. */
  readonly until?: string
}

/** An order that an agent would like; the desk decides. Amounts are decimal strings. */
export type OrderIntent = {
  readonly symbol: string
  readonly side: Side
  /** The price the agent saw; the desk compares it with the one it gets (default: `last` of the briefing). */
  readonly expectedPrice?: string
  readonly reason: string
  /** Replaces the protection of the agent's position in this symbol when the buy fills. */
  readonly protect?: Protection
} & ({ readonly quantity: string } | { readonly notional: string })

/** Who asked for an order: an agent's proposal, the ledger's protection, a person's flatten, or a person's close. */
export type OrderOrigin = 'agent' | 'protection' | 'flatten' | 'close'

/**
 * How an order ended: `filled`; `denied` by the desk; `rejected` by the venue; `unresolved`: sent, answer unknown;
 * `dry-run`: passed every check, not sent.
 */
export type OrderStatus = 'filled' | 'denied' | 'rejected' | 'unresolved' | 'dry-run'

/** Why the desk denied an order. */
export type DenialCode =
  | 'halted'
  | 'reducing'
  | 'restricted'
  | 'kill-switch'
  | 'unknown-symbol'
  | 'no-price'
  | 'suspect-price'
  | 'invalid-order'
  | 'nothing-held'
  | 'stop-not-up'
  | 'below-minimum'
  | 'max-order'
  | 'max-position'
  | 'min-cash'
  | 'max-orders-per-cycle'
  | 'max-orders-per-day'
  | 'max-turnover'
  | 'max-deviation'
  | 'journal-failed'

/** What became of one order. Amounts are exact decimal strings in quote currency, quantities in base currency. */
export interface Receipt {
  /** `<cycle>-<agent>-<position>`, with `.2`, `.3`… for the parts of a split reduction; unique for ever. */
  readonly clientOrderId: string
  readonly cycleId: string
  readonly agent: string
  readonly origin: OrderOrigin
  readonly symbol: string
  readonly side: Side
  readonly quantity: string
  readonly status: OrderStatus
  readonly reason: string
  /** Denied: the code of the limit. */
  readonly code?: DenialCode
  /** Denied, rejected or unresolved: what happened, with figures, for people. */
  readonly message?: string
  /** Denied by a limit: the figure that broke it, and the limit, in the limit's unit. */
  readonly value?: number
  readonly limit?: number
  /** Filled, or in a dry run expected: price after slippage, fee, and cash moved (negative for a buy, fee included). */
  readonly price?: string
  readonly fee?: string
  readonly cashFlow?: string
  /** Of such a sell: proceeds − cost share − fee. */
  readonly realised?: string
}
