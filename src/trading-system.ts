import type { Cycle } from './agents/agent.js'
import type { AgentEntry, Config } from './config/config.js'
import type { Desk } from './desk/desk.js'
import type { Receipt } from './desk/order.js'
import type { Settlement } from './desk/settlement.js'
import type { AgentHosts } from './executors/agent-hosts.js'
import type { MarketSource } from './market/snapshot.js'
import { AgentRunner } from './orchestrator/agent-run.js'
import type { Interrupted } from './orchestrator/carried.js'
import { type Clocks, isoTime } from './orchestrator/clock.js'
import type { Orchestrator } from './orchestrator/orchestrator.js'
import type { Executor } from './orchestrator/ports.js'
import type { RunRecord } from './orchestrator/record.js'
import { entriesIn, planOf } from './plan-from-config.js'
import type { Requested } from './store/data-folder.js'
import type { Retention } from './store/retention.js'
import type { StoredState } from './store/stored-state.js'
import type { TradingView } from './trading-view.js'

/** Recorded data has nothing after the last cycle. */
export class DataOverError extends Error {
  override readonly name = 'DataOverError'
}

/** What a start found of the process before. */
export interface Recovered {
  /** Those that were interrupted. */
  readonly cycles: readonly string[]
  /** The one that the first cycle goes on with. */
  readonly continued: Interrupted | undefined
  /** What became of orders that had no answer. */
  readonly receipts: readonly Receipt[]
}

/** The parts of a trading system, put together. */
export interface TradingParts {
  readonly config: Config
  readonly only?: readonly string[]
  readonly clocks: Clocks
  readonly orchestrator: Orchestrator<Settlement>
  readonly source: MarketSource
  readonly desk: Desk
  readonly view: TradingView
  readonly hosts: AgentHosts
  /** What runs agents, on top of the hosts. */
  readonly executor: Executor
  readonly state: StoredState
  readonly requested: Requested
  /** Undefined where everything is kept. */
  readonly retention: Retention | undefined
  readonly recovered: Recovered
  /** Closes whatever was opened, the last first. */
  readonly close: () => Promise<void>
}

/** A trading system, ready to run cycles once it is started. */
export class TradingSystem {
  readonly #parts: TradingParts

  constructor(parts: TradingParts) {
    this.#parts = parts
  }

  get orchestrator(): Orchestrator<Settlement> {
    return this.#parts.orchestrator
  }

  get source(): MarketSource {
    return this.#parts.source
  }

  get requested(): Requested {
    return this.#parts.requested
  }

  get retention(): TradingParts['retention'] {
    return this.#parts.retention
  }

  get recovered(): TradingParts['recovered'] {
    return this.#parts.recovered
  }

  /** Starts the processes of the planned agents; throws NotStartedError when one refuses. Needed before a cycle. */
  async start(): Promise<void> {
    const putInForce = await this.prepare(this.#parts.config)
    putInForce()
  }

  /**
   * Starts what a changed configuration needs, while all goes on as it is; resolves to what puts it in force, between
   * two cycles. `dataDir`, `broker` and `market` stay. Throws PlanError, or NotStartedError when an agent refuses.
   */
  async prepare(config: Config): Promise<() => void> {
    const { hosts, orchestrator, desk, only } = this.#parts
    const plan = planOf(config, only)
    const putHostsInForce = await hosts.prepare(entriesIn(plan, config))
    return () => {
      putHostsInForce()
      orchestrator.plan = plan
      desk.setLimits(config.limits)
    }
  }

  /** Starts one configured agent, enabled or not, and runs it on what the next cycle would see; settles nothing. */
  async runAlone(agent: AgentEntry): Promise<RunRecord> {
    const { hosts, executor, clocks, view, state, config } = this.#parts
    const putInForce = await hosts.prepare([agent])
    putInForce()
    const cycle = this.#cycleAlone()
    const observation = await view.observe(cycle)
    const memory = state.memory.get(agent.name)
    return new AgentRunner({ executor, clocks, announce() {} }).run({
      agent,
      graceMs: config.orchestrator.shutdownGraceMs,
      queuedMs: 0,
      brief: (attempt) => ({
        cycle,
        attempt,
        settings: agent.settings,
        ...observation.viewFor(agent.name),
        proposals: {},
        ...(memory === undefined ? {} : { memory }),
      }),
    })
  }

  /** No new work from now on: running agents are told and have the grace, starting ones end at once. */
  stop(): void {
    this.#parts.orchestrator.stop()
    this.#parts.hosts.stop()
  }

  /** Ends every process of an agent, then closes the data folder. */
  close(): Promise<void> {
    return this.#parts.close()
  }

  #cycleAlone(): Cycle {
    const { clocks, view, state } = this.#parts
    const tickMs = clocks.calendar.now()
    const asOf = view.next(tickMs, state.lastAsOf)
    if (asOf === undefined) throw new DataOverError('recorded data is over: there is nothing left to look at')
    return { id: 'alone', number: 0, tick: isoTime(tickMs), asOf }
  }
}
