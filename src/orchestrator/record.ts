import type { Briefing, Cycle, Proposal, TradingState } from '../agents/agent.js'
import type { Alert } from './alerts.js'
import type { Health } from './health.js'
import type { Tally } from './tally.js'

/** Why an attempt or a run did not succeed. */
export type FailureCode =
  /** It threw or rejected. */
  | 'threw'
  /** Its deadline passed. */
  | 'timeout'
  /** It answered nothing at all. */
  | 'no-proposal'
  /** What it answered is not a valid proposal. */
  | 'invalid-proposal'
  /** Its process ended before it answered: an exit code, or a signal that we did not send. */
  | 'exited'
  /** Its process took more memory than it may. */
  | 'out-of-memory'
  /** It printed more than it may. */
  | 'output-limit'
  /** Its process could not be started, or refused the settings. */
  | 'not-started'
  /** Its process said something that is no frame of the protocol. */
  | 'protocol'
  /** Stopped with the orchestrator. */
  | 'aborted'
  /** It failed too often in a row and rests. */
  | 'circuit-open'
  /** An earlier run of it has not ended yet. */
  | 'still-running'
  /** An agent that it needs did not succeed. */
  | 'needs'
  /** Its conditions give it no turn in this cycle. */
  | 'not-due'
  /** Its phase was over before it had a place. */
  | 'phase-timeout'
  /** The trading state does not let it run. */
  | 'state'
  /** The kill switch was thrown before it started. */
  | 'kill-switch'
  /** The cycle could not be started or its state not be kept. */
  | 'cycle-failed'

/** An expected failure, as a value. */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
  /** The error's own stack, where there was one. */
  readonly stack?: string
}

/** One attempt of a run. */
export interface AttemptRecord {
  readonly number: number
  readonly durationMs: number
  /** Absent for the one that succeeded. */
  readonly failure?: Failure
}

/** How a scheduled agent ended in a cycle; see DESIGN, promise 5. */
export type RunStatus = 'success' | 'noop' | 'failed' | 'timeout' | 'skipped' | 'halted' | 'aborted'

/** The one terminal record of a scheduled agent in a cycle. */
export interface RunRecord {
  readonly agent: string
  readonly phase: string
  readonly status: RunStatus
  /** Why it is neither `success` nor `noop`. */
  readonly failure?: Failure
  /** ISO UTC; when its first attempt started, or when it was decided that it does not. */
  readonly startedAt: string
  /** Waiting for a free place and for what it needs. */
  readonly queuedMs: number
  /** All attempts and the delays between them. */
  readonly durationMs: number
  readonly attempts: readonly AttemptRecord[]
  /** Only of `success` and `noop`. */
  readonly proposal?: Proposal
  /** What its last attempt was told; absent when there was none. */
  readonly briefing?: Briefing
}

/**
 * How a cycle ended. `halted`: by a verdict, a latch or the kill switch; `failed-closed`: something was unknown;
 * `degraded`: some agent failed or timed out; `aborted`: stopped on the way; `error`: an internal error.
 */
export type CycleStatus = 'success' | 'degraded' | 'halted' | 'failed-closed' | 'aborted' | 'error'

/** Measured durations of one cycle. */
export interface Performance {
  /** Σ run durations. */
  readonly sequentialMs: number
  readonly wallMs: number
  /** sequential / wall; null when any scheduled agent did not finish, or nothing was measured. */
  readonly speedup: number | null
}

/** Everything that a sealed cycle leaves behind. */
export interface CycleReport<Settlement> {
  readonly cycle: Cycle
  readonly status: CycleStatus
  readonly state: TradingState
  /** ISO UTC. */
  readonly startedAt: string
  readonly endedAt: string
  readonly durationMs: number
  /** One a scheduled agent, in plan order. */
  readonly runs: readonly RunRecord[]
  readonly settlement: Settlement
  readonly performance: Performance
  /** Ticks that passed unused since the cycle before. */
  readonly skippedTicks: number
  /** After this cycle was counted. */
  readonly tally: Tally
  readonly alerts: readonly Alert[]
  /** By agent; all `unknown` when health checks are off. */
  readonly health: Readonly<Record<string, Health>>
  /** False when the journal could not take the cycle; `error` says why. */
  readonly sealed: boolean
  readonly error?: string
}
