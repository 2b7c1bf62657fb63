import type { Json, TradingStateName } from '../agents/agent.js'
import type { DeskHistory, EndedOrder, SentOrder, StoredProtection } from '../desk/journal.js'
import type { Tally } from '../orchestrator/tally.js'
import { type Database, snapshot } from './connection.js'
import { parseTally } from './stored-tally.js'

/** What the last sealed cycle left, for the next process to go on from. */
export interface StoredState {
  /** Of any cycle, sealed or not; 0 before the first. */
  readonly lastNumber: number
  /** When the last cycle was due, sealed or not. */
  readonly lastTick?: string
  /** The market time of the last sealed cycle that was not stopped on the way: the place in recorded data. */
  readonly lastAsOf?: string
  readonly state?: { readonly name: TradingStateName; readonly since: string }
  /** Missing before the first sealed cycle. */
  readonly tally?: Tally
  /** By agent, what its last accepted proposal left. */
  readonly memory: ReadonlyMap<string, Json>
  readonly desk: DeskHistory
}

/** The state of a folder without a cycle. */
export const nothingStored: StoredState = {
  lastNumber: 0,
  memory: new Map(),
  desk: { fills: [], protections: [], unconfirmed: [], interrupted: [], baselines: [], equity: [] },
}

/** Reads what the last process left, all of it as it is at one instant. Writes nothing. */
export function loadState(database: Database): StoredState {
  return snapshot(database, () => readState(database))
}

function readState(database: Database): StoredState {
  const last = database.prepare('SELECT number, tick FROM cycles ORDER BY number DESC LIMIT 1').get()
  const sealed = database
    .prepare(`SELECT state AS name, state_since AS since FROM cycles
              WHERE status NOT IN ('running', 'interrupted') ORDER BY number DESC LIMIT 1`)
    .get()
  const place = database
    .prepare(`SELECT as_of AS asOf FROM cycles
              WHERE status NOT IN ('running', 'interrupted', 'aborted') ORDER BY number DESC LIMIT 1`)
    .get()
  const tally = storedTally(database)
  const memory: { agent: string; json: string }[] = database.prepare('SELECT agent, json FROM memory').all()
  return {
    lastNumber: last?.number ?? 0,
    ...(last === undefined ? {} : { lastTick: instant(last.tick) }),
    ...(place === undefined ? {} : { lastAsOf: instant(place.asOf) }),
    ...(sealed === undefined ? {} : { state: { name: sealed.name, since: sealed.since } }),
    ...(tally === undefined ? {} : { tally }),
    memory: new Map(memory.map(({ agent, json }) => [agent, JSON.parse(json)])),
    desk: deskHistory(database),
  }
}

/** An instant as it was written, if it is one. */
function instant(iso: string): string {
  if (Number.isNaN(Date.parse(iso))) throw new TypeError(`"${iso}" is no time`)
  return iso
}

/** The counts as the last sealed cycle left them; undefined before the first. */
export function storedTally(database: Database): Tally | undefined {
  const row: { readonly json: string } | undefined = database.prepare('SELECT json FROM tally').get()
  return row === undefined ? undefined : parseTally(row.json)
}

/**
 * Marks the cycles that never came to their end, as a crash leaves them, and returns their ids; call it once at start,
 * holding the lock. `endedAt` is when they were found, ISO UTC.
 */
export function sealInterrupted(database: Database, endedAt: string): readonly string[] {
  const rows: { id: string }[] = database
    .prepare("UPDATE cycles SET status = 'interrupted', ended_at = ? WHERE status = 'running' RETURNING id")
    .all(endedAt)
  return rows.map(({ id }) => id)
}

function deskHistory(database: Database): DeskHistory {
  return {
    fills: database
      .prepare(`
        SELECT client_order_id AS clientOrderId, cycle_id AS cycleId, agent, symbol, side, quantity, price, fee,
               cash_flow AS cashFlow, at
        FROM fills ORDER BY rowid`)
      .all(),
    protections: protections(database),
    unconfirmed: unconfirmed(database),
    interrupted: endedWhenInterrupted(database),
    baselines: database.prepare('SELECT name, equity, at FROM baselines').all(),
    equity: recentEquity(database),
  }
}

function protections(database: Database): readonly StoredProtection[] {
  const rows: { agent: string; symbol: string; protect: string }[] = database
    .prepare('SELECT agent, symbol, protect FROM protections')
    .all()
  return rows.map((row) => ({ ...row, protect: JSON.parse(row.protect) }))
}

const SENT_ORDER = `client_order_id AS clientOrderId, cycle_id AS cycleId, agent, origin, symbol, side, quantity,
  expected_price AS expectedPrice, reason, at, protect`

type Stored<Order> = Omit<Order, 'protect'> & { readonly protect: string | null }

function unconfirmed(database: Database): readonly SentOrder[] {
  const rows: Stored<SentOrder>[] = database
    .prepare(`SELECT ${SENT_ORDER} FROM orders WHERE status IN ('sent', 'unresolved') ORDER BY rowid`)
    .all()
  return rows.map(withProtection)
}

function endedWhenInterrupted(database: Database): readonly EndedOrder[] {
  const rows: Stored<EndedOrder>[] = database
    .prepare(`
      SELECT ${SENT_ORDER}, status, message FROM orders
      WHERE status IN ('filled', 'rejected') AND cycle_id = (
        SELECT id FROM cycles WHERE number = (SELECT max(number) FROM cycles) AND status = 'interrupted')
      ORDER BY rowid`)
    .all()
  return rows.map(withProtection)
}

function withProtection<Row extends { readonly protect: string | null }>({ protect, ...order }: Row) {
  return { ...order, ...(protect === null ? {} : { protect: JSON.parse(protect) }) }
}

/**
 * The observed equity that baselines are restored from: from the rolling baseline on, each the first that is at least 5
 * minutes after the one before, as they were kept while cycles ran.
 */
function recentEquity(database: Database): DeskHistory['equity'] {
  return database
    .prepare(`
      WITH RECURSIVE
        observed AS (SELECT rowid AS id, as_of AS at, observed_equity AS equity
                     FROM equity WHERE observed_equity IS NOT NULL),
        spaced (id, at) AS (
          SELECT * FROM (SELECT id, at FROM observed
                         WHERE at >= coalesce((SELECT at FROM baselines WHERE name = 'rolling24h'), '')
                         ORDER BY at, id LIMIT 1)
          UNION ALL
          SELECT o.id, o.at FROM spaced JOIN observed o ON o.id = (
            SELECT id FROM observed WHERE at >= strftime('%Y-%m-%dT%H:%M:%fZ', spaced.at, '+5 minutes')
            ORDER BY at, id LIMIT 1)
          WHERE o.at > spaced.at) -- or a damaged index would lead in circles
      SELECT at, equity FROM spaced JOIN observed USING (id, at) ORDER BY at, id`)
    .all()
}
