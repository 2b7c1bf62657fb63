import type { Position } from '../desk/portfolio.js'
import type { Alert } from '../orchestrator/alerts.js'
import type { Breaker } from '../orchestrator/breaker.js'
import type { Health } from '../orchestrator/health.js'
import type { CycleStatus, RunStatus } from '../orchestrator/record.js'
import type { AgentTally } from '../orchestrator/tally.js'
import {
  averageCycleMs,
  averageExecutionMs,
  drawdownPercent,
  recentSuccessRate,
  share,
  totals,
} from './derived-figures.js'
import type { DeskReport, StateReason } from './desk-report.js'

/** One agent's counters; rates in percent, times in seconds, null before the first execution. */
interface AgentMetrics {
  readonly executions: number
  readonly successes: number
  /** Timeouts included. */
  readonly failures: number
  readonly timeouts: number
  readonly success_rate: number | null
  /** Over the last 100 executions. */
  readonly recent_success_rate: number | null
  readonly avg_execution_time: number | null
  readonly total_retries: number
  readonly consecutive_failures: number
  readonly last_execution: string | null
  readonly last_status: RunStatus | null
  readonly last_duration_seconds: number | null
  readonly last_error: string | null
  readonly health_status: Health
  readonly breaker: Breaker['state']
}

/** One holding of the account, quote currency; null when the market has no price. */
interface PositionMetrics {
  readonly quantity: number
  readonly price: number | null
  readonly value: number | null
  readonly cost: number
  readonly unrealised: number | null
}

/** An alert that is raised and not yet over. */
interface AlertMetrics {
  readonly kind: Alert['kind']
  readonly agent: string | null
  readonly message: string
  readonly raised_at: string
  readonly cycle_id: string
}

/** One cycle for programs; instants are ISO UTC to the second. Counters go back to the first cycle of the data folder. */
export interface Metrics {
  readonly schema_version: 1
  /** The end of the cycle. */
  readonly timestamp: string
  readonly cycle_id: string
  readonly total_cycles: number
  readonly current_cycle: number
  readonly cycle_duration_seconds: number
  readonly status: CycleStatus
  readonly trading_state: DeskReport['state']['state']
  readonly reasons: readonly StateReason[]
  readonly skipped_ticks: number
  readonly agents: Readonly<Record<string, AgentMetrics>>
  readonly performance: {
    readonly total_executions: number
    readonly total_successes: number
    readonly total_failures: number
    readonly overall_success_rate: number | null
    readonly avg_cycle_time_minutes: number | null
    readonly sequential_seconds: number
    readonly wall_seconds: number
    /** Null when any agent did not finish. */
    readonly speedup: number | null
  }
  readonly portfolio: {
    /** Null when a held symbol has no price. */
    readonly equity: number | null
    readonly cash: number
    readonly drawdown_percent: number | null
    readonly positions: Readonly<Record<string, PositionMetrics>>
  }
  readonly orders: {
    readonly filled: number
    readonly denied: number
    readonly rejected: number
    readonly unresolved: number
  }
  readonly alerts: readonly AlertMetrics[]
  /** The figures that each agent gave with its proposal. */
  readonly custom: Readonly<Record<string, Readonly<Record<string, number | string | boolean>>>>
}

/** Puts a report into the shape that metrics files keep. */
export function toMetrics(report: DeskReport): Metrics {
  return {
    schema_version: 1,
    timestamp: toTheSecond(report.endedAt),
    cycle_id: report.cycle.id,
    total_cycles: report.tally.cycles,
    current_cycle: report.cycle.number,
    cycle_duration_seconds: seconds(report.durationMs),
    status: report.status,
    trading_state: report.state.state,
    reasons: report.state.reasons,
    skipped_ticks: report.tally.skippedTicks,
    agents: agents(report),
    performance: performance(report),
    portfolio: portfolio(report),
    orders: orders(report),
    alerts: report.alerts.map((alert) => ({
      kind: alert.kind,
      agent: alert.agent ?? null,
      message: alert.message,
      raised_at: toTheSecond(alert.raisedAt),
      cycle_id: alert.cycleId,
    })),
    custom: Object.fromEntries(
      report.runs.flatMap(({ agent, proposal }) => (proposal?.metrics ? [[agent, proposal.metrics]] : [])),
    ),
  }
}

/** Those of this cycle in plan order, then those that only ran before. */
function agents({ runs, tally, health }: DeskReport): Metrics['agents'] {
  const names = new Set([...runs.map((run) => run.agent), ...Object.keys(tally.agents)])
  return Object.fromEntries(
    Array.from(names).flatMap((name) => {
      const counted = tally.agents[name] // every run is counted before it is reported
      return counted === undefined ? [] : [[name, agentMetrics(counted, health[name] ?? 'unknown')]]
    }),
  )
}

function agentMetrics(tally: AgentTally, health: Health): AgentMetrics {
  return {
    executions: tally.executions,
    successes: tally.successes,
    failures: tally.failures,
    timeouts: tally.timeouts,
    success_rate: rounded(share(tally.successes, tally.executions), 2),
    recent_success_rate: rounded(recentSuccessRate(tally), 2),
    avg_execution_time: seconds(averageExecutionMs(tally)),
    total_retries: tally.retries,
    consecutive_failures: tally.consecutiveFailures,
    last_execution: tally.lastExecution === null ? null : toTheSecond(tally.lastExecution),
    last_status: tally.lastStatus,
    last_duration_seconds: seconds(tally.lastDurationMs),
    last_error: tally.lastError,
    health_status: health,
    breaker: tally.breaker.state,
  }
}

function performance({ tally, performance }: DeskReport): Metrics['performance'] {
  const { executions, successes, failures } = totals(tally)
  const averageMs = averageCycleMs(tally)
  return {
    total_executions: executions,
    total_successes: successes,
    total_failures: failures,
    overall_success_rate: rounded(share(successes, executions), 2),
    avg_cycle_time_minutes: rounded(averageMs === null ? null : averageMs / 60_000, 4),
    sequential_seconds: seconds(performance.sequentialMs),
    wall_seconds: seconds(performance.wallMs),
    speedup: rounded(performance.speedup, 2),
  }
}

function portfolio({ settlement }: DeskReport): Metrics['portfolio'] {
  const { equity, cash, positions } = settlement.portfolio
  return {
    equity: rounded(equity ?? null, 8),
    cash: rounded(cash, 8),
    drawdown_percent: rounded(drawdownPercent(settlement.portfolio), 4),
    positions: Object.fromEntries(
      Object.values(positions).map((position) => [position.symbol, positionMetrics(position)]),
    ),
  }
}

function positionMetrics(position: Position): PositionMetrics {
  return {
    quantity: position.quantity,
    price: position.price ?? null,
    value: rounded(position.value ?? null, 8),
    cost: rounded(position.cost, 8),
    unrealised: rounded(position.unrealised ?? null, 8),
  }
}

function orders({ settlement }: DeskReport): Metrics['orders'] {
  const counts = { filled: 0, denied: 0, rejected: 0, unresolved: 0, 'dry-run': 0 }
  for (const { status } of settlement.receipts) counts[status]++
  const { 'dry-run': _notSent, ...sent } = counts
  return sent
}

function seconds<Duration extends number | null>(durationMs: Duration): Duration | number {
  return durationMs === null ? durationMs : Math.round(durationMs) / 1000
}

function rounded<Figure extends number | null>(value: Figure, digits: number): Figure | number {
  return value === null ? value : Math.round(value * 10 ** digits) / 10 ** digits
}

function toTheSecond(iso: string): string {
  return `${iso.slice(0, 19)}Z`
}
