import type { Briefing, Cycle, StateReason, TradingState } from '../agents/agent.js'
import { type AgentRunner, failure } from './agent-run.js'
import { alertEvents } from './alert-events.js'
import { resting } from './breaker.js'
import { type Carried, carriedFrom } from './carried.js'
import { type Clocks, isoTime } from './clock.js'
import type { Emit } from './events.js'
import { type CriticalOutcome, type Decision, gate, latchesOf, unknown } from './gate.js'
import { type Brief, proposalsOf, runCritical, runParallel } from './phases.js'
import type { Plan } from './plan.js'
import type { Observation, Ports } from './ports.js'
import type { CycleReport, RunRecord } from './record.js'
import { buildReport, type CycleError } from './report.js'
import { tallyOf } from './tally.js'

/** Everything that a cycle works with. */
export interface CycleOptions<Settlement> {
  readonly plan: Plan
  readonly ports: Ports<Settlement>
  readonly clocks: Clocks
  readonly runner: AgentRunner
  readonly emit: Emit<Settlement>
  readonly carried: Carried
  readonly tickMs: number
  readonly skippedTicks: number
}

/** A cycle's report, and what the next cycle starts from. */
export interface CycleResult<Settlement> {
  readonly report: CycleReport<Settlement>
  readonly carried: Carried
}

/**
 * One cycle: begin, observe, critical, gate, parallel, settle, seal. Never rejects for what an agent, the market or the
 * journal does: it fails closed and says so in the report. Resolves to undefined when recorded data is over.
 */
export async function runCycle<Settlement>(
  options: CycleOptions<Settlement>,
): Promise<CycleResult<Settlement> | undefined> {
  const asOf = options.ports.observer.next(options.tickMs, options.carried.asOf)
  return asOf === undefined ? undefined : new CycleRun(options, asOf).run()
}

/** The number of a cycle that the journal could not give one. */
const UNNUMBERED = 0

class CycleRun<Settlement> {
  readonly #options: CycleOptions<Settlement>
  readonly #asOf: string
  readonly #startedMs: number
  readonly #startedAt: string
  readonly #errors: CycleError[] = []

  constructor(options: CycleOptions<Settlement>, asOf: string) {
    this.#options = options
    this.#asOf = asOf
    this.#startedMs = options.clocks.timer.now()
    this.#startedAt = isoTime(options.clocks.calendar.now())
  }

  async run(): Promise<CycleResult<Settlement>> {
    const cycle = this.#begin()
    const sight = await this.#observe(cycle)
    const { state, runs } = 'cause' in sight ? this.#blind(cycle, sight) : await this.#decide(cycle, sight)
    const settlement = await this.#settle(cycle, state, runs)
    return this.#seal(cycle, { state: this.#afterwards(cycle, state), runs, settlement })
  }

  /** Makes the number durable first, as an order's id is made of it; without one nothing may start. */
  #begin(): Cycle {
    const { ports, tickMs, skippedTicks, emit } = this.#options
    const tick = isoTime(tickMs)
    try {
      const cycle = ports.journal.begin({ tick, asOf: this.#asOf, startedAt: this.#startedAt })
      emit({ type: 'cycle-started', cycle, skippedTicks })
      return cycle
    } catch (error) {
      this.#journalFailed('begin', error)
      return { id: 'unnumbered', number: UNNUMBERED, tick, asOf: this.#asOf }
    }
  }

  /** What the cycle looks at, or the reason why it is blind: then no agent can be briefed. */
  async #observe(cycle: Cycle): Promise<Observation | StateReason> {
    const { ports, emit } = this.#options
    let sight: Observation | StateReason
    try {
      sight =
        cycle.number === UNNUMBERED
          ? unknown('journal-failed', this.#errors.map(({ message }) => message).join('; '))
          : await ports.observer.observe(cycle)
    } catch (error) {
      sight = blinded(error)
    }
    emit({ type: 'observed', cycle, faults: faultsOf(sight) })
    return sight
  }

  /** Nobody can be briefed: the whole plan is halted. */
  #blind(cycle: Cycle, reason: StateReason): Pick<Ending<Settlement>, 'state' | 'runs'> {
    const { plan, runner } = this.#options
    const why = failure('cycle-failed', reason.message)
    const runs = [...plan.critical, ...plan.parallel].map((agent) => runner.ended(agent, 'halted', why))
    return {
      runs,
      state: this.#decided(cycle, gate(runs.map(toOutcome), { cycleId: cycle.id, faults: [reason], halts: [] })),
    }
  }

  /** Critical agents, gate, the others. */
  async #decide(cycle: Cycle, sight: Observation): Promise<Pick<Ending<Settlement>, 'state' | 'runs'>> {
    const { plan, runner, clocks, emit, carried } = this.#options
    const graceMs = plan.shutdownGraceMs
    emit({ type: 'phase-started', phase: 'critical', agents: plan.critical })
    const critical = await runCritical({ agents: plan.critical, runner, graceMs, brief: this.#briefer(cycle, sight) })
    const state = this.#gate(cycle, sight, critical)
    emit({ type: 'phase-started', phase: 'parallel', agents: plan.parallel })
    const parallel = await runParallel({
      agents: plan.parallel,
      runner,
      graceMs,
      maxWorkers: plan.maxWorkers,
      timer: clocks.timer,
      state,
      killed: () => this.#killed(),
      resting: ({ name }) => resting(tallyOf(carried.tally, name), plan.breaker),
      proposals: proposalsOf(critical),
      brief: this.#briefer(cycle, sight, state),
    })
    return { state, runs: [...critical, ...parallel] }
  }

  #gate(cycle: Cycle, sight: Observation, critical: readonly RunRecord[]): TradingState {
    const outcomes = critical.map(toOutcome)
    const faults = [...faultsOf(sight)]
    if (faults.length === 0) faults.push(...this.#latch(cycle, outcomes))
    return this.#decided(cycle, gate(outcomes, { cycleId: cycle.id, faults, halts: this.#halts() }))
  }

  #decided(cycle: Cycle, decision: Decision): TradingState {
    const before = this.#options.carried.state
    const state = { since: before?.name === decision.state ? before.since : cycle.asOf, ...decision }
    this.#options.emit({ type: 'gate-decided', cycle, state })
    return state
  }

  async #settle(cycle: Cycle, state: TradingState, runs: readonly RunRecord[]): Promise<Settlement> {
    const { ports, runner, emit } = this.#options
    const submissions = runs.flatMap(({ agent, proposal }) => (proposal === undefined ? [] : [{ agent, proposal }]))
    try {
      const settlement = await ports.settler.settle(cycle, state, submissions, runner.stopping)
      emit({ type: 'settled', cycle, settlement })
      return settlement
    } catch (error) {
      this.#errors.push({ kind: 'internal', message: `settling failed: ${messageOf(error)}` })
      return ports.settler.current()
    }
  }

