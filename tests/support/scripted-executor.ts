import type { Briefing, Proposal, TradingStateName, VerdictReason } from '../../src/agents/agent.js'
import type { Cancellation } from '../../src/orchestrator/cancellation.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import type { Answer, Assignment, Executor } from '../../src/orchestrator/ports.js'
import { settled } from './manual-timer.js'

/** One attempt in the hands of the test: it answers, throws or hangs as the test says. */
export class Call {
  readonly agent: string
  readonly briefing: Briefing
  readonly graceMs: number
  readonly #cancellation: Cancellation
  readonly ended: Promise<Answer>
  #resolve: (answer: Answer) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor({ agent, briefing, graceMs }: Assignment, cancellation: Cancellation) {
    this.agent = agent.name
    this.briefing = briefing
    this.graceMs = graceMs
    this.#cancellation = cancellation
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal
  }

  answer(proposal: Partial<Proposal> = {}): void {
    this.#resolve(answer(proposal))
  }

  /** The verdict of a critical agent, for the cycle it was asked about. */
  judge(state: TradingStateName, reasons: readonly VerdictReason[] = []): void {
    this.answer({ verdict: { cycleId: this.briefing.cycle.id, state, reasons } })
  }

  throw(error: unknown): void {
    this.#reject(error)
  }
}

/** What an agent does by itself when it is called; one without a script waits for the test. */
export type Script = (call: Call) => void

/** Records every attempt, and lets the test decide when and how it ends. */
export class ScriptedExecutor implements Executor {
  readonly calls: Call[] = []
  readonly #taken = new Set<Call>()
  scripts: Record<string, Script> = {}

  run(assignment: Assignment, cancellation: Cancellation): Promise<Answer> {
    const call = new Call(assignment, cancellation)
    this.calls.push(call)
    this.scripts[call.agent]?.(call)
    return call.ended
  }

  /** Names of the agents that were called, in that order. */
  get started(): readonly string[] {
    return this.calls.map(({ agent }) => agent)
  }

  /** The next attempt of an agent that the test has not had yet; throws when the agent is not running. */
  async called(agent: string): Promise<Call> {
    await settled()
    const call = this.calls.find((call) => call.agent === agent && !this.#taken.has(call))
    if (call === undefined) throw new Error(`${agent} has not been called; called: ${this.started.join(', ')}`)
    this.#taken.add(call)
    return call
  }
}

/** Judges at once. */
export const judges =
  (state: TradingStateName, reasons: readonly VerdictReason[] = []): Script =>
  (call) =>
    call.judge(state, reasons)

/** Answers at once. */
export const answers =
  (proposal: Partial<Proposal> = {}): Script =>
  (call) =>
    call.answer(proposal)

/** Throws at once. */
export const throws =
  (error: unknown): Script =>
  (call) =>
    call.throw(error)

/** Ends when its signal tells it to. */
export const obeys: Script = (call) => call.signal.addEventListener('abort', () => call.throw(call.signal.reason))

/** A valid answer. */
export function answer(proposal: Partial<Proposal> = {}): Answer {
  const { verdict, orders, signals } = proposal
  return {
    proposal: { summary: '', ...proposal },
    noop: verdict === undefined && orders === undefined && signals === undefined,
  }
}

/** An agent of a plan: critical if its name begins with "risk"; a minute, no retries, needs nothing. */
export function planned(name: string, parts: Partial<PlannedAgent> = {}): PlannedAgent {
  return {
    name,
    phase: name.startsWith('risk') ? 'critical' : 'parallel',
    timeoutMs: 60_000,
    retries: 0,
    backoff: { baseMs: 2_000, multiplier: 2, maxMs: 60_000 },
    needs: [],
    runWhen: 'reducing',
    settings: {},
    ...parts,
  }
}
