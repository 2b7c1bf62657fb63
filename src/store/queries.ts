import type { Proposal, Restriction, StateReason, TradingStateName } from '../agents/agent.js'
import type { OrderOrigin, OrderStatus, Side } from '../desk/order.js'
import type { ExactAccount } from '../desk/settlement.js'
import type { Health } from '../orchestrator/health.js'
import type { CycleStatus, FailureCode, RunStatus } from '../orchestrator/record.js'
import { SAME } from './changing-text.js'
import type { Database } from './connection.js'
import { cycleIdOf } from './cycle-id.js'
import { requireWord } from './recorded-words.js'
import { keptIn } from './retention.js'

/** A cycle as it is recorded; what only its end tells is null (or empty) until it is sealed. */
export interface RecordedCycle {
  readonly number: number
  readonly id: string
  readonly tick: string
  readonly asOf: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly status: CycleStatus | 'running' | 'interrupted'
  readonly state: TradingStateName | null
  readonly stateSince: string | null
  readonly reasons: readonly StateReason[]
  readonly restrictions: readonly Restriction[]
  readonly durationMs: number | null
  readonly skippedTicks: number | null
  readonly speedup: number | null
  readonly error: string | null
  /** Orders of the cycle that were filled, and that the desk denied. */
  readonly filled: number
  readonly denied: number
}

/** One agent's terminal record in a cycle. */
export interface RecordedRun {
  readonly cycleId: string
  readonly agent: string
  readonly phase: string
  readonly status: RunStatus
  readonly failureCode: FailureCode | null
  readonly failureMessage: string | null
  readonly startedAt: string
  readonly queuedMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly proposal: Proposal | null
  /** After this cycle. */
  readonly health: Health
}

/** One attempt of a run. */
export interface RecordedAttempt {
  readonly agent: string
  readonly number: number
  readonly durationMs: number
  readonly failureCode: FailureCode | null
  readonly failureMessage: string | null
}

/** An order, with its fill if it has one. Amounts are exact decimal strings. */
export interface RecordedOrder {
  readonly clientOrderId: string
  readonly cycleId: string
  readonly agent: string
  readonly origin: OrderOrigin
  readonly symbol: string
  readonly side: Side
  readonly quantity: string
  readonly expectedPrice: string | null
  readonly reason: string
  readonly status: Exclude<OrderStatus, 'dry-run'> | 'sent'
  readonly code: string | null
  readonly message: string | null
  readonly value: number | null
  readonly limit: number | null
  /** Market time, ISO UTC. */
  readonly at: string
  readonly price: string | null
  readonly fee: string | null
  readonly cashFlow: string | null
}

/** The account as a sealed cycle left it. */
export type RecordedAccount = Omit<ExactAccount, 'startingCash'> & { readonly cycleId: string; readonly asOf: string }

const SELECT_CYCLES = `
  SELECT number, id, tick, as_of AS asOf, started_at AS startedAt, ended_at AS endedAt, status, state,
         state_since AS stateSince, reasons, restrictions, duration_ms AS durationMs, skipped_ticks AS skippedTicks,
         speedup, error,
         (SELECT count(*) FROM orders WHERE cycle_id = id AND orders.status = 'filled') AS filled,
         (SELECT count(*) FROM orders WHERE cycle_id = id AND orders.status = 'denied') AS denied
  FROM cycles`

/** The last cycles, newest first. */
export function recentCycles(database: Database, limit: number): readonly RecordedCycle[] {
  return database.prepare(`${SELECT_CYCLES} ORDER BY number DESC LIMIT ?`).all(limit).map(toCycle)
}

/** The cycles before the one with this number, newest first. */
export function cyclesBefore(database: Database, number: number, limit: number): readonly RecordedCycle[] {
  return database
    .prepare(`${SELECT_CYCLES} WHERE number < ? ORDER BY number DESC LIMIT ?`)
    .all(number, limit)
    .map(toCycle)
}

/** The last cycle that came to its end. */
export function lastSealedCycle(database: Database): RecordedCycle | undefined {
  const row = database
    .prepare(`${SELECT_CYCLES} WHERE status NOT IN ('running', 'interrupted') ORDER BY number DESC LIMIT 1`)
    .get()
  return row === undefined ? undefined : toCycle(row)
}

/** The cycle with this id, such as `c000012`. */
export function cycleWithId(database: Database, id: string): RecordedCycle | undefined {
  const row = database.prepare(`${SELECT_CYCLES} WHERE id = ?`).get(id)
  return row === undefined ? undefined : toCycle(row)
}

/** A cycle with everything that belongs to it. */
export interface WholeCycle extends RecordedCycle {
  readonly runs: readonly RecordedRun[]
  readonly attempts: readonly RecordedAttempt[]
  readonly orders: readonly RecordedOrder[]
  /** The first cycle whose runs are kept, where this one's were removed; null where they are all there. */
  readonly runsKeptFrom: string | null
}

/** The cycle with this id and what its runs, attempts and orders were; only one agent's when it is named. */
export function wholeCycle(database: Database, id: string, agent?: string): WholeCycle | undefined {
  const cycle = cycleWithId(database, id)
  if (cycle === undefined) return undefined
  const isWanted = (part: { readonly agent: string }) => agent === undefined || part.agent === agent
  return {
    ...cycle,
    runs: runsOfCycle(database, id).filter(isWanted),
    attempts: attemptsOfCycle(database, id).filter(isWanted),
    orders: ordersOfCycle(database, id).filter(isWanted),
    runsKeptFrom: runsKeptFrom(database, cycle),
  }
}

