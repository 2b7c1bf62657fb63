import type { Protection } from './order.js'

/** One position as numbers, for agents and reports; the ledger keeps the exact figures. */
export interface Position {
  readonly symbol: string
  /** Base currency. */
  readonly quantity: number
  /** Total paid for what is still held, buy fees excluded, quote currency. */
  readonly cost: number
  /** Price at asOf; missing when the market has none. */
  readonly price?: number
  /** quantity · price. */
  readonly value?: number
  /** value − cost. */
  readonly unrealised?: number
  /** In a book, its own; in the account, that of the book whose stop is the first to fire. */
  readonly protect?: Protection
}

/** What one agent did with the account's money. Σ books = account. */
export interface Book {
  readonly positions: Readonly<Record<string, Position>>
  /** Σ cash flows of its fills, fees included, quote currency. */
  readonly cashFlow: number
  /** Σ (proceeds − cost share − sell fee). */
  readonly realised: number
  /** Buy and sell fees paid. */
  readonly fees: number
  /** cashFlow + Σ value; missing when a held symbol has no price. */
  readonly profit?: number
}

/** A figure that losses are measured against, and the market time it was taken. */
export interface Baseline {
  readonly equity: number
  readonly at: string
}

/** The names of the baselines that a breach can be measured against. */
export type BaselineName = 'session' | 'dayStart' | 'rolling24h' | 'highWaterMark'

/** A position that was opened and closed again. */
export interface RoundTrip {
  readonly agent: string
  readonly symbol: string
  readonly openedAt: string
  readonly closedAt: string
  /** Net of fees, quote currency. */
  readonly profit: number
}

/** The account as one cycle sees it. Unknown is undefined, never 0. */
export interface Portfolio {
  readonly quote: string
  /** False when a held symbol has no price: then equity is undefined. */
  readonly complete: boolean
  /** Held symbols without a price. */
  readonly missing: readonly string[]
  readonly cash: number
  readonly equity?: number
  readonly positions: Readonly<Record<string, Position>>
  readonly baselines: Readonly<Partial<Record<BaselineName, Baseline>>>
  /** The last 100 of the account, newest last. */
  readonly roundTrips: readonly RoundTrip[]
  /** The book of the agent that is briefed. */
  readonly own: Book
}
