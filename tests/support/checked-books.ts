import { join } from 'node:path'
import { query, type Row, recorded } from './record.js'

// Decimal arithmetic of its own, on the text of the databases: it shares no code with what it checks.
const PLACES = 16

interface ExactPosition {
  readonly symbol: string
  readonly quantity: string
  readonly cost: string
  /** Null when the market has none. */
  readonly price: string | null
}

interface ExactBook {
  readonly agent: string
  readonly cashFlow: string
  readonly positions: readonly ExactPosition[]
}

/** Cash and holdings that fills add up to, in units of 10⁻¹⁶. */
interface Folded {
  cash: bigint
  /** By `agent symbol`. */
  readonly held: Map<string, bigint>
  /** By agent. */
  readonly flows: Map<string, bigint>
}

/**
 * What is wrong in the books of a data folder, empty when nothing is: after every cycle, fills fold to cash and
 * positions, cash + Σ quantity · price = equity, and Σ books = account; at the end the paper broker holds the same.
 */
export function bookFaults(dataDir: string): readonly string[] {
  const { faults, folded } = checked(dataDir)
  return [...faults, ...brokerFaults(dataDir, folded)]
}

/** The same of a record that has no broker beside it, as a replay's. */
export function recordFaults(dataDir: string): readonly string[] {
  return checked(dataDir).faults
}

function checked(dataDir: string): { readonly faults: readonly string[]; readonly folded: Folded } {
  const [start] = recorded(dataDir, "SELECT value FROM meta WHERE key = 'startingCash'")
  const startingCash = units(textOf(start, 'value'))
  const fills = recorded(dataDir, 'SELECT * FROM fills ORDER BY cycle_id, rowid')
  const rows = recorded(dataDir, 'SELECT * FROM equity ORDER BY cycle_id')
  const folded: Folded = { cash: startingCash, held: new Map(), flows: new Map() }
  const faults: string[] = fills.flatMap(fillFaults)
  let next = 0
  for (const row of rows) {
    const id = textOf(row, 'cycle_id')
    for (let fill = fills[next]; fill !== undefined && textOf(fill, 'cycle_id') <= id; fill = fills[++next])
      addFill(folded, fill)
    faults.push(...rowFaults(row, folded).map((fault) => `${id}: ${fault}`))
  }
  if (rows.length === 0) faults.push('no equity was kept')
  if (next < fills.length) faults.push(`${fills.length - next} fills belong to no sealed cycle`)
  return { faults, folded }
}

function fillFaults(fill: Row): string[] {
  const notional = product(textOf(fill, 'quantity'), textOf(fill, 'price'))
  const fee = units(textOf(fill, 'fee'))
  const exact = fill['side'] === 'buy' ? -notional - fee : notional - fee
  const rounding = exact - units(textOf(fill, 'cash_flow'))
  // Rounded against us, by less than the last of 8 places.
  return rounding >= 0n && rounding < 10n ** 8n ? [] : [`${fill['client_order_id']}: cash moved is off by ${rounding}`]
}

function addFill(folded: Folded, fill: Row): void {
  const agent = textOf(fill, 'agent')
  const flow = units(textOf(fill, 'cash_flow'))
  const quantity = units(textOf(fill, 'quantity'))
  const key = `${agent} ${textOf(fill, 'symbol')}`
  folded.cash += flow
  folded.flows.set(agent, (folded.flows.get(agent) ?? 0n) + flow)
  folded.held.set(key, (folded.held.get(key) ?? 0n) + (fill['side'] === 'buy' ? quantity : -quantity))
}

