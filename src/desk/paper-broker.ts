import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import {
  type Broker,
  type BrokerAccount,
  type BrokerOrder,
  cashMoved,
  feeOf,
  type Placed,
  type Rules,
  slippedPrice,
} from './broker.js'
import { type Amount, formatAmount, fromNumber, parseAmount } from './money.js'
import { toPrice } from './prices.js'

/** A paper broker that cannot be opened, or that knows another order by the same id. */
export class PaperBrokerError extends Error {
  override readonly name = 'PaperBrokerError'
}

/** How a paper broker trades. */
export interface PaperBrokerOptions {
  /** Its own SQLite file, created with `cash` if there is none; `:memory:` keeps nothing. */
  readonly file: string
  /** The currency of cash, prices and fees. */
  readonly quote: string
  readonly cash: number
  /** A fraction of the notional. */
  readonly feeRate: number
  /** By how much a fill is worse than the price, in hundredths of a percent. */
  readonly slippageBps: number
  /** The price to be had for a symbol now. */
  readonly price: (symbol: string) => number | undefined
}

/** A broker whose file must be closed. */
export interface PaperBroker extends Broker {
  close(): void
}

/** What a paper broker's file holds, read beside whoever has it open. Throws PaperBrokerError when it is not one. */
export function readPaperAccount(file: string, quote: string): BrokerAccount {
  return orPaperBrokerError(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
    try {
      return accountOf(database.prepare(SELECT_BALANCES).all(), quote)
    } finally {
      database.close()
    }
  })
}

/** A row of `orders`, as its schema says. */
type OrderRow = Readonly<Record<'symbol' | 'side' | 'quantity', string>> &
  (
    | { readonly status: 'filled'; readonly price: string; readonly fee: string }
    | { readonly status: 'rejected'; readonly message: string }
  )

/** A row of `balances`: the quote currency's is cash, a symbol's is its holding. */
interface BalanceRow {
  readonly asset: string
  readonly amount: string
}

const VERSION = 1

/** Outlasts somebody who reads while a backup is made. */
const BUSY_TIMEOUT_MS = 5000

const SCHEMA = `
  CREATE TABLE balances (asset TEXT PRIMARY KEY, amount TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE orders (
    client_order_id TEXT PRIMARY KEY, symbol TEXT NOT NULL, side TEXT NOT NULL, quantity TEXT NOT NULL,
    status TEXT NOT NULL, price TEXT, fee TEXT, message TEXT
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`

/** What SQLite says of a file that it cannot read and write. */
const FILE_FAILURES = /disk|readonly|unable to open/

const SELECT_BALANCES = 'SELECT asset, amount FROM balances'

/** The lot of every symbol: a dime of a coin at 100,000. */
const LOT: Amount = 100n

/** Prices have so many digits: 67,123.45, 0.2345678. */
const PRICE_DIGITS = 7

/**
 * Opens a venue of paper money, kept in a file of its own as a venue keeps its books. It fills at once, at the price
 * moved by slippage against the order, and refuses what cash or holdings do not cover. Throws PaperBrokerError when the
 * file is not one of its own.
 */
export function openPaperBroker(options: PaperBrokerOptions): PaperBroker {
  return orPaperBrokerError(options.file, () => new SqlitePaperBroker(openDatabase(options), options))
}

function orPaperBrokerError<Result>(file: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof PaperBrokerError) throw error
    const message = error instanceof Error ? error.message : String(error)
    const hint = FILE_FAILURES.test(message) ? '. Check the folder, its permissions and the free space.' : ''
    throw new PaperBrokerError(`${file}: expected a paper broker's database, got: ${message}${hint}`, { cause: error })
  }
}

