import type { StateReason, TradingStateName } from '../agents/agent.js'
import type { ExactBook } from '../desk/settlement.js'
import type { Database } from './connection.js'

/** What the account was worth after a cycle; amounts as numbers, for pictures. */
export interface EquityRow {
  /** Ascending with time; not the number of the cycle. */
  readonly id: number
  /** Market time, ISO UTC. */
  readonly at: string
  readonly cash: number
  /** After the cycle's orders; null when a held symbol had no price. */
  readonly equity: number | null
  /** Before them; null when the observation was not one to measure by. */
  readonly observed: number | null
}

/** The rows after one up to another, oldest first; read as they are asked for. */
export function* equityRows(
  database: Database,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): IterableIterator<EquityRow> {
  // Books and positions, which are most of a row, come after these columns: nobody reads them.
  yield* database
    .prepare(`
      SELECT rowid AS id, as_of AS at, CAST(cash AS REAL) AS cash, CAST(equity AS REAL) AS equity,
             CAST(observed_equity AS REAL) AS observed
      FROM equity WHERE rowid > ? AND rowid <= ? ORDER BY rowid`)
    .iterate(after, upTo)
}

/** The first and the last row of a span of market time, both ends included; undefined when there is none. */
export function equitySpan(
  database: Database,
  { from, to }: { readonly from: string; readonly to: string },
): { readonly first: number; readonly last: number } | undefined {
  const { first, last }: { first: number | null; last: number | null } = database
    .prepare('SELECT min(rowid) AS first, max(rowid) AS last FROM equity WHERE as_of BETWEEN ? AND ?')
    .get(from, to)
  return first === null || last === null ? undefined : { first, last }
}

/** The newest row; 0 before the first. */
export function newestEquity(database: Database): number {
  return database.prepare('SELECT coalesce(max(rowid), 0) AS id FROM equity').get().id
}

/** The books in a row. */
export function booksInRow(database: Database, id: number): readonly ExactBook[] {
  const row: { readonly books: string } | undefined = database
    .prepare('SELECT books FROM equity WHERE rowid = ?')
    .get(id)
  return row === undefined ? [] : JSON.parse(row.books)
}

/** When a person set the high-water mark anew, and to what; oldest first. */
export function rebasedPeaks(database: Database): readonly { readonly at: string; readonly equity: number }[] {
  return database
    .prepare(`
      SELECT json_extract(value, '$.after.at') AS at, CAST(json_extract(value, '$.after.equity') AS REAL) AS equity
      FROM commands, json_each(commands.result)
      WHERE kind = 'resume' AND result LIKE '[%' AND json_extract(value, '$.name') = 'highWaterMark' ORDER BY at`)
    .all()
}

/** A sealed cycle and its trading state. */
export interface StatePlace {
  readonly number: number
  readonly state: TradingStateName
}

/** A cycle in which the trading state became another. */
export interface StateChange extends StatePlace {
  /** Market time, ISO UTC. */
  readonly at: string
  /** Why; undefined when it became active. */
  readonly reason: StateReason | undefined
}

/** The last sealed cycle; undefined before the first. */
export function lastState(database: Database): StatePlace | undefined {
  return database.prepare('SELECT number, state FROM cycles WHERE state IS NOT NULL ORDER BY number DESC LIMIT 1').get()
}

/** Every change of the trading state after a place, oldest first; without one, the first cycle is a change. */
export function stateChangesAfter(database: Database, place: StatePlace | undefined): readonly StateChange[] {
  const rows: (Omit<StateChange, 'reason'> & { readonly reason: string | null })[] = database
    .prepare(`
      SELECT n AS number, at, state, (SELECT json_extract(reasons, '$[0]') FROM cycles WHERE number = n) AS reason
      FROM (SELECT number AS n, as_of AS at, state, lag(state, 1, ?) OVER (ORDER BY number) AS before
            FROM cycles WHERE number > ? AND state IS NOT NULL)
      WHERE state IS NOT before ORDER BY n`)
    .all(place?.state ?? null, place?.number ?? 0)
  return rows.map(({ reason, ...change }) => ({
    ...change,
    reason: reason === null || change.state === 'active' ? undefined : JSON.parse(reason),
  }))
}

/** A fill, as far as a picture shows it. Amounts are exact decimal strings. */
export interface ShownFill {
  /** Market time, ISO UTC. */
  readonly at: string
  readonly cycleId: string
  readonly agent: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly quantity: string
  readonly price: string
}

/** The largest fills of a span of market time, both ends included, oldest first; and how many there are in it. */
export function largestFills(
  database: Database,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): { readonly fills: readonly ShownFill[]; readonly count: number } {
  const { count } = database.prepare('SELECT count(*) AS count FROM fills WHERE at BETWEEN ? AND ?').get(from, to)
  const fills: ShownFill[] = database
    .prepare(`
      SELECT at, cycleId, agent, symbol, side, quantity, price FROM (
        SELECT rowid AS id, at, cycle_id AS cycleId, agent, symbol, side, quantity, price FROM fills
        WHERE at BETWEEN ? AND ? ORDER BY CAST(quantity AS REAL) * CAST(price AS REAL) DESC LIMIT ?)
      ORDER BY id`)
    .all(from, to, limit)
  return { fills, count }
}
