import pLimit from 'p-limit'
import type { Briefing, Proposal, StateReason, TradingState } from '../agents/agent.js'
import { type AgentRunner, failure } from './agent-run.js'
import { AttemptError } from './attempt-error.js'
import { barredBy, unmetNeed } from './barred.js'
import type { Timer } from './clock.js'
import { inOrderOfNeeds, nameOf } from './needs.js'
import type { PlannedAgent, PlannedPhase } from './plan.js'
import type { Failure, RunRecord } from './record.js'
import { inTurns } from './turns.js'

/** Accepted proposals by agent. */
export type Proposals = Readonly<Record<string, Proposal>>

/** What a phase needs of its cycle. */
export interface PhaseOptions {
  readonly phase: PlannedPhase
  readonly runner: AgentRunner
  readonly timer: Timer
  readonly graceMs: number
  /** Before the first gate none: then nothing but its needs keeps an agent from running. */
  readonly state: TradingState | undefined
  /** The kill switch, asked before every launch. */
  readonly killed: () => StateReason | undefined
  /** Why an agent has no turn in this cycle: its conditions, or its breaker. */
  readonly leftOut: (agent: PlannedAgent) => Failure | undefined
  /** As measured in cycles before; null of one that never ran. */
  readonly expectedMs: (agent: string) => number | null
  /** The records of the cycle so far, by agent; the phase adds its own. */
  readonly ended: Map<string, RunRecord>
  /** Those that need not run again: their cycle was interrupted after them. */
  readonly finished: ReadonlyMap<string, RunRecord> | undefined
  /** Keeps the record of one that has proposed something, for the case that its cycle is interrupted. */
  readonly keep: (record: RunRecord) => void
  /** What the agents of the gates before it proposed. */
  readonly verdicts: Proposals
  /** Makes the briefing of one attempt, given what the agents before it proposed. */
  readonly brief: (agent: PlannedAgent, attempt: number, proposals: Proposals) => Briefing
}

/**
 * Runs the agents of a phase, each once all that it needs has ended; a free place takes the one that is ready and whose
 * turn is first. A record each, in the order of the phase.
 */
export function runPhase(options: PhaseOptions): Promise<readonly RunRecord[]> {
  return new PhaseRun(options).run()
}

class PhaseRun {
  readonly #options: PhaseOptions
  readonly #place: ReturnType<typeof pLimit>
  readonly #startedMs: number
  /** Those that may wait for others, each after those it needs. */
  #waiting: readonly PlannedAgent[]
  /** Those that wait for a place alone: each has a ticket for one. */
  readonly #ready = new Set<PlannedAgent>()
  readonly #tickets: Promise<void>[] = []
  /** The last one has the next turn. */
  readonly #turns: PlannedAgent[]
  /** Aborts when the phase's time is over; of a phase that has one. */
  readonly #cut: AbortController | undefined
  #verdicts: Proposals

  constructor(options: PhaseOptions) {
    const { phase, timer, expectedMs, verdicts } = options
    this.#options = options
    this.#place = placesOf(phase)
    this.#cut = phase.timeoutMs === undefined ? undefined : new AbortController()
    this.#startedMs = timer.now()
    this.#waiting = inOrderOfNeeds(phase.agents)
    this.#turns = inTurns(phase, expectedMs).reverse()
    this.#verdicts = verdicts
  }

  async run(): Promise<readonly RunRecord[]> {
    const { phase, timer, ended } = this.#options
    const over = failure('timeout', `the ${phase.name} phase has only ${Number(phase.timeoutMs) / 1000} s`)
    const cut = () => this.#cut?.abort(new AttemptError(over))
    const alarm = phase.timeoutMs === undefined ? undefined : timer.setTimeout(cut, phase.timeoutMs)
    this.#admit()
    for (const ticket of this.#tickets) await ticket // what ends one may add others
    timer.clearTimeout(alarm)
    return phase.agents.flatMap(({ name }) => ended.get(name) ?? [])
  }

  /** Gives a ticket to everyone who waits for nobody any more, or an end if there is a reason why it does not run. */
  #admit(): void {
    const { phase, runner, state, leftOut, ended } = this.#options
    const waiting: PlannedAgent[] = []
    for (const agent of this.#waiting) {
      if (!agent.needs.every((need) => ended.has(nameOf(need)))) {
        waiting.push(agent)
        continue
      }
      const why =
        (state && (barredBy(agent, state) ?? leftOut(agent))) ?? unmetNeed(agent, ended, phase.gate === 'verdicts')
      const status = why?.code === 'state' && state?.state === 'halted' ? 'halted' : 'skipped'
      if (why !== undefined) ended.set(agent.name, runner.ended(agent, status, why))
      else {
        this.#ready.add(agent)
        this.#tickets.push(this.#place(() => this.#runNext()))
      }
    }
    this.#waiting = waiting
  }

  /** Whoever waited only for the one that ends is ready before its place is free. */
  async #runNext(): Promise<void> {
    const { phase, ended, keep } = this.#options
    const turn = this.#turns.findLastIndex((agent) => this.#ready.delete(agent))
    const agent = this.#turns[turn]
    if (agent === undefined) return // there is one a ticket
    this.#turns.splice(turn, 1)
    const record = await this.#run(agent)
    ended.set(agent.name, record)
    if (record.proposal !== undefined) keep(record)
    if (phase.gate === 'verdicts' && phase.sequential) this.#verdicts = { ...this.#verdicts, ...proposalsOf([record]) }
    if (this.#waiting.length > 0) this.#admit()
  }

  #run(agent: PlannedAgent): Promise<RunRecord> | RunRecord {
    const { phase, runner, state, killed, graceMs, timer, ended, finished, brief } = this.#options
    const before = finished?.get(agent.name)
    if (before?.phase === agent.phase) return runner.announced(before)
    const thrown = state && killed()
    if (thrown !== undefined) return runner.ended(agent, 'halted', failure('kill-switch', thrown.message))
    if (this.#cut?.signal.aborted === true)
      return runner.ended(
        agent,
        'skipped',
        failure('phase-timeout', `the ${phase.name} phase was over before its turn`),
      )
    const needed = () => proposalsOf(agent.needs.flatMap((need) => ended.get(nameOf(need)) ?? []))
    const proposals = agent.needs.length === 0 ? this.#verdicts : { ...this.#verdicts, ...needed() }
    const queuedMs = timer.now() - this.#startedMs
    const request = { agent, graceMs, queuedMs, brief: (attempt: number) => brief(agent, attempt, proposals) }
    return runner.run(this.#cut === undefined ? request : { cut: this.#cut.signal, ...request })
  }
}

const places = new WeakMap<PlannedPhase, ReturnType<typeof pLimit>>()

/** A pool for the life of a phase: to make one costs as much as a run. */
function placesOf(phase: PlannedPhase): ReturnType<typeof pLimit> {
  const made = places.get(phase) ?? pLimit(phase.maxWorkers)
  places.set(phase, made)
  return made
}

/** Accepted proposals by agent. */
export function proposalsOf(records: readonly RunRecord[]): Proposals {
  return Object.fromEntries(records.flatMap(({ agent, proposal }) => (proposal ? [[agent, proposal]] : [])))
}
