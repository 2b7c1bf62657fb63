import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { formatAmount, parseAmount } from '../desk/money.js'
import { databasePath, paperBrokerPath } from '../store/database.js'

/** What the two files of a data folder say, read by queries of its own and not by the code that wrote them. */
export interface Books {
  readonly cycles: readonly { readonly id: string; readonly number: number; readonly status: string }[]
  /** Orders that the broker has heard of. */
  readonly placed: number
  /** Orders that it has filled. */
  readonly atBroker: number
  /** Orders that the record knows to be filled. */
  readonly filled: number
  /** Orders that are lost, doubled, differ between the two, or have no end; money that does not add up. */
  readonly faults: readonly string[]
}

/** Reads the record and the broker's own file of a folder, and compares them. */
export function readBooks(dataDir: string): Books {
  return reading(databasePath(dataDir), (record) =>
    reading(paperBrokerPath(dataDir), (broker) => {
      const recorded: readonly FilledOrder[] = record.prepare(`SELECT ${FILLED_COLUMNS} FROM fills`).all()
      const filled = `SELECT ${FILLED_COLUMNS} FROM orders WHERE status = 'filled'`
      const atBroker: readonly FilledOrder[] = broker.prepare(filled).all()
      return {
        cycles: record.prepare('SELECT id, number, status FROM cycles ORDER BY number').all(),
        placed: broker.prepare('SELECT count(*) AS count FROM orders').get().count,
        atBroker: atBroker.length,
        filled: recorded.length,
        faults: [...differences(recorded, atBroker), ...endless(record), ...balanceFaults(record, broker)],
      }
    }),
  )
}

const FILLED_COLUMNS = 'client_order_id AS id, symbol, side, quantity, price, fee'

interface FilledOrder {
  readonly id: string
  readonly symbol: string
  readonly side: string
  readonly quantity: string
  readonly price: string
  readonly fee: string
}

function reading<Result>(file: string, read: (database: DatabaseSyncInstance) => Result): Result {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return read(database)
  } finally {
    database.close()
  }
}

/** Orders that were sent, and of which the record does not know the answer. */
function endless(record: DatabaseSyncInstance): readonly string[] {
  const open: readonly { id: string }[] = record
    .prepare("SELECT client_order_id AS id FROM orders WHERE status IN ('sent', 'unresolved')")
    .all()
  return open.map(({ id }) => `${id} has no end in the record`)
}

function differences(recorded: readonly FilledOrder[], atBroker: readonly FilledOrder[]): readonly string[] {
  const known = new Map(recorded.map((order) => [order.id, JSON.stringify(order)]))
  const filled = new Map(atBroker.map((order) => [order.id, JSON.stringify(order)]))
  return [
    ...[...filled.keys()].filter((id) => !known.has(id)).map((id) => `${id} was filled, and the record lost it`),
    ...[...known.keys()].filter((id) => !filled.has(id)).map((id) => `${id} is in the record, and was never filled`),
    ...[...known]
      .filter(([id, order]) => filled.has(id) && filled.get(id) !== order)
      .map(([id]) => `${id} differs between the record and the broker`),
  ]
}

/** Starting cash and what every fill moved, against what the broker holds. */
function balanceFaults(record: DatabaseSyncInstance, broker: DatabaseSyncInstance): readonly string[] {
  const meta: readonly { key: string; value: string }[] = record.prepare('SELECT key, value FROM meta').all()
  const valueOf = (name: string) => meta.find(({ key }) => key === name)?.value ?? ''
  const quote = valueOf('quote')
  const expected = new Map([[quote, parseAmount(valueOf('startingCash'))]])
  const add = (asset: string, amount: bigint) => expected.set(asset, (expected.get(asset) ?? 0n) + amount)
  const moves: readonly { symbol: string; side: string; quantity: string; cashFlow: string }[] = record
    .prepare('SELECT symbol, side, quantity, cash_flow AS cashFlow FROM fills')
    .all()
  for (const { symbol, side, quantity, cashFlow } of moves) {
    add(quote, parseAmount(cashFlow))
    add(symbol, side === 'buy' ? parseAmount(quantity) : -parseAmount(quantity))
  }
  const balances: readonly { asset: string; amount: string }[] = broker
    .prepare('SELECT asset, amount FROM balances')
    .all()
  const held = new Map(balances.map(({ asset, amount }) => [asset, parseAmount(amount)]))
  return [...new Set([...expected.keys(), ...held.keys()])].flatMap((asset) => {
    const [ours, theirs] = [expected.get(asset) ?? 0n, held.get(asset) ?? 0n]
    return ours === theirs ? [] : [`the record has ${formatAmount(ours)} ${asset}, the broker ${formatAmount(theirs)}`]
  })
}
