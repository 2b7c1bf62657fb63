import { AgentRunner } from './agent-run.js'
import { type Grid, keepCadence } from './cadence.js'
import type { Carried } from './carried.js'
import type { Clocks } from './clock.js'
import { runCycle } from './cycle.js'
import type { Emit, OrchestratorEvent } from './events.js'
import type { Plan } from './plan.js'
import type { Ports } from './ports.js'
import type { CycleReport } from './record.js'

/** What an orchestrator is made of. */
export interface OrchestratorOptions<Settlement> {
  readonly plan: Plan
  readonly ports: Ports<Settlement>
  readonly clocks: Clocks
  /** What the last sealed cycle left. */
  readonly carried: Carried
  /** The tick of the last cycle of an earlier process, epoch ms. */
  readonly lastTickMs?: number
  /** May throw: an observer never disturbs a cycle. */
  readonly observe: Emit<Settlement>
}

/** How long a loop goes on. */
export interface LoopOptions<Settlement> {
  readonly grid: () => Grid
  /** The moment to change the plan. */
  readonly beforeCycle?: () => Promise<void> | void
  /** Called with the report of every cycle; returns false to end the loop. */
  readonly afterCycle: (report: CycleReport<Settlement>) => Promise<boolean> | boolean
}

/** Runs cycles, one at a time, and carries from each to the next what must survive. */
export class Orchestrator<Settlement> {
  readonly #options: OrchestratorOptions<Settlement>
  readonly #runner: AgentRunner
  #plan: Plan
  #carried: Carried
  #lastTickMs: number | undefined
  #running = false
  #finishing = false
  #nap = new AbortController()

  constructor(options: OrchestratorOptions<Settlement>) {
    this.#options = options
    this.#plan = options.plan
    this.#carried = options.carried
    this.#lastTickMs = options.lastTickMs
    this.#runner = new AgentRunner({
      executor: options.ports.executor,
      clocks: options.clocks,
      announce: this.#emit,
    })
  }

  get plan(): Plan {
    return this.#plan
  }

  /** Takes effect with the next cycle. */
  set plan(plan: Plan) {
    this.#plan = plan
  }

  get carried(): Carried {
    return this.#carried
  }

  get stopping(): boolean {
    return this.#runner.stopping.aborted
  }

  /** No cycle begins any more. */
  get #ending(): boolean {
    return this.stopping || this.#finishing
  }

  /** Runs one cycle; undefined when recorded data is over. Rejects while another one runs. */
  async cycle(
    tickMs = this.#options.clocks.calendar.now(),
    skippedTicks = 0,
  ): Promise<CycleReport<Settlement> | undefined> {
    if (this.#running) throw new Error('a cycle is running already')
    this.#running = true
    try {
      const { ports, clocks } = this.#options
      const result = await runCycle({
        ports,
        clocks,
        plan: this.#plan,
        runner: this.#runner,
        emit: this.#emit,
        carried: this.#carried,
        tickMs,
        skippedTicks,
      })
      this.#lastTickMs = tickMs
      if (result === undefined) return undefined
      this.#carried = result.carried
      return result.report
    } finally {
      this.#running = false
    }
  }

  /** Runs the first cycle at once and then one a grid point, until stopped, told to end, or out of data. */
  async loop({ grid, beforeCycle, afterCycle }: LoopOptions<Settlement>): Promise<'ended' | 'out-of-data'> {
    let end: 'ended' | 'out-of-data' = 'ended'
    await keepCadence({
      grid,
      calendar: this.#options.clocks.calendar,
      lastTickMs: this.#lastTickMs,
      nap: () => this.#freshNap(),
      stopping: () => this.#ending,
      onSleep: (untilMs) => this.#emit({ type: 'sleeping', untilMs }),
      onSkipped: (count) => this.#emit({ type: 'ticks-skipped', count }),
      cycle: async (tickMs, skipped) => {
        await beforeCycle?.()
        if (this.#ending) return false
        const report = await this.cycle(tickMs, skipped)
        if (report === undefined) end = 'out-of-data'
        return report !== undefined && (await afterCycle(report))
      },
    })
    return end
  }

  /** Ends a sleep, so that a cycle runs at once. */
  wake(): void {
    this.#nap.abort()
  }

  /** Ends the loop once the running cycle is over, and a sleep at once. */
  finish(): void {
    this.#finishing = true
    this.#nap.abort()
  }

  /** No new work from now on: sleeps and delays end at once, running agents are told and have the grace. */
  stop(): void {
    this.#runner.stop()
    this.#nap.abort()
  }

  #freshNap(): AbortSignal {
    if (this.#nap.signal.aborted) this.#nap = new AbortController()
    if (this.#ending) this.#nap.abort()
    return this.#nap.signal
  }

  readonly #emit = (event: OrchestratorEvent<Settlement>): void => {
    try {
      const observed: unknown = this.#options.observe(event)
      if (observed instanceof Promise) observed.catch(() => {})
    } catch {
      // Observers are never able to disturb a cycle; a broken one reports itself.
    }
  }
}