/** One that was interrupted never had any. */
function runsKeptFrom(database: Database, { number, status }: RecordedCycle): string | null {
  const { runsFrom } = keptIn(database)
  return number < runsFrom && status !== 'interrupted' ? cycleIdOf(runsFrom) : null
}

const SELECT_RUNS = `
  SELECT cycle_id AS cycleId, agent, phase, status, failure_code AS failureCode, failure_message AS failureMessage,
         iif(started_at = '${SAME}', (SELECT started_at FROM cycles WHERE id = cycle_id), started_at) AS startedAt, queued_ms AS queuedMs, duration_ms AS durationMs, attempts, proposal, health
  FROM runs`

/** Every run of a cycle, in plan order. */
export function runsOfCycle(database: Database, cycleId: string): readonly RecordedRun[] {
  return database.prepare(`${SELECT_RUNS} WHERE cycle_id = ? ORDER BY rowid`).all(cycleId).map(toRun)
}

/** The last runs of an agent, newest first. */
export function recentRuns(database: Database, agent: string, limit: number): readonly RecordedRun[] {
  return database.prepare(`${SELECT_RUNS} WHERE agent = ? ORDER BY rowid DESC LIMIT ?`).all(agent, limit).map(toRun)
}

/** A run that has none here was one that succeeded, as long as the run. */
function attemptsOfCycle(database: Database, cycleId: string): readonly RecordedAttempt[] {
  return database
    .prepare(`
      SELECT agent, number, duration_ms AS durationMs, failure_code AS failureCode, failure_message AS failureMessage
      FROM attempts WHERE cycle_id = :id
      UNION ALL
      SELECT agent, 1, duration_ms, NULL, NULL FROM runs
      WHERE cycle_id = :id AND attempts = 1 AND agent NOT IN (SELECT agent FROM attempts WHERE cycle_id = :id)
      ORDER BY agent, number`)
    .all({ id: cycleId })
}

const SELECT_ORDERS = `
  SELECT client_order_id AS clientOrderId, o.cycle_id AS cycleId, o.agent, o.origin, o.symbol, o.side,
         coalesce(f.quantity, o.quantity) AS quantity, o.expected_price AS expectedPrice, o.reason, o.status, o.code,
         o.message, o.value, o.limit_value AS "limit", o.at, f.price, f.fee, f.cash_flow AS cashFlow
  FROM orders o LEFT JOIN fills f USING (client_order_id)`

/** Every order of a cycle: first those that were sent, in their order, then those that were denied. */
export function ordersOfCycle(database: Database, cycleId: string): readonly RecordedOrder[] {
  return database.prepare(`${SELECT_ORDERS} WHERE o.cycle_id = ? ORDER BY o.rowid`).all(cycleId).map(sound)
}

/** The order with this id. */
export function orderWithId(database: Database, clientOrderId: string): RecordedOrder | undefined {
  const row: RecordedOrder | undefined = database
    .prepare(`${SELECT_ORDERS} WHERE client_order_id = ?`)
    .get(clientOrderId)
  return row === undefined ? undefined : sound(row)
}

/** The last orders, newest first. */
export function recentOrders(database: Database, limit: number): readonly RecordedOrder[] {
  return database.prepare(`${SELECT_ORDERS} ORDER BY o.rowid DESC LIMIT ?`).all(limit).map(sound)
}

/** The orders that were sent and have no known answer, oldest first. */
export function openOrders(database: Database): readonly RecordedOrder[] {
  return database.prepare(`${SELECT_ORDERS} WHERE o.status IN ('sent', 'unresolved') ORDER BY o.rowid`).all()
}

/** The account as the last sealed cycle left it. */
export function lastAccount(database: Database): RecordedAccount | undefined {
  const row = database
    .prepare(
      'SELECT cycle_id AS cycleId, as_of AS asOf, cash, equity, positions, books FROM equity ORDER BY rowid DESC',
    )
    .get()
  return row === undefined ? undefined : { ...row, positions: JSON.parse(row.positions), books: JSON.parse(row.books) }
}

/** Every agent of which a run is kept, by name. */
export function knownAgents(database: Database): readonly string[] {
  const rows: { agent: string }[] = database.prepare('SELECT DISTINCT agent FROM runs ORDER BY agent').all()
  return rows.map(({ agent }) => agent)
}

type WithJsonText<Row, Keys extends keyof Row> = Omit<Row, Keys> & { readonly [Key in Keys]: string | null }

function toCycle(row: WithJsonText<RecordedCycle, 'reasons' | 'restrictions'>): RecordedCycle {
  const { reasons, restrictions } = row
  requireWord('cycle', row.status)
  return { ...row, reasons: JSON.parse(reasons ?? '[]'), restrictions: JSON.parse(restrictions ?? '[]') }
}

function toRun(row: WithJsonText<RecordedRun, 'proposal'>): RecordedRun {
  requireWord('run', row.status)
  requireWord('health', row.health)
  return { ...row, proposal: JSON.parse(row.proposal ?? 'null') }
}

function sound(order: RecordedOrder): RecordedOrder {
  requireWord('order', order.status)
  return order
}
