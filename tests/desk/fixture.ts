import type { Broker, BrokerOrder } from '../../src/desk/broker.js'
import type { Limits } from '../../src/desk/checks.js'
import { createDesk, type DeskOptions } from '../../src/desk/desk.js'
import type { DeskHistory, DeskJournal, Fill, SentOrder, StoredProtection } from '../../src/desk/journal.js'
import { parseAmount, parseValue } from '../../src/desk/money.js'
import type { OrderIntent, Protection, Receipt, Side } from '../../src/desk/order.js'
import { openPaperBroker, type PaperBroker } from '../../src/desk/paper-broker.js'
import type { ExactAccount } from '../../src/desk/settlement.js'
import type { MarketSnapshot, SymbolView } from '../../src/market/snapshot.js'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
const START_MS = Date.parse('2024-03-01T12:00:00Z')

export const defaultLimits: Limits = {
  maxPositionPercent: 30,
  minCashPercent: 20,
  maxOrderPercent: 10,
  maxOrderUsd: 2500,
  minOrderUsd: 10,
  maxOrdersPerCycle: 20,
  maxOrdersPerDay: 50,
  maxTurnoverPercentPerDay: 200,
  maxDeviationPercent: 5,
  onHalt: 'hold',
}

/** Limits that bind nothing but cash. */
export const looseLimits: Limits = {
  maxPositionPercent: 100,
  minCashPercent: 0,
  maxOrderPercent: 100,
  maxOrderUsd: 1e9,
  minOrderUsd: 0,
  maxOrdersPerCycle: 1e9,
  maxOrdersPerDay: 1e9,
  maxTurnoverPercentPerDay: 1e9,
  maxDeviationPercent: 1e9,
  onHalt: 'hold',
}

export const active = { state: 'active', restrict: [] } as const
export const reducing = { state: 'reducing', restrict: [] } as const
export const halted = { state: 'halted', reasons: [{ message: 'daily loss of 6 %' }], restrict: [] } as const

type Sight = number | Partial<SymbolView>

/** A market of listed symbols at these prices; a view instead of a price says more. */
export function marketOf(sights: Readonly<Record<string, Sight>>, asOfMs: number): MarketSnapshot {
  const none = { time: [], open: [], high: [], low: [], close: [], volume: [] }
  const symbols = Object.entries(sights).map(([symbol, sight]): [string, SymbolView] => {
    const seen = typeof sight === 'number' ? { last: sight } : sight
    return [symbol, { symbol, condition: 'listed', candles: none, ...seen }]
  })
  return { asOfMs, timeframeMs: HOUR_MS, symbols: Object.fromEntries(symbols) }
}

type Method = 'sent' | 'filled' | 'protectionMoved' | 'ended'

/** A journal in memory that keeps what a database would, and tells a history from it. */
export class MemoryJournal implements DeskJournal {
  readonly orders = new Map<string, { readonly order: SentOrder; status: string }>()
  readonly fills: Fill[] = []
  readonly protections = new Map<string, StoredProtection>()
  readonly log: string[] = []
  /** Method names that throw. */
  readonly broken = new Set<Method>()

  sent(order: SentOrder): void {
    this.#enter('sent', order.clientOrderId)
    if (this.orders.has(order.clientOrderId)) throw new Error(`order ${order.clientOrderId} exists`)
    this.orders.set(order.clientOrderId, { order, status: 'sent' })
  }

  filled(fill: Fill, protect: Protection | null): void {
    this.#enter('filled', fill.clientOrderId)
    this.#order(fill.clientOrderId).status = 'filled'
    this.fills.push(fill)
    const { agent, symbol } = fill
    if (protect === null) this.protections.delete(`${agent} ${symbol}`)
    else this.protections.set(`${agent} ${symbol}`, { agent, symbol, protect })
  }

  protectionMoved(moved: StoredProtection): void {
    const key = `${moved.agent} ${moved.symbol}`
    this.#enter('protectionMoved', key)
    this.protections.set(key, moved)
  }

  ended(clientOrderId: string, status: 'rejected' | 'unresolved'): void {
    this.#enter('ended', clientOrderId)
    this.#order(clientOrderId).status = status
  }

  history(): DeskHistory {
    const open = [...this.orders.values()].filter(({ status }) => status === 'sent' || status === 'unresolved')
    return {
      interrupted: [],
      fills: [...this.fills],
      protections: [...this.protections.values()],
      unconfirmed: open.map(({ order }) => order),
      baselines: [],
      equity: [],
    }
  }

  #enter(method: Method, id: string): void {
    if (this.broken.has(method)) throw new Error('disk full')
    this.log.push(`${method} ${id}`)
  }

  #order(id: string) {
    const known = this.orders.get(id)
    if (known === undefined) throw new Error(`no order ${id}`)
    return known
  }
}

export interface WorldOptions {
  readonly prices: Readonly<Record<string, number | undefined>>
  readonly limits?: Limits
  readonly file?: string
  readonly feeRate?: number
  readonly slippageBps?: number
  readonly journal?: MemoryJournal
  /** How many cycles there were before, with this journal; default: none, or the last one goes on. */
  readonly cycles?: number
  readonly history?: Partial<DeskHistory>
  readonly dryRun?: boolean
  readonly wrap?: (broker: Broker) => Broker
}

