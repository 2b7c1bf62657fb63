import type { Cycle, Signal, StateReason, TradingState } from '../agents/agent.js'
import type { Receipt } from '../desk/order.js'
import type { Settlement } from '../desk/settlement.js'
import type { Alert } from '../orchestrator/alerts.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import type { CycleReport, RunRecord } from '../orchestrator/record.js'
import { type Metrics, toMetrics } from '../report/metrics.js'

/** A run without what its agent was told, and of its proposal what people look at. */
export interface WatchedRun extends Omit<RunRecord, 'proposal' | 'briefing'> {
  readonly summary?: string
  readonly signals?: readonly Signal[]
  /** How many it proposed. */
  readonly orders: number
}

/** A cycle that is over. */
export interface WatchedCycle
  extends Pick<
    CycleReport<Settlement>,
    | 'cycle'
    | 'status'
    | 'state'
    | 'startedAt'
    | 'endedAt'
    | 'durationMs'
    | 'sealed'
    | 'health'
    | 'alerts'
    | 'performance'
  > {
  readonly error?: string
  readonly runs: readonly WatchedRun[]
  readonly receipts: readonly Receipt[]
  /** As the metrics files have them. */
  readonly metrics: Metrics
}

/** An agent of a phase that begins. */
export interface WatchedPlace {
  readonly name: string
  readonly timeoutMs: number
  readonly retries: number
}

/** What happened in the loop, without what is large or secret: plain data, in the order in which it happened. */
type WatchedHappening =
  | { readonly type: 'cycle-started'; readonly cycle: Cycle; readonly skippedTicks: number }
  | { readonly type: 'observed'; readonly faults: readonly StateReason[] }
  | { readonly type: 'phase-started'; readonly phase: string; readonly agents: readonly WatchedPlace[] }
  | Extract<OrchestratorEvent<Settlement>, { type: 'attempt-started' | 'attempt-failed' | 'attempt-late' }>
  | { readonly type: 'run-ended'; readonly run: WatchedRun }
  | { readonly type: 'gate-decided'; readonly state: TradingState }
  | { readonly type: 'settled' }
  | Extract<OrchestratorEvent<Settlement>, { type: 'journal-failed' | 'ticks-skipped' | 'sleeping' }>
  | { readonly type: 'alert-raised' | 'alert-cleared'; readonly alert: Alert }
  | { readonly type: 'cycle-ended'; readonly ended: WatchedCycle }

/** A happening and when it was, epoch ms. */
export type WatchedEvent = WatchedHappening & { readonly atMs: number }

/** What the watch is told of an event. */
export function watchedEvent(event: OrchestratorEvent<Settlement>, atMs: number): WatchedEvent {
  return { atMs, ...happening(event) }
}

function happening(event: OrchestratorEvent<Settlement>): WatchedHappening {
  switch (event.type) {
    case 'observed':
      return { type: event.type, faults: event.faults }
    case 'phase-started': {
      const agents = event.agents.map(({ name, timeoutMs, retries }) => ({ name, timeoutMs, retries }))
      return { type: event.type, phase: event.phase, agents }
    }
    case 'run-ended':
      return { type: event.type, run: watchedRun(event.record) }
    case 'gate-decided':
      return { type: event.type, state: event.state }
    case 'settled':
      return { type: event.type }
    case 'cycle-ended':
      return { type: event.type, ended: watchedCycle(event.report) }
    case 'attempt-failed': {
      const { stack: _, ...failure } = event.failure
      return { ...event, failure }
    }
    case 'cycle-started':
    case 'attempt-started':
    case 'attempt-late':
    case 'journal-failed':
    case 'alert-raised':
    case 'alert-cleared':
    case 'ticks-skipped':
    case 'sleeping':
      return event
  }
}

function watchedCycle(report: CycleReport<Settlement>): WatchedCycle {
  const { cycle, status, state, startedAt, endedAt, durationMs, sealed, health, alerts, performance, error } = report
  return {
    cycle,
    status,
    state,
    startedAt,
    endedAt,
    durationMs,
    sealed,
    health,
    alerts,
    performance,
    ...(error === undefined ? {} : { error }),
    runs: report.runs.map(watchedRun),
    receipts: report.settlement.receipts,
    metrics: toMetrics(report),
  }
}

function watchedRun({ proposal, briefing: _told, ...run }: RunRecord): WatchedRun {
  const { summary, signals, orders = [] } = proposal ?? {}
  return {
    ...run,
    orders: orders.length,
    ...(summary === undefined ? {} : { summary }),
    ...(signals === undefined ? {} : { signals }),
  }
}
