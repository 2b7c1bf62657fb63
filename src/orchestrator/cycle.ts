import type { Cycle, StateReason, TradingState } from '../agents/agent.js'
import { type AgentRunner, failure } from './agent-run.js'
import { alertEvents } from './alert-events.js'
import { type Carried, carriedFrom } from './carried.js'
import { type Clocks, isoTime } from './clock.js'
import type { Emit, JournalStep } from './events.js'
import { unknown } from './gate.js'
import { Gates } from './gates.js'
import { messageOf } from './message.js'
import { agentsOf, type Plan } from './plan.js'
import type { Observation, Ports } from './ports.js'
import type { CycleReport, RunRecord } from './record.js'
import { buildReport, type CycleError } from './report.js'
import { type Walked, walk } from './walk.js'

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
 * One cycle: begin, observe, walk through the plan with its gates and settlings, seal. Never rejects for what an agent,
 * the market or the journal does: it fails closed and says so in the report. Resolves to undefined when recorded data
 * is over.
 */
export async function runCycle<Settlement>(
  options: CycleOptions<Settlement>,
): Promise<CycleResult<Settlement> | undefined> {
  const { ports, carried, tickMs } = options
  const asOf = carried.interrupted?.cycle.asOf ?? ports.observer.next(tickMs, carried.asOf)
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
    const { carried, clocks } = options
    const nowMs = clocks.calendar.now()
    this.#startedAt = carried.interrupted?.startedAt ?? isoTime(nowMs)
    const earlierMs = carried.interrupted === undefined ? 0 : nowMs - Date.parse(this.#startedAt)
    this.#startedMs = clocks.timer.now() - earlierMs
  }

  async run(): Promise<CycleResult<Settlement>> {
    const cycle = this.#begin()
    const sight = await this.#observe(cycle)
    const gates = new Gates({ cycle, write: this.#write, ...this.#options })
    const faults = () => [...faultsOf(sight), ...this.#unwritten()]
    const { journal } = this.#options.ports
    const keep = (record: RunRecord) => void this.#write('checkpoint', () => journal.checkpoint(cycle, record))
    const settle = (records: readonly RunRecord[]) => this.#settle(cycle, gates.decided(), records)
    const walked =
      'cause' in sight
        ? { runs: this.#blind(gates, sight), settlement: await settle([]) }
        : await walk({ cycle, sight, faults, gates, keep, settle, ...this.#options })
    return this.#seal(cycle, { state: gates.close(), ...walked })
  }

  /** Makes the number durable first, as an order's id is made of it; without one nothing may start. */
  #begin(): Cycle {
    const { ports, tickMs, skippedTicks, emit, carried } = this.#options
    const start = { tick: isoTime(tickMs), asOf: this.#asOf, startedAt: this.#startedAt }
    let cycle: Cycle = { id: 'unnumbered', number: UNNUMBERED, tick: start.tick, asOf: start.asOf }
    const begin = () => (cycle = ports.journal.begin({ ...start, interrupted: carried.interrupted?.cycle }))
    if (this.#write('begin', begin)) emit({ type: 'cycle-started', cycle, skippedTicks })
    return cycle
  }

  /** What the cycle looks at, or the reason why it is blind: then no agent can be briefed. */
  async #observe(cycle: Cycle): Promise<Observation | StateReason> {
    const { ports, emit } = this.#options
    const look = async () => this.#unwritten()[0] ?? ports.observer.observe(cycle)
    const sight = await look().catch(blinded)
    emit({ type: 'observed', cycle, faults: faultsOf(sight) })
    return sight
  }

  /** Nobody can be briefed: the whole plan is halted. */
  #blind(gates: Gates<Settlement>, reason: StateReason): readonly RunRecord[] {
    const { plan, runner } = this.#options
    const why = failure('cycle-failed', reason.message)
    const runs = agentsOf(plan).map((agent) => runner.ended(agent, 'halted', why))
    gates.decide(runs, [reason], () => [])
    return runs
  }

  async #settle(cycle: Cycle, state: TradingState, records: readonly RunRecord[]): Promise<Settlement> {
    const { ports, runner, emit } = this.#options
    const submissions = records.flatMap(({ agent, proposal }) => (proposal === undefined ? [] : [{ agent, proposal }]))
    try {
      const settlement = await ports.settler.settle(cycle, state, submissions, runner.stopping)
      emit({ type: 'settled', cycle, settlement })
      return settlement
    } catch (error) {
      this.#errors.push({ kind: 'internal', message: `settling failed: ${messageOf(error)}` })
      return ports.settler.current()
    }
  }

  /** Counts and memory move on only if the journal took the cycle: memory and disk never differ. */
  #seal(cycle: Cycle, end: Ending<Settlement>): CycleResult<Settlement> {
    const { ports, carried, emit } = this.#options
    let report = this.#report(cycle, end)
    let next: Carried = { ...carried, interrupted: undefined }
    if (report.sealed && this.#write('seal', () => ports.journal.seal(report))) {
      next = carriedFrom(report, carried)
      alertEvents(carried.tally.alerts, report.alerts).forEach(emit)
    } else report = this.#report(cycle, end)
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
      plan,
      stopping: runner.stopping.aborted,
      errors: this.#errors,
      ...end,
    })
  }

  /** Has the journal write; false when that failed: then the cycle cannot be sealed. */
  readonly #write = (step: JournalStep, write: () => void): boolean => {
    try {
      write()
      return true
    } catch (error) {
      const message = messageOf(error)
      this.#errors.push({ kind: 'journal', message: `the journal cannot be written (${step}): ${message}` })
      this.#options.emit({ type: 'journal-failed', step, message })
      return false
    }
  }

  /** What the journal could not take, which shuts every gate. */
  #unwritten(): readonly StateReason[] {
    const failed = this.#errors.filter(({ kind }) => kind === 'journal')
    return failed.map(({ message }) => unknown('journal-failed', message))
  }
}

interface Ending<Settlement> extends Walked<Settlement> {
  readonly state: TradingState
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
