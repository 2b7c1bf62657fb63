import { join } from 'node:path'
import type { Agent } from './agents/agent.js'
import { isBuiltin } from './agents/roster.js'
import type { Config } from './config/config.js'
import { unmasked } from './config/mask.js'
import { createDesk } from './desk/desk.js'
import { openPaperBroker, type PaperBroker } from './desk/paper-broker.js'
import type { Settlement } from './desk/settlement.js'
import { AgentHosts } from './executors/agent-hosts.js'
import { maskExecutor } from './executors/masked.js'
import type { OnOutput } from './executors/output-line.js'
import { createCsvSource } from './market/csv-source.js'
import { createSimulatedSource } from './market/simulated-source.js'
import type { MarketSource } from './market/snapshot.js'
import type { Carried, Interrupted } from './orchestrator/carried.js'
import type { Clocks } from './orchestrator/clock.js'
import type { Emit } from './orchestrator/events.js'
import { Orchestrator } from './orchestrator/orchestrator.js'
import type { AskApproval, Executor } from './orchestrator/ports.js'
import { emptyTally } from './orchestrator/tally.js'
import { entriesIn, planOf } from './plan-from-config.js'
import { createAgentLogs } from './report/agent-logs.js'
import { signOff } from './sign-off.js'
import { type DataFolder, openDataFolder, rehearseDataFolder } from './store/data-folder.js'
import { databasePath } from './store/database.js'
import type { Identity } from './store/identity.js'
import type { TradingJournal } from './store/journal.js'
import { makingSense } from './store/store-error.js'
import type { StoredState } from './store/stored-state.js'
import { TradingSystem } from './trading-system.js'
import { TradingView } from './trading-view.js'

/** What a trading system is made of. */
export interface CompositionOptions {
  readonly config: Config
  /** Every agent there is, by the name that entries `use`. */
  readonly roster: ReadonlyMap<string, Agent>
  /** Which of them write into nothing that they are told; all others get copies. Default: the built-in ones. */
  readonly trusts?: (agent: Agent) => boolean
  readonly clocks: Clocks
  readonly observe: Emit<Settlement>
  /** Checks orders and keeps nothing; works beside a running loop. */
  readonly dryRun?: boolean
  /** Which agents of the parallel phase run; default: all that are enabled. */
  readonly only?: readonly string[]
  readonly pid: number
  /** What processes of agents get of it is in executors/environment.ts. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Hides the values of secrets in what agents answer and print: it is shown and stored. */
  readonly mask: (text: string) => string
  /** Takes what processes of agents print; default: a log each in the data folder, or nowhere in a dry run. */
  readonly onOutput?: OnOutput
  /** Takes what people should hear of and no cycle tells; default: nobody. */
  readonly say?: (text: string) => void
  /** Whether the first cycle is the last one of the process before, if that was interrupted and is still due; default: no. */
  readonly continues?: boolean
  /** A person's word at manual gates; default: what `riskfirst approve` leaves in the data folder. */
  readonly approval?: AskApproval
  /** Opens what the system remembers; default: the data folder of the configuration. */
  readonly openFolder?: (identity: Identity) => DataFolder
  /** What stands between the parts, to see what happens when one fails; default: nothing. */
  readonly interposed?: Partial<Interposed>
}

/** Something between the parts: each is given the real one and returns what stands in for it. */
export interface Interposed {
  readonly source: (source: MarketSource) => MarketSource
  readonly journal: (journal: TradingJournal) => TradingJournal
  readonly broker: (broker: PaperBroker) => PaperBroker
  readonly executor: (executor: Executor) => Executor
}

