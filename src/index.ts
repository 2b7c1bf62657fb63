import type { Agent, Cycle } from './agents/agent.js'
import { createRoster } from './agents/roster.js'
import { loadConfig } from './config/load.js'
import { createMask } from './config/mask.js'
import type { ConfigInput } from './config/schema.js'
import type { Settlement } from './desk/settlement.js'
import { NotStartedError } from './executors/agent-hosts.js'
import type { Clocks } from './orchestrator/clock.js'
import type { OrchestratorEvent } from './orchestrator/events.js'
import type { CycleReport } from './orchestrator/record.js'
import { systemClocks } from './system-clocks.js'
import type { TradingSystem } from './trading-system.js'

export { z } from 'zod'
export type {
  Agent,
  AgentHome,
  Briefing,
  Cycle,
  Json,
  Outside,
  Proposal,
  Restriction,
  Signal,
  StateReason,
  TradingState,
  Verdict,
  VerdictReason,
} from './agents/agent.js'
export { defineAgent } from './agents/agent.js'
export { ConfigError } from './config/problem.js'
export type { ConfigInput } from './config/schema.js'
export type { OrderIntent, Protection, Receipt } from './desk/order.js'
export type { Book, Portfolio, Position } from './desk/portfolio.js'
export type { Settlement } from './desk/settlement.js'
export type { StopReceipt } from './desk/stop-moves.js'
export { NotStartedError } from './executors/agent-hosts.js'
export type { Candles, MarketSnapshot, SymbolView } from './market/snapshot.js'
export type { OrchestratorEvent } from './orchestrator/events.js'
export type { RunRecord } from './orchestrator/record.js'

/** What became of a cycle. */
export type Report = CycleReport<Settlement>

/** What an orchestrator can be given beside its configuration. */
export interface CreateOptions {
  /** Agents of one's own, used by their name like the built-in ones. */
  readonly agents?: readonly Agent[]
  /** What relative paths are relative to; default: the working folder. */
  readonly cwd?: string
  /** Where `{ "env": "NAME" }` is looked up; default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly clocks?: Clocks
  /** A person's word at manual gates; default: what `riskfirst approve` leaves in the data folder. */
  readonly approve?: (cycle: Cycle, phase: string) => Promise<boolean>
  /** Everything that happens; what it throws is dropped. */
  readonly onEvent?: (event: OrchestratorEvent<Settlement>) => void
}

/** Where an orchestrator stands. */
export interface Status {
  readonly stopped: boolean
  /** Of this process; the tally in the report counts all. */
  readonly cycles: number
  /** The last cycle's; undefined before the first. */
  readonly report: Report | undefined
}

/** Runs cycles on demand, with all that the command does for each: gate, desk, journal. It heeds no `riskfirst stop`. */
export interface RiskfirstOrchestrator {
  /** Runs one cycle; undefined when recorded data is over. The first one opens the data folder and takes its lock. */
  cycle(): Promise<Report | undefined>
  status(): Status
  /** Tells running agents to end, ends those that are starting, waits for the cycle, and closes the data folder. */
  stop(): Promise<void>
}

/**
 * An orchestrator for a configuration as a file would hold it. Throws ConfigError with every problem at once; `cycle`
 * rejects with StoreError, PaperBrokerError, ReconcileError or LockedError when the data folder cannot be used, and with
 * NotStartedError when an agent cannot be started.
 */
export function createOrchestrator(config: ConfigInput = {}, options: CreateOptions = {}): RiskfirstOrchestrator {
  const { cwd = process.cwd(), env = process.env, onEvent, approve } = options
  const { clocks = systemClocks } = options
  const roster = createRoster(options.agents)
  const inProcessOnly = options.agents?.map(({ name }) => name) ?? []
  const loaded = loadConfig({ cwd, document: config, env, roster, inProcessOnly })
  let trading: TradingSystem | undefined
  let opening: Promise<TradingSystem> | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false
  let cycles = 0
  let report: Report | undefined

  const open = async () => {
    const { compose } = await import('./compose.js') // agents that import defineAgent need none of it
    const mask = createMask(loaded.secrets)
    const composed = await compose({
      config: loaded.config,
      mask,
      roster,
      clocks,
      pid: process.pid,
      env,
      observe: (event) => onEvent?.(event),
      ...(approve && { approval: async ({ cycle, phase }) => (await approve(cycle, phase)) || 'rejected' }),
    })
    trading = composed
    if (stopped) composed.stop()
    try {
      await composed.start()
      return composed
    } catch (error) {
      trading = undefined
      await composed.close()
      throw error instanceof NotStartedError ? error.masked(mask) : error
    }
  }
  const requireRunning = () => {
    if (stopped) throw new Error('the orchestrator is stopped')
  }
  const cycle = async () => {
    requireRunning()
    opening ??= open()
    const { orchestrator, retention } = await opening.catch((error: unknown) => {
      opening = undefined // what kept it from opening may be mended by the next cycle
      throw error
    })
    requireRunning()
    const ended = await orchestrator.cycle()
    if (ended !== undefined) {
      cycles += 1
      report = ended
      retention?.prune(loaded.config.store, clocks.timer) // what keeps it from removing does not last, or shows in the next cycle
    }
    return ended
  }
  return {
    cycle() {
      const next = cycle()
      running = Promise.allSettled([running, next]) // its caller hears of it
      return next
    },
    status: () => ({ stopped, cycles, report }),
    async stop() {
      stopped = true
      trading?.stop()
      await running
      await trading?.close()
    },
  }
}
