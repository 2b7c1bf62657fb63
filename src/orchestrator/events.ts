import type { Cycle, StateReason, TradingState } from '../agents/agent.js'
import type { Alert } from './alerts.js'
import type { PlannedAgent } from './plan.js'
import type { Journal } from './ports.js'
import type { CycleReport, Failure, RunRecord } from './record.js'

/** What a journal may fail at. */
export type JournalStep = keyof Journal<unknown>

/** An attempt failed. */
export interface AttemptFailed {
  readonly type: 'attempt-failed'
  readonly agent: string
  readonly attempt: number
  readonly failure: Failure
  /** When another follows. */
  readonly retryInMs?: number
}

/** What happens to single agents. */
export type AgentEvent =
  /** An attempt begins. */
  | { readonly type: 'attempt-started'; readonly agent: string; readonly attempt: number }
  | AttemptFailed
  /** An attempt ended after its deadline; whatever it answered was dropped. */
  | { readonly type: 'attempt-late'; readonly agent: string; readonly attempt: number }
  /** A scheduled agent has its terminal record. */
  | { readonly type: 'run-ended'; readonly record: RunRecord }

/** Everything that happens, for observers; they can neither delay nor disturb a cycle. */
export type OrchestratorEvent<Settlement> =
  | AgentEvent
  /** A cycle has its number. */
  | { readonly type: 'cycle-started'; readonly cycle: Cycle; readonly skippedTicks: number }
  /** The world was looked at; faults make the gate fail closed. */
  | { readonly type: 'observed'; readonly cycle: Cycle; readonly faults: readonly StateReason[] }
  /** A phase begins with these agents. */
  | { readonly type: 'phase-started'; readonly phase: string; readonly agents: readonly PlannedAgent[] }
  /** A gate decided for the rest of this cycle. */
  | { readonly type: 'gate-decided'; readonly cycle: Cycle; readonly state: TradingState }
  /** Proposals became receipts; the settlement is the cycle's so far. */
  | { readonly type: 'settled'; readonly cycle: Cycle; readonly settlement: Settlement }
  /** The journal failed at a step; the cycle fails closed. */
  | { readonly type: 'journal-failed'; readonly step: JournalStep; readonly message: string }
  | { readonly type: 'alert-raised'; readonly alert: Alert }
  | { readonly type: 'alert-cleared'; readonly alert: Alert }
  /** The cycle is over and durable. */
  | { readonly type: 'cycle-ended'; readonly report: CycleReport<Settlement> }
  /** Grid points passed while a cycle ran or the clock jumped. */
  | { readonly type: 'ticks-skipped'; readonly count: number }
  /** The loop waits for the next tick. */
  | { readonly type: 'sleeping'; readonly untilMs: number }

/** Takes the events of agents; never throws. */
export type Announce = (event: AgentEvent) => void

/** Takes every event; never throws. */
export type Emit<Settlement> = (event: OrchestratorEvent<Settlement>) => void
