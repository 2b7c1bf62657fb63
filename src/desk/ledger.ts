import type { Fill } from './journal.js'
import { type Amount, amountToNumber, divideUp, parseAmount, toValue, type Value } from './money.js'
import type { RoundTrip } from './portfolio.js'
import type { Prices } from './prices.js'

/** A fill that cannot be true. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

/** What is held of a symbol. */
export interface Holding {
  readonly quantity: Amount
  /** Total paid for what is still held, fees excluded; exactly 0 when nothing is. */
  readonly cost: Amount
}

/** A holding of one agent since it was last opened. */
interface OpenHolding extends Holding {
  readonly openedAt: string
  /** Cash moved by this holding's fills so far. */
  readonly cashFlow: Amount
}

/** What one agent did with the account's money. */
export interface LedgerBook {
  readonly holdings: ReadonlyMap<string, Holding>
  readonly cashFlow: Amount
  readonly realised: Amount
  readonly buyFees: Amount
  readonly sellFees: Amount
}

interface OpenBook extends LedgerBook {
  readonly holdings: Map<string, OpenHolding>
  cashFlow: Amount
  realised: Amount
  buyFees: Amount
  sellFees: Amount
}

const ROUND_TRIPS = 100

/**
 * A fill is told twice only by a retry, soon after the first: ids of so many fills are remembered, and memory does not
 * grow with the age of the account. The database's key guards the rest.
 */
const REMEMBERED_IDS = 4096

const NOTHING: Holding = { quantity: 0n, cost: 0n }

/**
 * Folds fills into cash, holdings and a book an agent, in exact arithmetic. Always, to the last digit:
 * cash + Σ quantity · price = equity; Σ books = account; equity − start = realised + unrealised − buy fees.
 */
export class Ledger {
  readonly startingCash: Amount
  #cash: Amount
  #revision = 0
  readonly #holdings = new Map<string, Holding>()
  readonly #books = new Map<string, OpenBook>()
  #roundTrips: readonly RoundTrip[] = []
  readonly #recentIds = new Set<string>()

  constructor(startingCash: Amount) {
    this.startingCash = startingCash
    this.#cash = startingCash
  }

  /** Changes with every fill. */
  get revision(): number {
    return this.#revision
  }

  get cash(): Amount {
    return this.#cash
  }

  /** The account's, by symbol; only what is held. */
  get holdings(): ReadonlyMap<string, Holding> {
    return this.#holdings
  }

  /** By agent, in the order of their first fills. */
  get books(): ReadonlyMap<string, LedgerBook> {
    return this.#books
  }

  /** The last 100, newest last; a new array whenever one is added. */
  get roundTrips(): readonly RoundTrip[] {
    return this.#roundTrips
  }

  /** What an agent's own book holds of a symbol. */
  held(agent: string, symbol: string): Amount {
    return this.#books.get(agent)?.holdings.get(symbol)?.quantity ?? 0n
  }