/** Puts the parts together: the market, the record, the broker, the desk, the agents, and the core around them. */
export async function compose(options: CompositionOptions): Promise<TradingSystem> {
  const { config, clocks, dryRun = false } = options
  const { dataDir } = config
  const asTheyAre: Interposed = { source: asItIs, journal: asItIs, broker: asItIs, executor: asItIs }
  const interposed = { ...asTheyAre, ...options.interposed }
  const plan = planOf(config, options.only)
  const source = interposed.source(await openMarket(config.market))
  const { openFolder = (identity) => openFolderOf(options, identity) } = options
  const folder = openFolder(identityOf(config, source))
  const open: { close(): void | Promise<void> }[] = [folder]
  const close = async () => {
    for (const part of open.splice(0).reverse()) await part.close()
  }
  try {
    const { state, requested, retention, killSwitch } = folder
    const journal = interposed.journal(folder.journal)
    const priceNow = (symbol: string) => source.quote(symbol, view.asOfMs)
    const broker = interposed.broker(openBroker(config, folder.brokerFile, priceNow))
    open.push(broker)
    const desk = makingSense(databasePath(dataDir), () =>
      createDesk({
        history: state.desk,
        journal,
        broker,
        startingCash: Number(config.broker.cash),
        quote: config.broker.quote,
        limits: config.limits,
        priceNow,
        killSwitch: () => killSwitch.thrown(),
        dryRun,
      }),
    )
    const receipts = dryRun ? [] : await desk.recover()
    if (!dryRun) await desk.reconcile()
    const { maxAgeMs } = config.market
    const view = new TradingView({ source, desk, calendar: clocks.calendar, maxAgeMs, requested })
    const hosts = openHosts(options, folder, open)
    const executor = interposed.executor(options.mask === unmasked ? hosts : maskExecutor(hosts, options.mask))
    const interrupted = options.continues === true ? stillDue(options, folder) : undefined
    const isHalted = () => [...killReasons(killSwitch.thrown()), ...journal.latched()]
    const orchestrator = new Orchestrator<Settlement>({
      plan,
      clocks,
      carried: { ...carriedFrom(state), interrupted },
      ...(state.lastTick === undefined ? {} : { lastTickMs: Date.parse(state.lastTick) }),
      observe: options.observe,
      ports: { observer: view, executor, settler: view, journal, isHalted, approval: approvalOf(options, folder) },
    })
    const recovered = { cycles: folder.interrupted, continued: interrupted, receipts }
    const core = { orchestrator, source, desk, view, hosts, executor, state, requested, retention, recovered }
    return new TradingSystem({ ...options, ...core, close })
  } catch (error) {
    await close()
    throw error
  }
}

/** Starts what every planned agent needs and ends it again; throws NotStartedError with every agent that refuses. */
export async function tryStart(
  config: Config,
  {
    roster,
    clocks,
    env,
    mask,
    onOutput,
  }: Pick<Required<CompositionOptions>, 'roster' | 'clocks' | 'env' | 'mask' | 'onOutput'>,
): Promise<void> {
  const hosts = new AgentHosts({
    roster,
    timer: clocks.timer,
    env,
    mask,
    onOutput,
    dataDir: config.dataDir,
    keep: false,
  })
  try {
    await hosts.prepare(entriesIn(planOf(config), config))
  } finally {
    await hosts.close()
  }
}

/** Opens the market that a configuration names; throws MarketDataError for recorded data that cannot be trusted. */
export async function openMarket(market: Config['market']): Promise<MarketSource> {
  return market.source === 'csv' ? createCsvSource(market) : createSimulatedSource(market)
}

function openFolderOf(
  { config, dryRun = false, clocks, mask, pid }: CompositionOptions,
  identity: Identity,
): DataFolder {
  const { dataDir } = config
  if (dryRun) return rehearseDataFolder({ dataDir, identity })
  return openDataFolder({ dataDir, identity, calendar: clocks.calendar, mask, pid })
}

function openBroker({ broker }: Config, file: string, price: (symbol: string) => number | undefined) {
  return openPaperBroker({ ...broker, cash: Number(broker.cash), file, price })
}

/** What agents' processes print goes to a log each, where anything is kept. */
function openHosts(
  options: CompositionOptions,
  { keeps }: DataFolder,
  open: { close(): void | Promise<void> }[],
): AgentHosts {
  const { config, clocks, roster, trusts = isBuiltin, env, mask, say = () => {} } = options
  const dir = join(config.dataDir, 'logs')
  const logs = createAgentLogs({ dir, calendar: clocks.calendar, onFault: say })
  const { onOutput = keeps ? (line) => logs.write(line) : () => {} } = options
  const hosts = new AgentHosts({
    roster,
    trusts,
    timer: clocks.timer,
    env,
    mask,
    onOutput,
    dataDir: config.dataDir,
    keep: keeps,
  })
  open.push(logs, hosts)
  return hosts
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

/** The cycle that was interrupted, as long as no other one would be due in its place. */
function stillDue({ config, clocks }: CompositionOptions, { unfinished }: DataFolder): Interrupted | undefined {
  const nowMs = clocks.calendar.now()
  const tickMs = unfinished === undefined ? Number.NaN : Date.parse(unfinished.cycle.tick)
  return tickMs <= nowMs && nowMs < tickMs + config.cycle.intervalMs ? unfinished : undefined
}

/** Where nobody can be asked, as in a replay or a dry run, manual gates are open. */
function approvalOf({ approval, clocks, say = () => {} }: CompositionOptions, { approvals }: DataFolder): AskApproval {
  if (approval !== undefined) return approval
  return approvals === undefined ? () => Promise.resolve(true) : signOff({ approvals, clocks, say })
}

const asItIs = <Part>(part: Part): Part => part

function killReasons(thrown: string | undefined) {
  return thrown === undefined ? [] : [{ code: 'kill-switch', message: thrown, cause: 'kill-switch' as const }]
}
