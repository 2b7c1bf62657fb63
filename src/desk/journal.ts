import type { OrderOrigin, OrderStatus, Protection, Side } from './order.js'
import type { BaselineName } from './portfolio.js'

/** An order as it is journalled before it is sent. Amounts are exact decimal strings. */
export interface SentOrder {
  readonly clientOrderId: string
  readonly cycleId: string
  readonly agent: string
  readonly origin: OrderOrigin
  readonly symbol: string
  readonly side: Side
  readonly quantity: string
  /** The price the desk checked it at. */
  readonly expectedPrice: string
  readonly reason: string
  /** Market time, ISO UTC. */
  readonly at: string
  /** What its fill puts in place of the position's protection. */
  readonly protect?: Protection
}

/** An order that was sent and has come to its end. */
export interface EndedOrder extends SentOrder {
  readonly status: Extract<OrderStatus, 'filled' | 'rejected'>
  readonly message: string | null
}

/** What really happened: the truth that cash, positions and books are folded from. */
export interface Fill {
  readonly clientOrderId: string
  readonly cycleId: string
  readonly agent: string
  readonly symbol: string
  readonly side: Side
  readonly quantity: string
  readonly price: string
  readonly fee: string
  /** Cash moved, fee included: negative for a buy. */
  readonly cashFlow: string
  /** Market time, ISO UTC. */
  readonly at: string
}

/** A protection as it lives in the ledger: one an agent and symbol. */
export interface StoredProtection {
  readonly agent: string
  readonly symbol: string
  readonly protect: Protection
}

/** A baseline in exact figures. */
export interface StoredBaseline {
  readonly name: BaselineName
  readonly equity: string
  /** Market time, ISO UTC. */
  readonly at: string
}

/** What the desk needs kept. Every method is durable when it returns; a throw means that nothing may be sent. */
export interface DeskJournal {
  /** Before the broker hears of it. */
  sent(order: SentOrder): void
  /** One transaction: the order, its fill, and the protection of its agent and symbol (null: none any more). */
  filled(fill: Fill, protect: Protection | null): void
  /** A position's protection was replaced without a fill. */
  protectionMoved(moved: StoredProtection): void
  /** The venue refused it, or its answer is unknown. */
  ended(clientOrderId: string, status: Extract<OrderStatus, 'rejected' | 'unresolved'>, message: string): void
}

/** What the desk starts from. */
export interface DeskHistory {
  /** Every fill, oldest first. */
  readonly fills: Iterable<Fill>
  readonly protections: readonly StoredProtection[]
  /** Sent, and not known to be filled or rejected (also `unresolved` ones): to be looked up at the broker. */
  readonly unconfirmed: readonly SentOrder[]
  /** Of the last cycle, if that was interrupted, in the order they were sent: it may be gone on with. */
  readonly interrupted: readonly EndedOrder[]
  readonly baselines: readonly StoredBaseline[]
  /** `observedEquity` at market times of at least the last 24 h, oldest first. */
  readonly equity: readonly { readonly at: string; readonly equity: string }[]
}
