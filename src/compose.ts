import { join } from 'node:path'
import type { Agent, Cycle } from './agents/agent.js'
import type { AgentEntry, Config } from './config/config.js'
import { createDesk } from './desk/desk.js'
import type { Receipt } from './desk/order.js'
import { openPaperBroker } from './desk/paper-broker.js'
import type { Settlement } from './desk/settlement.js'
import { createInProcessExecutor } from './executors/in-process.js'
import { maskExecutor } from './executors/masked.js'
import { createCsvSource } from './market/csv-source.js'
import { createSimulatedSource } from './market/simulated-source.js'
import type { MarketSource } from './market/snapshot.js'
import { AgentRunner } from './orchestrator/agent-run.js'
import type { Carried } from './orchestrator/carried.js'
import { type Clocks, isoTime } from './orchestrator/clock.js'
import type { Emit } from './orchestrator/events.js'
import { Orchestrator } from './orchestrator/orchestrator.js'
import { createPlan, type Plan } from './orchestrator/plan.js'
import type { RunRecord } from './orchestrator/record.js'
import { emptyTally } from './orchestrator/tally.js'
import { openDataFolder, type Requested, rehearseDataFolder } from './store/data-folder.js'
import type { Identity } from './store/identity.js'
import { createKillSwitch } from './store/kill-switch.js'
import type { StoredState } from './store/stored-state.js'
import { TradingView } from './trading-view.js'

/** What a trading system is made of. */
export interface CompositionOptions {
  readonly config: Config
  /** Every agent there is, by the name that entries `use`. */
  readonly roster: ReadonlyMap<string, Agent>
  readonly clocks: Clocks
  readonly observe: Emit<Settlement>
  /** Checks orders and keeps nothing; works beside a running loop. */
  readonly dryRun?: boolean
  /** Which agents of the parallel phase run; default: all that are enabled. */
  readonly only?: readonly string[]
  readonly pid: number
  /** Hides the values of secrets in what agents answer: it is printed and stored. */
  readonly mask: (text: string) => string
}

/** Recorded data has nothing after the last cycle. */
export class DataOverError extends Error {
  override readonly name = 'DataOverError'
}

/** A trading system, ready to run cycles. */
export interface Composition {
  readonly orchestrator: Orchestrator<Settlement>
  readonly source: MarketSource
  /** What recovery found: cycles that were interrupted, and what became of their orders. */
  readonly recovered: { readonly cycles: readonly string[]; readonly receipts: readonly Receipt[] }
  /** Takes effect with the next cycle, or throws PlanError; `dataDir`, `broker` and `market` stay as they are. */
  apply(config: Config): void
  readonly requested: Requested
  /** Runs one configured agent, enabled or not, on what the next cycle would see; settles nothing. */
  runAlone(agent: AgentEntry): Promise<RunRecord>
  close(): void
}

/** Puts the parts together: the market, the record, the broker, the desk, the agents, and the core around them. */
export async function compose(options: CompositionOptions): Promise<Composition> {
  const { config, roster, clocks, dryRun = false } = options
  const plan = planOf(config, options.only)
  const source = await openMarket(config.market)
  const { dataDir } = config
  const identity = identityOf(config, source)
  const folder = dryRun
    ? rehearseDataFolder({ dataDir, identity })
    : openDataFolder({ dataDir, identity, calendar: clocks.calendar, pid: options.pid })
  const open: { close(): void }[] = [folder]
  const close = () => {
    for (const part of open.splice(0).reverse()) part.close()
  }
  try {
    const { journal, state, requested } = folder
    const killSwitch = createKillSwitch(dataDir)
    const priceNow = (symbol: string) => source.quote(symbol, view.asOfMs)
    const broker = openPaperBroker({
      ...config.broker,
      cash: Number(config.broker.cash),
      file: dryRun ? ':memory:' : join(dataDir, 'paper-broker.db'),
      price: priceNow,
    })
    open.push(broker)
    const desk = createDesk({
      history: state.desk,
      journal,
      broker,
      startingCash: Number(config.broker.cash),
      quote: config.broker.quote,
      limits: config.limits,
      priceNow,
      killSwitch: () => killSwitch.thrown(),
      dryRun,
    })
    const receipts = dryRun ? [] : await desk.recover()
    if (!dryRun) await desk.reconcile()
    const view = new TradingView({
      source,
      desk,
      calendar: clocks.calendar,
      maxAgeMs: config.market.maxAgeMs,
      requested,
    })
    const agents = new Map<string, Agent>()
    const executor = maskExecutor(createInProcessExecutor(agents), options.mask)
    enlist(agents, config, roster)
    const orchestrator = new Orchestrator<Settlement>({
      plan,
      clocks,
      carried: carriedFrom(state),
      ...(state.lastTick === undefined ? {} : { lastTickMs: Date.parse(state.lastTick) }),
      observe: options.observe,
      ports: {
        observer: view,
        executor,
        settler: view,
        journal,
        isHalted: () => [...killReasons(killSwitch.thrown()), ...journal.latched()],
      },
    })
    return {
      orchestrator,
      source,
      recovered: { cycles: folder.interrupted, receipts },
      apply(changed) {
        orchestrator.plan = planOf(changed, options.only)
        enlist(agents, changed, roster)
        desk.setLimits(changed.limits)
      },
      requested,
      async runAlone(agent) {
        const cycle = cycleAlone(view, { tickMs: clocks.calendar.now(), lastAsOf: state.lastAsOf })
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
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** The agents that a configuration enables, in settling order, as the core runs them. */
export function planOf({ agents, orchestrator }: Config, only?: readonly string[]): Plan {
  const isWanted = ({ name, enabled, phase }: AgentEntry) =>
    enabled && (phase === 'critical' || only === undefined || only.includes(name))
  return createPlan(Object.values(agents).filter(isWanted), {
    maxWorkers: orchestrator.maxWorkers,
    shutdownGraceMs: orchestrator.shutdownGraceMs,
    healthChecks: orchestrator.enableHealthChecks,
  })
}

/** Opens the market that a configuration names; throws MarketDataError for recorded data that cannot be trusted. */
export async function openMarket(market: Config['market']): Promise<MarketSource> {
  return market.source === 'csv' ? createCsvSource(market) : createSimulatedSource(market)
}

function identityOf({ broker }: Config, source: MarketSource): Identity {
  return { market: source.identity, broker: broker.kind, quote: broker.quote, startingCash: broker.cash }
}

function carriedFrom({ tally, memory, state, lastAsOf }: StoredState): Carried {
  return {
    tally: tally ?? emptyTally,
    memory,
    ...(state === undefined ? {} : { state }),
    ...(lastAsOf === undefined ? {} : { asOf: lastAsOf }),
  }
}

function cycleAlone(
  view: TradingView,
  { tickMs, lastAsOf }: { readonly tickMs: number; readonly lastAsOf: string | undefined },
): Cycle {
  const asOf = view.next(tickMs, lastAsOf)
  if (asOf === undefined) throw new DataOverError('recorded data is over: there is nothing left to look at')
  return { id: 'alone', number: 0, tick: isoTime(tickMs), asOf }
}

function enlist(agents: Map<string, Agent>, config: Config, roster: ReadonlyMap<string, Agent>): void {
  for (const { name, use } of Object.values(config.agents)) {
    const agent = roster.get(use)
    if (agent !== undefined) agents.set(name, agent)
  }
}

function killReasons(thrown: string | undefined) {
  return thrown === undefined ? [] : [{ code: 'kill-switch', message: thrown, cause: 'kill-switch' as const }]
}