  /** A kill switch thrown after the gate has stopped launches and orders: the cycle ends as halted. */
  #afterwards(cycle: Cycle, state: TradingState): TradingState {
    const thrown = state.state === 'halted' ? undefined : this.#killed()
    if (thrown === undefined) return state
    const halted: TradingState = { ...state, state: 'halted', reasons: [thrown, ...state.reasons], since: cycle.asOf }
    this.#options.emit({ type: 'gate-decided', cycle, state: halted })
    return halted
  }

  /** Counts and memory move on only if the journal took the cycle: memory and disk never differ. */
  #seal(cycle: Cycle, end: Ending<Settlement>): CycleResult<Settlement> {
    const { ports, carried, emit } = this.#options
    let report = this.#report(cycle, end)
    let next = carried
    try {
      if (report.sealed) {
        ports.journal.seal(report)
        next = carriedFrom(report, carried)
        alertEvents(carried.tally.alerts, report.alerts).forEach(emit)
      }
    } catch (error) {
      this.#journalFailed('seal', error)
      report = this.#report(cycle, end)
    }
    emit({ type: 'cycle-ended', report })
    return { report, carried: next }
  }

  #report(cycle: Cycle, end: Ending<Settlement>): CycleReport<Settlement> {
    const { clocks, plan, runner, carried, skippedTicks } = this.#options
    return buildReport({
      cycle,
      startedAt: this.#startedAt,
      endedAt: isoTime(clocks.calendar.now()),
      durationMs: clocks.timer.now() - this.#startedMs,
      skippedTicks,
      previous: carried.tally,
      healthChecks: plan.healthChecks,
      breaker: plan.breaker,
      stopping: runner.stopping.aborted,
      errors: this.#errors,
      ...end,
    })
  }

  #briefer(cycle: Cycle, sight: Observation, state?: TradingState): Brief {
    const { memory } = this.#options.carried
    return (agent, attempt, proposals): Briefing => {
      const kept = memory.get(agent.name)
      return {
        cycle,
        attempt,
        settings: agent.settings,
        ...sight.viewFor(agent.name),
        proposals,
        ...(state === undefined ? {} : { state }),
        ...(kept === undefined ? {} : { memory: kept }),
      }
    }
  }

  #killed(): StateReason | undefined {
    return this.#halts().find(({ cause }) => cause !== 'breach')
  }

  /** Kill switch and latches; being unable to tell is a reason to halt. */
  #halts(): readonly StateReason[] {
    try {
      return this.#options.ports.isHalted()
    } catch (error) {
      return [unknown('kill-switch-unreadable', `the kill switch cannot be read: ${messageOf(error)}`)]
    }
  }

  /** Keeps the halts that only a person may lift; not being able to keep one is a fault. */
  #latch(cycle: Cycle, outcomes: readonly CriticalOutcome[]): readonly StateReason[] {
    const latches = latchesOf(outcomes, cycle.id)
    if (latches.length === 0) return []
    try {
      this.#options.ports.journal.latch(cycle, latches)
      return []
    } catch (error) {
      this.#journalFailed('latch', error)
      return [unknown('journal-failed', `a halt could not be kept: ${messageOf(error)}`)]
    }
  }

  #journalFailed(step: 'begin' | 'latch' | 'seal', error: unknown): void {
    const message = messageOf(error)
    this.#errors.push({ kind: 'journal', message: `the journal cannot be written (${step}): ${message}` })
    this.#options.emit({ type: 'journal-failed', step, message })
  }
}

interface Ending<Settlement> {
  readonly state: TradingState
  readonly runs: readonly RunRecord[]
  readonly settlement: Settlement
}

/** What makes a sight unfit to trade on; being unable to tell is a fault too. */
function faultsOf(sight: Observation | StateReason): readonly StateReason[] {
  if ('cause' in sight) return [sight]
  try {
    return sight.faults()
  } catch (error) {
    return [blinded(error)]
  }
}

const blinded = (error: unknown) =>
  unknown('observation-failed', `the market or the portfolio cannot be seen: ${messageOf(error)}`)

function toOutcome({ agent, proposal, failure }: RunRecord): CriticalOutcome {
  return {
    agent,
    ...(failure === undefined ? {} : { failure }),
    ...(proposal?.verdict === undefined ? {} : { verdict: proposal.verdict }),
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