function rowFaults(row: Row, folded: Folded): string[] {
  const positions: readonly ExactPosition[] = JSON.parse(textOf(row, 'positions'))
  const books: readonly ExactBook[] = JSON.parse(textOf(row, 'books'))
  const cash = units(textOf(row, 'cash'))
  const worth = positions.reduce<bigint | undefined>(
    (sum, { quantity, price }) => (sum === undefined || price === null ? undefined : sum + product(quantity, price)),
    cash,
  )
  const equity = row['equity'] === null ? undefined : units(textOf(row, 'equity'))
  const inBooks = books.flatMap((book) => book.positions.map((position) => ({ ...position, agent: book.agent })))
  const heldInBooks = new Map(inBooks.map(({ agent, symbol, quantity }) => [`${agent} ${symbol}`, units(quantity)]))
  const flows = new Map(books.map(({ agent, cashFlow }) => [agent, units(cashFlow)]))
  return [
    ...differences('cash of the fills', folded.cash, cash),
    ...differences('cash + Σ quantity · price', worth, equity),
    ...differencesOf('position of the fills', withoutZero(folded.held), heldInBooks),
    ...differencesOf('cash flow of the fills', withoutZero(folded.flows), withoutZero(flows)),
    ...differencesOf('Σ quantity of the books', totals(inBooks, 'quantity'), totals(positions, 'quantity')),
    ...differencesOf('Σ cost of the books', totals(inBooks, 'cost'), totals(positions, 'cost')),
  ]
}

function brokerFaults(dataDir: string, folded: Folded): string[] {
  const file = join(dataDir, 'paper-broker.db')
  const quote = textOf(recorded(dataDir, "SELECT value FROM meta WHERE key = 'quote'")[0], 'value')
  const balances = new Map(
    query(file, 'SELECT * FROM balances').map((row) => [textOf(row, 'asset'), units(textOf(row, 'amount'))]),
  )
  const expected = new Map([[quote, folded.cash]])
  for (const [key, quantity] of folded.held) {
    const symbol = key.slice(key.indexOf(' ') + 1)
    expected.set(symbol, (expected.get(symbol) ?? 0n) + quantity)
  }
  const columns = 'client_order_id, symbol, side, quantity, price, fee'
  const filled = query(file, `SELECT ${columns} FROM orders WHERE status = 'filled' ORDER BY client_order_id`)
  const known = recorded(dataDir, `SELECT ${columns} FROM fills ORDER BY client_order_id`)
  return [
    ...differencesOf('balance at the broker', withoutZero(expected), withoutZero(balances)),
    ...(JSON.stringify(filled) === JSON.stringify(known)
      ? []
      : ['the broker filled other orders than the record says']),
  ]
}

function totals<Position extends { readonly symbol: string }>(
  positions: readonly Position[],
  figure: keyof Position & ('quantity' | 'cost'),
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const position of positions)
    sums.set(position.symbol, (sums.get(position.symbol) ?? 0n) + units(String(position[figure])))
  return sums
}

function withoutZero(figures: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  return new Map([...figures].filter(([, figure]) => figure !== 0n))
}

function differencesOf(what: string, expected: ReadonlyMap<string, bigint>, found: ReadonlyMap<string, bigint>) {
  const keys = new Set([...expected.keys(), ...found.keys()])
  return [...keys].flatMap((key) => differences(`${what}, ${key}`, expected.get(key), found.get(key)))
}

const differences = (what: string, expected: bigint | undefined, found: bigint | undefined) =>
  expected === found ? [] : [`${what}: expected ${expected}, found ${found}`]

/** A decimal text in units of 10⁻¹⁶. */
function units(text: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,16}))?$/.exec(text) ?? []
  if (whole === undefined) throw new Error(`no decimal: ${text}`)
  return BigInt(`${sign}${whole}${fraction.padEnd(PLACES, '0')}`)
}

/** Exact, as amounts have at most 8 places. */
const product = (a: string, b: string) => (units(a) * units(b)) / 10n ** BigInt(PLACES)

function textOf(row: Row | undefined, column: string): string {
  const value = row?.[column]
  if (typeof value !== 'string') throw new Error(`${column}: expected a text, got ${value}`)
  return value
}