function openDatabase({ file, quote, cash }: PaperBrokerOptions): DatabaseSyncInstance {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    const version: unknown = database.prepare('PRAGMA user_version').get().user_version
    if (version !== 0 && version !== VERSION)
      throw new PaperBrokerError(`${file}: expected version ${VERSION}, got ${String(version)} of a newer riskfirst`)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    if (version === 0) inTransaction(database, () => create(database, { quote, cash }))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function create(database: DatabaseSyncInstance, { quote, cash }: Pick<PaperBrokerOptions, 'quote' | 'cash'>): void {
  database.exec(SCHEMA)
  database.prepare('INSERT INTO balances VALUES (?, ?)').run(quote, formatAmount(fromNumber(cash)))
}

class SqlitePaperBroker implements PaperBroker {
  readonly #database: DatabaseSyncInstance
  readonly #options: PaperBrokerOptions
  readonly #feeRate: Amount
  readonly #slippage: Amount
  readonly #statements: Readonly<
    Record<'order' | 'addOrder' | 'balance' | 'setBalance' | 'balances', StatementSyncInstance>
  >

  constructor(database: DatabaseSyncInstance, options: PaperBrokerOptions) {
    this.#database = database
    this.#options = options
    this.#feeRate = fromNumber(options.feeRate)
    this.#slippage = fromNumber(options.slippageBps / 10_000)
    this.#statements = {
      order: database.prepare('SELECT * FROM orders WHERE client_order_id = ?'),
      addOrder: database.prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
      balance: database.prepare('SELECT amount FROM balances WHERE asset = ?'),
      setBalance: database.prepare('INSERT OR REPLACE INTO balances VALUES (?, ?)'),
      balances: database.prepare(SELECT_BALANCES),
    }
  }

  async place(order: BrokerOrder): Promise<Placed> {
    return inTransaction(this.#database, () => this.#answered(order) ?? this.#answer(order))
  }

  async lookup(order: BrokerOrder): Promise<Placed | undefined> {
    return this.#answered(order)
  }

  async account(): Promise<BrokerAccount> {
    const { file, quote } = this.#options
    return orPaperBrokerError(file, () => accountOf(this.#statements.balances.all(), quote))
  }

  /** A tick keeps a price at seven digits; amounts have eight places, so that no tick is finer than that. */
  rules(symbol: string): Rules {
    const digits = toPrice(this.#options.price(symbol))?.toString().length ?? 0
    const tick = digits > PRICE_DIGITS ? 10n ** BigInt(digits - PRICE_DIGITS) : 1n
    return { lot: LOT, tick, minNotional: 0n, feeRate: this.#feeRate, slippage: this.#slippage }
  }

  close(): void {
    try {
      // The library ends a statement when it is collected, not here, and until then SQLite would keep the log beside the
      // file. Without one, the file alone is whole.
      this.#database.exec('PRAGMA journal_mode = DELETE')
    } catch {
      // A full disk: what is committed stays in the log, and the next start reads it from there.
    }
    this.#database.close()
  }

  /** What an order was answered before; the answer to another order of the same id is none. */
  #answered({ clientOrderId, symbol, side, quantity }: BrokerOrder): Placed | undefined {
    const row: OrderRow | undefined = this.#statements.order.get(clientOrderId)
    if (row === undefined) return undefined
    if (row.symbol !== symbol || row.side !== side || parseAmount(row.quantity) !== quantity) {
      const known = `${row.side} ${row.quantity} ${row.symbol}`
      const asked = `${side} ${formatAmount(quantity)} ${symbol}`
      throw new PaperBrokerError(
        `${clientOrderId} is the id of another order at this venue (${known}, where ${asked} is asked for)`,
      )
    }
    if (row.status === 'rejected') return { status: 'rejected', message: row.message }
    return {
      status: 'filled',
      quantity: parseAmount(row.quantity),
      price: parseAmount(row.price),
      fee: parseAmount(row.fee),
    }
  }

  #answer(order: BrokerOrder): Placed {
    const { clientOrderId, symbol, side, quantity } = order
    const placed = this.#fill(order)
    const filled = placed.status === 'filled' ? [formatAmount(placed.price), formatAmount(placed.fee), null] : undefined
    const outcome = filled ?? [null, null, placed.status === 'rejected' ? placed.message : null]
    this.#statements.addOrder.run(clientOrderId, symbol, side, formatAmount(quantity), placed.status, ...outcome)
    return placed
  }

  /** Moves cash and holdings, or says why not. */
  #fill({ symbol, side, quantity }: BrokerOrder): Placed {
    const { price: priceOf, quote } = this.#options
    const market = toPrice(priceOf(symbol))
    if (market === undefined) return { status: 'rejected', message: `${symbol} has no price` }
    if (quantity <= 0n) return { status: 'rejected', message: `nothing to ${side}` }
    const price = slippedPrice(side, market, this.rules(symbol))
    const fee = feeOf(quantity, price, this.#feeRate)
    const cash = this.#balance(quote) + cashMoved(side, { quantity, price, fee })
    const held = this.#balance(symbol) + (side === 'buy' ? quantity : -quantity)
    if (cash < 0n) return { status: 'rejected', message: `${formatAmount(-cash)} ${quote} too little to buy ${symbol}` }
    if (held < 0n) return { status: 'rejected', message: `${formatAmount(-held)} ${symbol} too little to sell` }
    this.#statements.setBalance.run(quote, formatAmount(cash))
    this.#statements.setBalance.run(symbol, formatAmount(held))
    return { status: 'filled', price, quantity, fee }
  }

  #balance(asset: string): Amount {
    const row: BalanceRow | undefined = this.#statements.balance.get(asset)
    return row === undefined ? 0n : parseAmount(row.amount)
  }
}

function accountOf(rows: readonly BalanceRow[], quote: string): BrokerAccount {
  const held = rows.filter(({ asset, amount }) => asset !== quote && amount !== '0')
  return {
    cash: parseAmount(rows.find(({ asset }) => asset === quote)?.amount ?? '0'),
    holdings: new Map(held.map(({ asset, amount }) => [asset, parseAmount(amount)])),
  }
}

function inTransaction<Result>(database: DatabaseSyncInstance, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
