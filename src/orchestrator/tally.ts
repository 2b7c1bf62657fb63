import type { Alert } from './alerts.js'
import { type Breaker, type BreakerPolicy, breaker } from './breaker.js'
import type { RunRecord, RunStatus } from './record.js'

/** Running counts of one agent. `failures` include timeouts; skipped, halted and aborted runs count neither way. */
export interface AgentTally {
  readonly executions: number
  readonly successes: number
  readonly failures: number
  readonly timeouts: number
  readonly retries: number
  readonly totalDurationMs: number
  readonly consecutiveFailures: number
  /** Which of the last 100 executions failed, by their ordinal (the first execution is 1). */
  readonly recentFailures: readonly number[]
  /** ISO UTC. */
  readonly lastExecution: string | null
  readonly lastStatus: RunStatus | null
  readonly lastDurationMs: number | null
  /** The moving average of its executions: how long its next one is expected to take. */
  readonly expectedDurationMs: number | null
  readonly lastError: string | null
  /** Cycles in a row that ended with this agent unhealthy. */
  readonly unhealthyCycles: number
  /** Cycles that it was left out of by its breaker since its last execution. */
  readonly rested: number
  /** As it stands after the last cycle; a critical agent's is always closed. */
  readonly breaker: Breaker
}

/** The running counts behind metrics, health and alerts: a fold over cycles, sealed with each. */
export interface Tally {
  /** Every cycle that ran, whatever its end. */
  readonly cycles: number
  /** Cycles that ran to their end (not aborted), and their total duration. */
  readonly completedCycles: number
  readonly completedMs: number
  readonly skippedTicks: number
  readonly agents: Readonly<Record<string, AgentTally>>
  /** Raised and not yet over. */
  readonly alerts: readonly Alert[]
}

/** The tally before the first cycle. */
export const emptyTally: Tally = {
  cycles: 0,
  completedCycles: 0,
  completedMs: 0,
  skippedTicks: 0,
  agents: {},
  alerts: [],
}

const emptyAgentTally: AgentTally = {
  executions: 0,
  successes: 0,
  failures: 0,
  timeouts: 0,
  retries: 0,
  totalDurationMs: 0,
  consecutiveFailures: 0,
  recentFailures: [],
  lastExecution: null,
  lastStatus: null,
  lastDurationMs: null,
  expectedDurationMs: null,
  lastError: null,
  unhealthyCycles: 0,
  rested: 0,
  breaker: { state: 'closed' },
}

/** The counts of an agent; of one that never ran, the empty ones. */
export function tallyOf({ agents }: Tally, name: string): AgentTally {
  return (Object.hasOwn(agents, name) ? agents[name] : undefined) ?? emptyAgentTally // it may be named "constructor"
}

/** How many executions count as recent. */
export const RECENT_EXECUTIONS = 100

/** What a cycle adds to the counts. */
export interface CountedCycle {
  readonly runs: readonly RunRecord[]
  readonly aborted: boolean
  readonly durationMs: number
  readonly skippedTicks: number
  /** What the plan says of breakers. */
  readonly breaker: BreakerPolicy
  /** The phases whose agents must give a verdict: they never rest, as without it the gate is shut. */
  readonly gates: ReadonlySet<string>
}

/** Counts a cycle; health and alerts are judged on the result (see `judge`). */
export function count(tally: Tally, cycle: CountedCycle): Tally {
  const agents = { ...tally.agents }
  for (const run of cycle.runs) {
    const policy = cycle.gates.has(run.phase) ? noBreaker : cycle.breaker
    agents[run.agent] = countRun(tallyOf(tally, run.agent), run, policy)
  }
  return {
    cycles: tally.cycles + 1,
    completedCycles: tally.completedCycles + (cycle.aborted ? 0 : 1),
    completedMs: tally.completedMs + (cycle.aborted ? 0 : cycle.durationMs),
    skippedTicks: tally.skippedTicks + cycle.skippedTicks,
    agents,
    alerts: tally.alerts,
  }
}

const outcomes = {
  success: 'success',
  noop: 'success',
  failed: 'failure',
  timeout: 'failure',
  skipped: undefined,
  halted: undefined,
  aborted: undefined,
} as const satisfies Record<RunStatus, 'success' | 'failure' | undefined>

/** Whether a run was an execution, and if so, whether it succeeded. */
export const outcomeOf = (status: RunStatus): 'success' | 'failure' | undefined => outcomes[status]

const noBreaker: BreakerPolicy = { failures: 0, cycles: 0 }

function countRun(tally: AgentTally, run: RunRecord, policy: BreakerPolicy): AgentTally {
  const outcome = outcomeOf(run.status)
  if (outcome === undefined) {
    const { consecutiveFailures } = tally
    const rested = tally.rested + (run.failure?.code === 'circuit-open' ? 1 : 0)
    return { ...tally, lastStatus: run.status, rested, breaker: breaker({ consecutiveFailures, rested }, policy) }
  }
  const failed = outcome === 'failure'
  const executions = tally.executions + 1
  const consecutiveFailures = failed ? tally.consecutiveFailures + 1 : 0
  return {
    executions,
    successes: tally.successes + (failed ? 0 : 1),
    failures: tally.failures + (failed ? 1 : 0),
    timeouts: tally.timeouts + (run.status === 'timeout' ? 1 : 0),
    retries: tally.retries + Math.max(0, run.attempts.length - 1),
    totalDurationMs: tally.totalDurationMs + run.durationMs,
    consecutiveFailures,
    recentFailures: recentFailures(tally.recentFailures, executions, failed),
    lastExecution: run.startedAt,
    lastStatus: run.status,
    lastDurationMs: run.durationMs,
    expectedDurationMs: expectedAfter(tally.expectedDurationMs, run.durationMs),
    lastError: run.failure?.message ?? tally.lastError,
    unhealthyCycles: tally.unhealthyCycles,
    rested: 0,
    breaker: breaker({ consecutiveFailures, rested: 0 }, policy),
  }
}

/** How much of an expectation the last execution makes: old ones fade within about ten. */
const SMOOTHING = 0.3

const expectedAfter = (before: number | null, durationMs: number): number =>
  before === null ? durationMs : before + SMOOTHING * (durationMs - before)

function recentFailures(before: readonly number[], executions: number, failed: boolean): readonly number[] {
  const [oldest] = before
  const kept = oldest !== undefined && oldest <= executions - RECENT_EXECUTIONS ? before.slice(1) : before
  return failed ? [...kept, executions] : kept
}

/** Executions among the last 100. */
export const recentExecutions = (tally: AgentTally): number => Math.min(tally.executions, RECENT_EXECUTIONS)
