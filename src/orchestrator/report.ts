import type { Cycle, TradingState } from '../agents/agent.js'
import { judge } from './alerts.js'
import type { BreakerPolicy } from './breaker.js'
import type { CycleReport, CycleStatus, Performance, RunRecord } from './record.js'
import { count, type Tally } from './tally.js'

/** What went wrong in a cycle beyond its agents: the journal failed closed, or a part of ours has a bug. */
export interface CycleError {
  readonly kind: 'journal' | 'internal'
  readonly message: string
}

/** How a cycle came to its end. */
export interface CycleEnd<Settlement> {
  readonly cycle: Cycle
  readonly state: TradingState
  readonly runs: readonly RunRecord[]
  readonly settlement: Settlement
  readonly startedAt: string
  readonly endedAt: string
  readonly durationMs: number
  readonly skippedTicks: number
  /** The counts before this cycle. */
  readonly previous: Tally
  readonly healthChecks: boolean
  readonly breaker: BreakerPolicy
  /** Whether the orchestrator was stopped on the way. */
  readonly stopping: boolean
  readonly errors: readonly CycleError[]
}

/** Everything that a cycle leaves behind: a pure function of how it ended. */
export function buildReport<Settlement>(end: CycleEnd<Settlement>): CycleReport<Settlement> {
  const { cycle, state, runs, settlement, startedAt, endedAt, durationMs, skippedTicks, breaker, errors } = end
  const counted = { cycleId: cycle.id, endedAt, runs, aborted: end.stopping, durationMs, skippedTicks, breaker }
  const { tally, health } = judge(end.previous, count(end.previous, counted), counted)
  return {
    cycle,
    status: statusOf(end),
    state,
    startedAt,
    endedAt,
    durationMs,
    runs,
    settlement,
    performance: measure(runs, durationMs),
    skippedTicks,
    tally: end.healthChecks ? tally : { ...tally, alerts: [] },
    alerts: end.healthChecks ? tally.alerts : [],
    health: end.healthChecks ? health : Object.fromEntries(runs.map(({ agent }) => [agent, 'unknown'])),
    sealed: !errors.some(({ kind }) => kind === 'journal'),
    ...(errors.length === 0 ? {} : { error: errors.map(({ message }) => message).join('; ') }),
  }
}

/** In the order of the exit codes: the worst that happened names the cycle. */
function statusOf({ stopping, errors, state, runs }: CycleEnd<unknown>): CycleStatus {
  if (stopping) return 'aborted'
  if (errors.some(({ kind }) => kind === 'internal')) return 'error'
  if (errors.length > 0) return 'failed-closed'
  if (state.state === 'halted')
    return state.reasons.some(({ cause }) => cause === 'unknown') ? 'failed-closed' : 'halted'
  return runs.some(({ status }) => status === 'failed' || status === 'timeout') ? 'degraded' : 'success'
}

/** Measured speed-up: Σ run durations / wall; null unless every run finished. */
function measure(runs: readonly RunRecord[], wallMs: number): Performance {
  const sequentialMs = runs.reduce((sum, run) => sum + run.durationMs, 0)
  const finished = runs.every(({ status }) => status === 'success' || status === 'noop')
  return { sequentialMs, wallMs, speedup: finished && wallMs > 0 ? sequentialMs / wallMs : null }
}
