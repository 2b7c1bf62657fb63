import type { Cycle, StateReason, TradingState } from '../agents/agent.js'
import type { AgentRunner } from './agent-run.js'
import type { Carried } from './carried.js'
import type { Clocks } from './clock.js'
import { withDeadline } from './deadline.js'
import type { Emit, JournalStep } from './events.js'
import { type CriticalOutcome, type Decision, gate, latchesOf, tighten, unknown } from './gate.js'
import { messageOf } from './message.js'
import type { Ports } from './ports.js'
import type { RunRecord } from './record.js'

/** What the gates of a cycle ask, and whom they tell. */
export interface GatesOptions<Settlement> {
  readonly cycle: Cycle
  readonly ports: Pick<Ports<Settlement>, 'journal' | 'isHalted' | 'approval'>
  readonly clocks: Clocks
  readonly runner: AgentRunner
  readonly emit: Emit<Settlement>
  readonly carried: Carried
  /** Has the journal write; false when that failed, which is told. */
  readonly write: (step: JournalStep, write: () => void) => boolean
}

/** The gates of one cycle: what one of them has shut, none after it opens. */
export class Gates<Settlement> {
  readonly #options: GatesOptions<Settlement>
  #state: TradingState | undefined

  constructor(options: GatesOptions<Settlement>) {
    this.#options = options
  }

  /** Undefined before the first gate. */
  get state(): TradingState | undefined {
    return this.#state
  }

  /** Folds in the verdicts of a phase, what makes the world unfit to trade on by now, and what else halts. */
  decide(records: readonly RunRecord[], faults: readonly StateReason[], halts = this.#halts): void {
    const isHalted = this.#state?.state === 'halted'
    const thrown = halts()
    // A halt that kept agents from running is told by itself, and holds.
    const isTold = ({ failure }: CriticalOutcome) =>
      (isHalted && failure?.code === 'state') || (thrown.length > 0 && failure?.code === 'kill-switch')
    const outcomes = records.map(toOutcome).filter((outcome) => !isTold(outcome))
    if (outcomes.length === 0 && (isHalted || records.length > 0)) {
      if (thrown.length > 0) this.#enter({ state: 'halted', reasons: thrown, restrict: [] })
      return
    }
    const unfit = faults.length > 0 ? faults : this.#latch(outcomes)
    this.#enter(gate(outcomes, { cycleId: this.#options.cycle.id, faults: unfit, halts: halts() }))
  }

  /** Waits for a person's word; anything but a yes in time halts the rest of the cycle. */
  async approve(phase: string, withinMs: number): Promise<void> {
    const { cycle, ports, clocks, runner } = this.#options
    if (this.#state?.state === 'halted') return
    const over = new AbortController()
    const request = { cycle, phase, untilMs: clocks.calendar.now() + withinMs }
    const ask = async () => ports.approval?.(request, AbortSignal.any([runner.stopping, over.signal]))
    const word = await withDeadline(ask(), withinMs, clocks.timer).catch(messageOf)
    over.abort()
    if (word === true) return
    const why = typeof word === 'string' ? word : 'nobody approved it in time'
    this.#enter({ state: 'halted', reasons: [unknown('not-approved', `${phase}: ${why}`)], restrict: [] })
  }

  /** What has been decided so far; without any gate nothing is open. */
  decided(): TradingState {
    return this.#state ?? this.#enter(gate([]))
  }

  /** The state that the cycle ends in: a kill switch thrown after the last gate has stopped launches and orders. */
  close(): TradingState {
    const state = this.decided()
    const thrown = state.state === 'halted' ? undefined : this.killed()
    if (thrown === undefined) return state
    const since = this.#options.cycle.asOf
    return this.#tell({ ...state, state: 'halted', reasons: [thrown, ...state.reasons], since })
  }

  /** Why nothing may start or be sent any more, if a person or something unknown has stopped it. */
  killed(): StateReason | undefined {
    return this.#halts().find(({ cause }) => cause !== 'breach')
  }

  #enter(decision: Decision): TradingState {
    const { cycle, carried } = this.#options
    const folded = this.#state === undefined ? decision : tighten(this.#state, decision)
    const before = carried.state?.name === folded.state ? carried.state : undefined
    return this.#tell({ ...folded, since: before?.since ?? cycle.asOf })
  }

  #tell(state: TradingState): TradingState {
    const { cycle, emit } = this.#options
    this.#state = state
    emit({ type: 'gate-decided', cycle, state })
    return state
  }

  /** Kill switch and latches; being unable to tell is a reason to halt. */
  readonly #halts = (): readonly StateReason[] => {
    try {
      return this.#options.ports.isHalted()
    } catch (error) {
      return [unknown('kill-switch-unreadable', `the kill switch cannot be read: ${messageOf(error)}`)]
    }
  }

  /** Keeps the halts that only a person may lift; not being able to keep one is a fault. */
  #latch(outcomes: readonly CriticalOutcome[]): readonly StateReason[] {
    const { cycle, ports, write } = this.#options
    const latches = latchesOf(outcomes, cycle.id)
    if (latches.length === 0 || write('latch', () => ports.journal.latch(cycle, latches))) return []
    return [unknown('journal-failed', 'a halt could not be kept')]
  }
}

function toOutcome({ agent, proposal, failure }: RunRecord): CriticalOutcome {
  const verdict = proposal?.verdict
  return { agent, ...(failure === undefined ? {} : { failure }), ...(verdict === undefined ? {} : { verdict }) }
}
