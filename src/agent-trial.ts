import type { Agent, Cycle, Proposal, TradingState } from './agents/agent.js'
import { type Difference, proposalDifferences } from './agents/proposal-differences.js'
import type { AgentEntry, Config } from './config/config.js'
import { cashMoved } from './desk/broker.js'
import { createDesk, type Desk } from './desk/desk.js'
import type { Fill } from './desk/journal.js'
import { formatAmount, fromNumber } from './desk/money.js'
import type { Receipt } from './desk/order.js'
import { openPaperBroker, type PaperBroker } from './desk/paper-broker.js'
import { AgentHosts } from './executors/agent-hosts.js'
import { maskExecutor } from './executors/masked.js'
import type { OnOutput } from './executors/output-line.js'
import type { MarketSnapshot, MarketSource } from './market/snapshot.js'
import {
  type TextbookHolding,
  type TextbookName,
  textbookHolding,
  textbookMarket,
  textbookNames,
} from './market/textbook-market.js'
import { AgentRunner } from './orchestrator/agent-run.js'
import type { Clocks } from './orchestrator/clock.js'
import type { RunRecord } from './orchestrator/record.js'
import { createMemoryJournal } from './store/memory-journal.js'
import { TradingView } from './trading-view.js'

/** Which agent is tried, and with what. */
export interface TrialOptions {
  readonly entry: AgentEntry
  /** Its symbols, money and limits are the trial's. */
  readonly config: Config
  readonly roster: ReadonlyMap<string, Agent>
  readonly clocks: Clocks
  readonly env: Readonly<Record<string, string | undefined>>
  readonly mask: (text: string) => string
  readonly onOutput: OnOutput
}

/** How an agent did on one textbook market. */
export interface Trial {
  readonly market: TextbookName
  /** Two, or one if that failed. */
  readonly runs: readonly RunRecord[]
  /** Between what the two proposed. */
  readonly differences: readonly Difference[]
  /** Why the gate would stay shut on it, if it is critical. */
  readonly verdictFault?: string
  /** What a desk of its own, with the configured limits and paper money, did with its orders. */
  readonly receipts: readonly Receipt[]
}

/**
 * Runs one configured agent twice on each of the textbook markets, and hands its orders to a desk in memory; touches no
 * data folder. Throws NotStartedError when the agent refuses to start.
 */
export async function tryAgent(options: TrialOptions): Promise<readonly Trial[]> {
  const { entry, roster, clocks, env, mask, onOutput } = options
  const hosts = new AgentHosts({
    roster,
    timer: clocks.timer,
    env,
    mask,
    onOutput,
    dataDir: options.config.dataDir,
    keep: false,
  })
  try {
    const commit = await hosts.prepare([entry])
    commit()
    const runner = new AgentRunner({ executor: maskExecutor(hosts, mask), clocks, announce() {} })
    const trials: Trial[] = []
    for (const [index, name] of textbookNames.entries()) trials.push(await tryOn(name, index + 1, { options, runner }))
    return trials
  } finally {
    await hosts.close()
  }
}

async function tryOn(
  name: TextbookName,
  number: number,
  { options, runner }: { readonly options: TrialOptions; readonly runner: AgentRunner },
): Promise<Trial> {
  const { entry, config, clocks } = options
  const market = textbookMarket(name, { symbols: config.market.symbols })
  const asOf = new Date(market.asOfMs).toISOString()
  const cycle = { id: `c${String(number).padStart(6, '0')}`, number, tick: asOf, asOf }
  const { desk, broker } = await openDesk(name, market, options)
  try {
    const view = new TradingView({
      source: sourceOf(market),
      desk,
      calendar: clocks.calendar,
      maxAgeMs: config.market.maxAgeMs,
      requested: { isPending: () => false, acknowledge() {}, rebase() {}, closePositions: async () => {} },
    })
    const observation = await view.observe(cycle)
    const reasons = observation.faults()
    const state: TradingState = {
      state: reasons.length === 0 ? 'active' : 'halted',
      reasons,
      restrict: [],
      since: asOf,
    }
    const run = () =>
      runner.run({
        agent: { ...entry, retries: 0 },
        graceMs: config.orchestrator.shutdownGraceMs,
        queuedMs: 0,
        brief: (attempt) => ({
          cycle,
          attempt,
          settings: entry.settings,
          ...observation.viewFor(entry.name),
          proposals: {},
          ...(entry.critical ? {} : { state }),
        }),
      })
    const first = await run()
    if (first.proposal === undefined) return { market: name, runs: [first], differences: [], receipts: [] }
    const second = await run()
    const submission = { agent: entry.name, proposal: first.proposal }
    const { receipts } = await view.settle(cycle, state, [submission], new AbortController().signal)
    const verdictFault = entry.critical ? verdictFaultOf(first.proposal, cycle) : undefined
    return {
      market: name,
      runs: [first, second],
      differences: second.proposal === undefined ? [] : proposalDifferences(first.proposal, second.proposal),
      receipts,
      ...(verdictFault === undefined ? {} : { verdictFault }),
    }
  } finally {
    broker.close()
  }
}

function verdictFaultOf({ verdict }: Proposal, { id }: Cycle): string | undefined {
  if (verdict === undefined) return 'a critical agent must give a verdict'
  return verdict.cycleId === id ? undefined : `its verdict is for cycle "${verdict.cycleId}", expected "${id}"`
}

/** A market that stands still. */
function sourceOf(market: MarketSnapshot): MarketSource {
  return {
    label: 'TEXTBOOK MARKET',
    identity: 'textbook',
    symbols: Object.keys(market.symbols),
    nextAsOf: () => market.asOfMs,
    snapshot: () => market,
    now: () => market.asOfMs,
    quote: (symbol) => market.symbols[symbol]?.last,
  }
}

/** A desk whose agent holds what the textbook says. */
async function openDesk(
  name: TextbookName,
  market: MarketSnapshot,
  { entry, config }: TrialOptions,
): Promise<{ readonly desk: Desk; readonly broker: PaperBroker }> {
  const cash = Number(config.broker.cash)
  const holding = textbookHolding(name, market, cash / 10)
  const last = (symbol: string) => market.symbols[symbol]?.last
  let price = (symbol: string) => (symbol === holding?.symbol ? holding.price : last(symbol))
  const broker = openPaperBroker({ ...config.broker, cash, file: ':memory:', price: (symbol) => price(symbol) })
  const fills = holding === undefined ? [] : await buy(broker, entry.name, holding)
  price = last
  const desk = createDesk({
    history: { fills, protections: [], unconfirmed: [], interrupted: [], baselines: [], equity: [] },
    journal: createMemoryJournal(),
    broker,
    startingCash: cash,
    quote: config.broker.quote,
    limits: config.limits,
    priceNow: last,
    killSwitch: () => undefined,
    dryRun: false,
  })
  return { desk, broker }
}

async function buy(
  broker: PaperBroker,
  agent: string,
  { symbol, quantity, boughtAtMs }: TextbookHolding,
): Promise<readonly Fill[]> {
  const order = { clientOrderId: `c000000-${agent}-1`, symbol, side: 'buy', quantity: fromNumber(quantity) } as const
  const placed = await broker.place(order)
  if (placed.status === 'rejected') return []
  return [
    {
      clientOrderId: order.clientOrderId,
      cycleId: 'c000000',
      agent,
      symbol,
      side: 'buy',
      quantity: formatAmount(placed.quantity),
      price: formatAmount(placed.price),
      fee: formatAmount(placed.fee),
      cashFlow: formatAmount(cashMoved('buy', placed)),
      at: new Date(boughtAtMs).toISOString(),
    },
  ]
}