export const brokerOrder = (clientOrderId: string, side: Side, quantity: string, symbol = 'BTC/USDT'): BrokerOrder => ({
  clientOrderId,
  symbol,
  side,
  quantity: parseAmount(quantity),
})

/** A desk on a real paper broker, a market that a test moves, and one call a cycle. */
export class World {
  readonly journal: MemoryJournal
  readonly broker: PaperBroker
  readonly desk: ReturnType<typeof createDesk>
  prices: Record<string, number | undefined>
  killed: string | undefined
  asOfMs = START_MS
  #number: number

  constructor(options: WorldOptions) {
    this.prices = { ...options.prices }
    this.#number = options.cycles ?? 0
    this.journal = options.journal ?? new MemoryJournal()
    const { file = ':memory:', feeRate = 0.001, slippageBps = 5, wrap = (broker: Broker) => broker } = options
    const price = (symbol: string) => this.prices[symbol]
    this.broker = openPaperBroker({ file, quote: 'USDT', cash: 10_000, feeRate, slippageBps, price })
    const made: DeskOptions = {
      history: { ...this.journal.history(), ...options.history },
      journal: this.journal,
      broker: wrap(this.broker),
      startingCash: 10_000,
      quote: 'USDT',
      limits: options.limits ?? defaultLimits,
      priceNow: price,
      killSwitch: () => this.killed,
      dryRun: options.dryRun ?? false,
    }
    this.desk = createDesk(made)
  }

  get cycle() {
    return { id: `c${this.#number}`, asOf: new Date(this.asOfMs).toISOString() }
  }

  /** Begins the next cycle at the prices of now, or at what is seen instead. */
  async observe(sights: Readonly<Record<string, Sight>> = {}, fit = true): Promise<readonly Receipt[]> {
    this.#number += 1
    this.asOfMs += HOUR_MS
    const known = Object.entries(this.prices).flatMap(([symbol, price]) =>
      price === undefined ? [] : [[symbol, price]],
    )
    const seen: Record<string, Sight> = { ...Object.fromEntries(known), ...sights }
    return this.desk.observe(this.cycle, marketOf(seen, this.asOfMs), fit)
  }

  /** Settles the orders of agents by name. */
  settle(
    orders: Readonly<Record<string, readonly OrderIntent[]>>,
    state: Parameters<typeof this.desk.settle>[1] = active,
    signal = new AbortController().signal,
  ): Promise<readonly Receipt[]> {
    const submissions = Object.entries(orders).map(([agent, orders]) => ({ agent, orders }))
    return this.desk.settle(this.cycle, state, submissions, signal)
  }

  /** A cycle whose market could not be looked at. */
  settleBlind(): Promise<readonly Receipt[]> {
    this.#number += 1
    this.asOfMs += HOUR_MS
    return this.settle({}, halted)
  }

  get account(): ExactAccount {
    return this.desk.settlement().account
  }
}

export const buy = (symbol: string, quantity: string, more: Partial<OrderIntent> = {}): OrderIntent => ({
  symbol,
  side: 'buy',
  quantity,
  reason: 'test',
  ...more,
})

export const sell = (symbol: string, quantity: string): OrderIntent => ({
  symbol,
  side: 'sell',
  quantity,
  reason: 'test',
})

/** `filled`, or the code of a denial, or another status. */
export const outcomes = (receipts: readonly Receipt[]) => receipts.map(({ status, code }) => code ?? status)

/** Every identity of the ledger, on its own decimal strings. */
export function identityFaults(account: ExactAccount): readonly string[] {
  const faults: string[] = []
  const claim = (name: string, left: bigint, right: bigint) => {
    if (left !== right) faults.push(`${name}: ${left} is not ${right}`)
  }
  const sum = (figures: readonly string[]) => figures.map(parseAmount).reduce((total, figure) => total + figure, 0n)
  const wide = (amount: bigint) => amount * 100_000_000n
  const held = account.positions.map(({ quantity, price }) => parseAmount(quantity) * parseAmount(price ?? '0'))
  const value = held.reduce((total, part) => total + part, 0n)
  const cost = sum(account.positions.map((position) => position.cost))
  const equity = parseValue(account.equity ?? '0')
  const start = parseAmount(account.startingCash)
  claim('cash + sum of quantity x price = equity', wide(parseAmount(account.cash)) + value, equity)
  claim(
    'start + sum of cash flows = cash',
    start + sum(account.books.map((b) => b.cashFlow)),
    parseAmount(account.cash),
  )
  const realised = sum(account.books.map((book) => book.realised))
  const buyFees = sum(account.books.map((book) => book.buyFees))
  claim(
    'equity - start = realised + unrealised - buy fees',
    equity - wide(start),
    wide(realised - cost - buyFees) + value,
  )
  for (const { symbol, quantity, cost } of account.positions) {
    const parts = account.books.flatMap(({ positions }) => positions.filter((part) => part.symbol === symbol))
    claim(`quantity of ${symbol} in books`, sum(parts.map((part) => part.quantity)), parseAmount(quantity))
    claim(`cost of ${symbol} in books`, sum(parts.map((part) => part.cost)), parseAmount(cost))
  }
  const heldInBooks = new Set(account.books.flatMap(({ positions }) => positions.map(({ symbol }) => symbol)))
  claim('symbols held', BigInt(heldInBooks.size), BigInt(account.positions.length))
  return faults
}