  /** cash + Σ quantity · price; undefined when a held symbol has no price. */
  equity(prices: Prices): Value | undefined {
    let equity = toValue(this.#cash)
    for (const [symbol, { quantity }] of this.#holdings) {
      const price = prices(symbol)
      if (price === undefined) return undefined
      equity += quantity * price
    }
    return equity
  }

  /** Throws LedgerError for a fill that was applied before, that fills nothing, or that sells more than its book holds. */
  verify(fill: Fill): void {
    const { clientOrderId, agent, symbol, side } = fill
    const quantity = parseAmount(fill.quantity)
    if (this.#recentIds.has(clientOrderId)) throw new LedgerError(`fill "${clientOrderId}" is already in the ledger`)
    if (quantity <= 0n)
      throw new LedgerError(`fill "${clientOrderId}": expected a quantity over 0, got ${fill.quantity}`)
    if (side === 'sell' && quantity > this.held(agent, symbol))
      throw new LedgerError(`fill "${clientOrderId}" sells more ${symbol} than the book of "${agent}" holds`)
  }

  /** Adds a fill; for a sell gives what it realised (proceeds − cost share − fee). Throws as `verify` does. */
  apply(fill: Fill): Amount | undefined {
    this.verify(fill)
    this.#remember(fill.clientOrderId)
    const cashFlow = parseAmount(fill.cashFlow)
    const book = this.#bookOf(fill.agent)
    this.#cash += cashFlow
    this.#revision += 1
    book.cashFlow += cashFlow
    return fill.side === 'buy' ? this.#buy(book, fill, cashFlow) : this.#sell(book, fill, cashFlow)
  }

  #buy(book: OpenBook, fill: Fill, cashFlow: Amount): undefined {
    const { symbol, at } = fill
    const fee = parseAmount(fill.fee)
    const bought: Holding = { quantity: parseAmount(fill.quantity), cost: -cashFlow - fee }
    const before = book.holdings.get(symbol) ?? { openedAt: at, cashFlow: 0n, ...NOTHING }
    book.buyFees += fee
    book.holdings.set(symbol, {
      openedAt: before.openedAt,
      cashFlow: before.cashFlow + cashFlow,
      ...plus(before, bought),
    })
    this.#holdings.set(symbol, plus(this.#holdings.get(symbol) ?? NOTHING, bought))
  }

  /** The cost share is rounded up, so that a profit is never booked before it is made. */
  #sell(book: OpenBook, fill: Fill, cashFlow: Amount): Amount {
    const { symbol } = fill
    const before = heldOf(book.holdings, symbol)
    const quantity = parseAmount(fill.quantity)
    const sold: Holding = { quantity, cost: divideUp(before.cost * quantity, before.quantity) }
    const realised = cashFlow - sold.cost
    book.realised += realised
    book.sellFees += parseAmount(fill.fee)
    const after = { openedAt: before.openedAt, cashFlow: before.cashFlow + cashFlow, ...minus(before, sold) }
    put(book.holdings, symbol, after)
    put(this.#holdings, symbol, minus(heldOf(this.#holdings, symbol), sold))
    if (after.quantity === 0n) this.#closed(fill, after)
    return realised
  }

  #closed({ agent, symbol, at }: Fill, { openedAt, cashFlow }: OpenHolding): void {
    const trip = { agent, symbol, openedAt, closedAt: at, profit: amountToNumber(cashFlow) }
    this.#roundTrips = [...this.#roundTrips.slice(1 - ROUND_TRIPS), trip]
  }

  #bookOf(agent: string): OpenBook {
    const known = this.#books.get(agent)
    if (known !== undefined) return known
    const book: OpenBook = { holdings: new Map(), cashFlow: 0n, realised: 0n, buyFees: 0n, sellFees: 0n }
    this.#books.set(agent, book)
    return book
  }

  #remember(clientOrderId: string): void {
    this.#recentIds.add(clientOrderId)
    if (this.#recentIds.size <= REMEMBERED_IDS) return
    for (const oldest of this.#recentIds) {
      this.#recentIds.delete(oldest)
      return
    }
  }
}

const plus = (a: Holding, b: Holding): Holding => ({ quantity: a.quantity + b.quantity, cost: a.cost + b.cost })
const minus = (a: Holding, b: Holding): Holding => ({ quantity: a.quantity - b.quantity, cost: a.cost - b.cost })

function heldOf<Held extends Holding>(holdings: ReadonlyMap<string, Held>, symbol: string): Held {
  const held = holdings.get(symbol)
  if (held === undefined) throw new LedgerError(`nothing is held of ${symbol}`)
  return held
}

function put<Held extends Holding>(holdings: Map<string, Held>, symbol: string, held: Held): void {
  if (held.quantity === 0n) holdings.delete(symbol)
  else holdings.set(symbol, held)
}
