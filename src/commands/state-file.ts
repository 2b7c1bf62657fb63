import { nextTick } from '../orchestrator/cadence.js'
import { isoTime } from '../orchestrator/clock.js'
import type { AgentTally, Tally } from '../orchestrator/tally.js'
import { share } from '../report/derived-figures.js'
import { plain } from '../report/plain-text.js'
import type { RecordedCycle, RecordedRun } from '../store/queries.js'
import type { Status } from './read-status.js'

type FolderRecord = NonNullable<Status['record']>
type Account = NonNullable<FolderRecord['account']>
type Standing = Status['standing']

/** What an exported state says that it is, in its first line, by which an earlier export is known. */
export const STATE_KIND = 'riskfirst-state'

/** What the state is made of. */
export interface StateFacts {
  readonly status: Status
  readonly tally: Tally | undefined
  /** The runs of the last sealed cycle, in plan order. */
  readonly runs: readonly RecordedRun[]
  /** The grid of the configuration; undefined when none was read. */
  readonly grid: { readonly intervalMs: number; readonly offsetMs: number } | undefined
  readonly nowMs: number
}

/**
 * The shared state as programs read it: who runs, what may trade and why, the current cycle, each agent, the account.
 * Instants are ISO UTC, durations seconds, amounts quote currency; null is what is not known or not there.
 */
export function stateOf({ status, tally, runs, grid, nowMs }: StateFacts) {
  const { loop, standing, killSwitch, record } = status
  const last = record?.lastCycle ?? null
  return {
    kind: STATE_KIND,
    schema_version: 1,
    exported_at: isoTime(nowMs),
    market: record?.identity.market ?? null,
    broker: record?.identity.broker ?? null,
    quote: record?.identity.quote ?? null,
    loop: { running: loop !== null, pid: loop?.pid ?? null, since: loop?.startedAt ?? null },
    // A loop that was started with another --interval keeps its own.
    next_tick: loop === null || last === null ? null : tickAfter(last, grid, nowMs),
    trading_state: tradingState(standing),
    kill_switch: killSwitch === null ? null : plain(killSwitch),
    cycle: last === null ? null : cycle(last),
    agents: Object.fromEntries(runs.map((run) => [run.agent, agent(run, tally)])),
    portfolio: record?.account ? portfolio(record.account) : null,
    orders_without_answer: record?.openOrders.map(({ clientOrderId }) => clientOrderId) ?? [],
    requests: (record?.requests ?? []).map(({ kind, who, at, reason, appliedAt }) => ({
      kind,
      who: plain(who),
      at,
      reason: reason === null ? null : plain(reason),
      carried_out_at: appliedAt,
    })),
  }
}

/** Null where the grid has no points. */
function tickAfter({ tick }: RecordedCycle, grid: StateFacts['grid'], nowMs: number): string | null {
  if (grid === undefined || grid.intervalMs === 0) return null
  return isoTime(nextTick(grid, Date.parse(tick), nowMs).tickMs)
}

function tradingState({ state, since, reasons, restrict, changes }: Standing) {
  return {
    state,
    since,
    reasons: reasons.map(({ code, message, cause, agent: by, value, limit, latch }) => ({
      code: plain(code),
      message: plain(message),
      cause,
      agent: by ?? null,
      value: value ?? null,
      limit: limit ?? null,
      latched: latch === true,
    })),
    restricted: restrict.map(({ symbol, state: allowed, until, reason }) => ({
      symbol: plain(symbol),
      state: allowed,
      until: until ?? null,
      reason: plain(reason),
    })),
    what_changes_it: changes,
  }
}

function cycle({
  id,
  number,
  status,
  tick,
  asOf,
  startedAt,
  endedAt,
  durationMs,
  filled,
  denied,
  error,
}: RecordedCycle) {
  return {
    id,
    number,
    status,
    tick,
    as_of: asOf,
    started_at: startedAt,
    ended_at: endedAt,
    duration_seconds: seconds(durationMs),
    orders: { filled, denied },
    error: error === null ? null : plain(error),
  }
}

function agent(run: RecordedRun, tally: Tally | undefined) {
  const { agent: name, phase, health, cycleId, status, startedAt, durationMs, queuedMs, attempts, proposal } = run
  const { failureCode: code, failureMessage } = run
  const counts = tally !== undefined && Object.hasOwn(tally.agents, name) ? tally.agents[name] : undefined
  return {
    phase,
    health,
    breaker: counts?.breaker.state ?? null,
    last_run: {
      cycle: cycleId,
      status,
      started_at: startedAt,
      duration_seconds: seconds(durationMs),
      queued_seconds: seconds(queuedMs),
      attempts,
      said: proposal === null ? null : plain(proposal.summary),
      failure: code === null ? null : { code, message: plain(failureMessage ?? '') },
    },
    ...(counts === undefined ? {} : { counts: countsOf(counts) }),
  }
}

function countsOf({ executions, successes, failures, timeouts, retries, consecutiveFailures, ...rest }: AgentTally) {
  return {
    executions,
    successes,
    failures,
    timeouts,
    retries,
    consecutive_failures: consecutiveFailures,
    success_rate: rounded(share(successes, executions), 2),
    last_execution: rest.lastExecution,
    expected_duration_seconds: seconds(rest.expectedDurationMs),
  }
}

function portfolio({ cycleId, asOf, cash, equity, positions, books }: Account) {
  return {
    cycle: cycleId,
    as_of: asOf,
    cash: Number(cash),
    equity: equity === null ? null : Number(equity),
    positions: Object.fromEntries(positions.map((held) => [held.symbol, position(held)])),
    books: Object.fromEntries(
      books.map(({ agent: owner, realised, positions: own }) => [
        owner,
        {
          realised: Number(realised),
          positions: Object.fromEntries(own.map(({ symbol, quantity }) => [symbol, Number(quantity)])),
        },
      ]),
    ),
  }
}

function position({ quantity, price, cost }: Account['positions'][number]) {
  const value = price === null ? null : rounded(Number(quantity) * Number(price), 8)
  return { quantity: Number(quantity), price: price === null ? null : Number(price), value, cost: Number(cost) }
}

const seconds = (durationMs: number | null) => (durationMs === null ? null : rounded(durationMs / 1000, 3))

function rounded<Value extends number | null>(value: Value, digits: number) {
  return value === null ? value : Number(value.toFixed(digits))
}
