import type { Cycle, TradingState } from '../agents/agent.js'
import { judge } from './alerts.js'
import type { Plan } from './plan.js'
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
  readonly plan: Pick<Plan, 'phases' | 'healthChecks' | 'breaker'>
  /** Whether the orchestrator was stopped on the way. */
  readonly stopping: boolean
  readonly errors: readonly CycleError[]
}

/** Everything that a cycle leaves behind: a pure function of how it ended. */
export function buildReport<Settlement>(end: CycleEnd<Settlement>): CycleReport<Settlement> {
  const { previous, plan, stopping: aborted, errors, ...rest } = end
  const { cycle, runs, durationMs } = rest
  const { healthChecks, breaker } = plan
  const gates = new Set(plan.phases.flatMap(({ name, gate }) => (gate === 'verdicts' ? [name] : [])))
  const counted = { cycleId: cycle.id, aborted, breaker, gates, ...rest }
  const { tally, health } = judge(previous, count(previous, counted), counted)
  const report: CycleReport<Settlement> = {
    status: statusOf(end),
    performance: measure(runs, durationMs),
    tally: healthChecks ? tally : { ...tally, alerts: [] },
    alerts: healthChecks ? tally.alerts : [],
    health: healthChecks ? health : Object.fromEntries(runs.map(({ agent }) => [agent, 'unknown'])),
    sealed: !errors.some(({ kind }) => kind === 'journal'),
    ...rest,
  }
  return errors.length === 0 ? report : { error: errors.map(({ message }) => message).join('; '), ...report }
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
