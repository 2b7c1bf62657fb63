import type { Cycle, Json, StateReason, TradingState } from '../../src/agents/agent.js'
import type { Carried } from '../../src/orchestrator/carried.js'
import type { OrchestratorEvent } from '../../src/orchestrator/events.js'
import { Orchestrator, type OrchestratorOptions } from '../../src/orchestrator/orchestrator.js'
import { createPlan, type PlannedAgent, type PlanOptions } from '../../src/orchestrator/plan.js'
import type { AskApproval, CycleStart, Ports, Submission } from '../../src/orchestrator/ports.js'
import type { CycleReport, RunRecord } from '../../src/orchestrator/record.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { market, portfolio } from './briefing.js'
import { ManualCalendar } from './manual-calendar.js'
import { ManualTimer } from './manual-timer.js'
import { ScriptedExecutor } from './scripted-executor.js'
import { twoPhases } from './two-phases.js'

/** What settling leaves in these tests: the agents whose proposals were settled, in that order. */
export type Settled = readonly string[]

/** The calls that a test can make fail. */
type Breakable = 'observe' | 'faults' | 'view' | 'settle' | 'isHalted' | 'begin' | 'checkpoint' | 'latch' | 'seal'

/** Midnight, so that ticks are easy to read. */
export const startMs = Date.parse('2026-01-01T00:00:00Z')

const view = { market: market(), portfolio: portfolio() }

/** Everything the core knows of the world, in memory: records every call, and fails where the test says. */
export class World implements Omit<Ports<Settled>, 'approval'> {
  readonly timer = new ManualTimer()
  readonly calendar: ManualCalendar
  readonly executor = new ScriptedExecutor()
  readonly events: OrchestratorEvent<Settled>[] = []
  readonly broken = new Set<Breakable>()
  readonly sealed: CycleReport<Settled>[] = []
  /** What was kept while cycles ran. */
  readonly kept: RunRecord[] = []
  readonly settlings: { readonly state: TradingState; readonly submissions: readonly Submission[] }[] = []
  readonly latched: StateReason[] = []
  faults: readonly StateReason[] = []
  halts: readonly StateReason[] = []
  /** A person at manual gates. */
  approval: AskApproval | undefined
  /** How many cycles the recorded data holds. */
  remaining = Number.POSITIVE_INFINITY
  #begun = 0

  constructor({ jumps = false }: { readonly jumps?: boolean } = {}) {
    this.calendar = new ManualCalendar(startMs, { jumps })
  }

  readonly observer = {
    next: (tickMs: number) => (this.remaining-- > 0 ? new Date(tickMs).toISOString() : undefined),
    observe: async () => {
      this.#reach('observe')
      return {
        faults: () => {
          this.#reach('faults')
          return this.faults
        },
        viewFor: () => {
          this.#reach('view')
          return view
        },
      }
    },
  }

  readonly settler = {
    settle: async (_cycle: Cycle, state: TradingState, submissions: readonly Submission[], signal: AbortSignal) => {
      this.#reach('settle')
      this.settlings.push({ state, submissions })
      return signal.aborted ? [] : submissions.map(({ agent }) => agent)
    },
    current: (): Settled => [],
  }

  readonly journal = {
    begin: ({ tick, asOf, interrupted }: CycleStart): Cycle => {
      this.#reach('begin')
      if (interrupted !== undefined) return interrupted
      const number = ++this.#begun
      return { id: `c${number}`, number, tick, asOf }
    },
    checkpoint: (_cycle: Cycle, record: RunRecord) => {
      this.#reach('checkpoint')
      this.kept.push(record)
    },
    latch: (_cycle: Cycle, reasons: readonly StateReason[]) => {
      this.#reach('latch')
      this.latched.push(...reasons)
    },
    seal: (report: CycleReport<Settled>) => {
      this.#reach('seal')
      this.sealed.push(report)
    },
  }

  readonly isHalted = (): readonly StateReason[] => {
    this.#reach('isHalted')
    return [...this.halts, ...this.latched]
  }

  /** An orchestrator of these agents in this world; breakers are off unless they are asked for. */
  orchestrate(agents: readonly PlannedAgent[], options: Partial<WorldOptions> = {}): Orchestrator<Settled> {
    const { maxWorkers = 4, shutdownGraceMs = 10_000, healthChecks = true, memory = new Map(), ...others } = options
    const { breaker = { failures: 0, cycles: 0 }, phases = twoPhases(maxWorkers), ...rest } = others
    const carried: Carried = { tally: emptyTally, memory }
    return new Orchestrator<Settled>({
      plan: createPlan(agents, { phases, maxWorkers, shutdownGraceMs, healthChecks, breaker }),
      ports: this.#ports(),
      clocks: { calendar: this.calendar, timer: this.timer },
      carried,
      observe: (event) => void this.events.push(event),
      ...rest,
    })
  }

  /** What happened, one line an event. */
  get transcript(): readonly string[] {
    return this.events.map(line)
  }

  #ports(): Ports<Settled> {
    const { observer, executor, settler, journal, isHalted, approval } = this
    return { observer, executor, settler, journal, isHalted, ...(approval === undefined ? {} : { approval }) }
  }

  #reach(call: Breakable): void {
    if (this.broken.has(call)) throw new Error(`${call} is broken`)
  }
}

interface WorldOptions extends PlanOptions, Pick<OrchestratorOptions<Settled>, 'carried' | 'lastTickMs' | 'observe'> {
  readonly memory: ReadonlyMap<string, Json>
}

/** `risk success, momentum failed (threw)` */
export function outcomes({ runs }: Pick<CycleReport<Settled>, 'runs'>): string {
  return runs
    .map(({ agent, status, failure }) => `${agent} ${status}${failure === undefined ? '' : ` (${failure.code})`}`)
    .join(', ')
}

function line(event: OrchestratorEvent<Settled>): string {
  return [event.type, ...about(event)].join(' ')
}

function about(event: OrchestratorEvent<Settled>): readonly (string | number)[] {
  if ('attempt' in event) return [event.agent, event.attempt]
  if ('record' in event) return [event.record.agent, event.record.status]
  if ('agents' in event) return [event.phase, ...event.agents.map(({ name }) => name)]
  if ('state' in event) return [event.state.state, ...event.state.reasons.map(({ code }) => code)]
  if ('faults' in event) return event.faults.map(({ code }) => code)
  if ('settlement' in event) return event.settlement
  if ('report' in event) return [event.report.status]
  if ('alert' in event) return [event.alert.kind, event.alert.agent ?? 'cycle']
  if ('step' in event) return [event.step]
  if ('count' in event) return [event.count]
  if ('untilMs' in event) return [new Date(event.untilMs).toISOString()]
  return [event.cycle.id]
}
