import type { Briefing, Cycle, Proposal, StateReason, TradingState } from '../agents/agent.js'
import type { Cancellation } from './cancellation.js'
import type { PlannedAgent } from './plan.js'
import type { CycleReport, RunRecord } from './record.js'

/** What one agent gets to see of the world. */
export type View = Pick<Briefing, 'market' | 'portfolio'>

/** The world as one cycle sees it. */
export interface Observation {
  /** What makes it unfit to trade on at this moment, asked again at the gate; empty when it is fit. */
  faults(): readonly StateReason[]
  viewFor(agent: string): View
}

/** Looks at the world. */
export interface Observer {
  /**
   * The instant (ISO UTC) that a cycle due at `tickMs` looks at, after the last sealed one looked at `lastAsOf`;
   * undefined when recorded data is over.
   */
  next(tickMs: number, lastAsOf: string | undefined): string | undefined
  /** Takes the observation, after whatever must happen before any agent runs. A throw fails the gate closed. */
  observe(cycle: Cycle): Promise<Observation>
}

/** One attempt to be made. */
export interface Assignment {
  readonly agent: PlannedAgent
  readonly briefing: Briefing
  /** How long it may take to end after it was told to, ms; then the executor ends it, if it can. */
  readonly graceMs: number
}

/** A proposal that passed validation, and whether it asks for anything. */
export interface Answer {
  readonly proposal: Proposal
  /** No orders, no signals, no verdict. */
  readonly noop: boolean
}

/**
 * Where an attempt runs. It may answer at once; a promise settles only when the attempt has truly ended; when it is
 * cancelled, the executor ends it at the end of its grace if it can. Throws AttemptError for what it can name, anything
 * else is `threw`.
 */
export interface Executor {
  run(assignment: Assignment, cancellation: Cancellation): Promise<Answer> | Answer
}

/** An accepted proposal on its way to be settled. */
export interface Submission {
  readonly agent: string
  readonly proposal: Proposal
}

/** Turns what agents propose into what happens, exactly once; several times a cycle where phases follow each other. */
export interface Settler<Settlement> {
  /**
   * In the order given, as far as the state and the limits allow; stops sending when the signal aborts. Resolves to all
   * that has happened in the cycle.
   */
  settle(
    cycle: Cycle,
    state: TradingState,
    submissions: readonly Submission[],
    signal: AbortSignal,
  ): Promise<Settlement>
  /** What has happened in this cycle so far, when settling is not reached or fails. */
  current(): Settlement
}

/** How a cycle begins. */
export interface CycleStart {
  readonly tick: string
  readonly asOf: string
  readonly startedAt: string
  /** It is this one that goes on, where an earlier process left it. */
  readonly interrupted?: Cycle | undefined
}

/** The durable record. Every method has taken effect on disk when it returns; a throw fails the gate closed. */
export interface Journal<Settlement> {
  /** Makes a new cycle number durable, or goes on with one that was interrupted. */
  begin(start: CycleStart): Cycle
  /** Keeps what an agent came to, until the cycle is sealed; once is enough. */
  checkpoint(cycle: Cycle, record: RunRecord): void
  /** Keeps a halt until a person resumes. */
  latch(cycle: Cycle, reasons: readonly StateReason[]): void
  /** Writes the whole cycle in one transaction: runs, settlement, memory, tally, state. */
  seal(report: CycleReport<Settlement>): void
}

/** Why nothing may be sent now: the kill switch and the latches; empty when neither holds. Cheap: asked before every launch. */
export type IsHalted = () => readonly StateReason[]

/** What a person is asked: whether a cycle may go on after a phase. */
export interface ApprovalRequest {
  readonly cycle: Cycle
  readonly phase: string
  /** When nobody waits any more, epoch ms. */
  readonly untilMs: number
}

/** Waits for a person's word: true, or why not. The signal aborts when nobody waits any more. */
export type AskApproval = (request: ApprovalRequest, signal: AbortSignal) => Promise<true | string>

/** All that the core knows of the world. */
export interface Ports<Settlement> {
  readonly observer: Observer
  readonly executor: Executor
  readonly settler: Settler<Settlement>
  readonly journal: Journal<Settlement>
  readonly isHalted: IsHalted
  /** Without it, manual gates stay shut. */
  readonly approval?: AskApproval
}
