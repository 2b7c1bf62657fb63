import { cpSync } from 'node:fs'
import { basename } from 'node:path'
import type { Cycle } from '../../src/agents/agent.js'
import type { Broker } from '../../src/desk/broker.js'
import { createDesk, type Desk } from '../../src/desk/desk.js'
import type { OrderIntent, Receipt } from '../../src/desk/order.js'
import { openPaperBroker } from '../../src/desk/paper-broker.js'
import type { CycleReport } from '../../src/orchestrator/record.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { type DataFolder, openDataFolder } from '../../src/store/data-folder.js'
import { paperBrokerPath } from '../../src/store/database.js'
import { active, buy, looseLimits, marketOf, sell } from '../desk/fixture.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, runOf, startOf } from './sealed-cycles.js'

export const BTC = 'BTC/USDT'
export const ETH = 'ETH/USDT'
export const SOL = 'SOL/USDT'

/** A desk on the real record and the real broker of a folder, put together as the composition does. */
export interface TradingFolder {
  readonly folder: DataFolder
  readonly desk: Desk
  /** What became of the orders that had no answer. */
  readonly recovered: readonly Receipt[]
  begin(): Promise<Cycle>
  settle(cycle: Cycle, orders: Readonly<Record<string, readonly OrderIntent[]>>): Promise<readonly Receipt[]>
  seal(cycle: Cycle): void
  readonly close: () => void
}

export interface OpenOptions {
  /** The venue has no price for what is not in it. */
  readonly prices?: Readonly<Record<string, number>>
  readonly wrap?: (broker: Broker) => Broker
}

const START_PRICES = { [BTC]: 100, [ETH]: 10, [SOL]: 1 }

/** Starts on a folder: recovers, reconciles; rejects as a start does. */
export async function openTrading(
  dataDir: string,
  { prices = START_PRICES, wrap }: OpenOptions = {},
): Promise<TradingFolder> {
  const calendar = { now: () => Date.parse('2026-01-01T00:00:00Z'), sleepUntil: () => Promise.resolve() }
  const folder = openDataFolder({ dataDir, identity, calendar, pid: process.pid })
  const price = (symbol: string): number | undefined => prices[symbol]
  const paper = openPaperBroker({
    file: paperBrokerPath(dataDir),
    quote: 'USDT',
    cash: 10_000,
    feeRate: 0.001,
    slippageBps: 5,
    price,
  })
  const close = () => {
    paper.close()
    folder.close()
  }
  const { journal, state } = folder
  const desk = createDesk({
    history: state.desk,
    journal,
    broker: wrap === undefined ? paper : wrap(paper),
    startingCash: 10_000,
    quote: 'USDT',
    limits: looseLimits,
    priceNow: (symbol) => START_PRICES[symbol as keyof typeof START_PRICES], // undefined for any other
    killSwitch: () => undefined,
    dryRun: false,
  })
  try {
    const recovered = await desk.recover()
    await desk.reconcile()
    return { folder, desk, recovered, close, ...cyclesOf(folder, desk) }
  } catch (error) {
    close()
    throw error
  }
}

function cyclesOf({ journal, state }: DataFolder, desk: Desk): Pick<TradingFolder, 'begin' | 'settle' | 'seal'> {
  let number = state.lastNumber
  let cycles = state.tally?.cycles ?? 0
  return {
    async begin() {
      const cycle = journal.begin(startOf(number++))
      await desk.observe(cycle, marketOf(START_PRICES, Date.parse(cycle.asOf)), true)
      return cycle
    },
    settle(cycle, orders) {
      const submissions = Object.entries(orders).map(([agent, orders]) => ({ agent, orders }))
      return desk.settle(cycle, active, submissions, new AbortController().signal)
    },
    seal(cycle) {
      cycles += 1
      const remembers = { summary: 'remember', memory: { cycle: cycle.id } }
      const report: Partial<CycleReport<ReturnType<Desk['settlement']>>> = {
        runs: [runOf('risk'), runOf('strategy', { proposal: remembers })],
        settlement: desk.settlement(),
        tally: { ...emptyTally, cycles },
      }
      journal.seal(reportOf(cycle, report))
    },
  }
}

/** Runs one more cycle to its end, on whatever a start finds. */
export async function oneMoreCycle(dataDir: string): Promise<void> {
  const trading = await openTrading(dataDir)
  const cycle = await trading.begin()
  await trading.settle(cycle, { strategy: [buy(ETH, '1')] })
  trading.seal(cycle)
  trading.close()
}

/** The instants of the second cycle, in their order, with what a start after it must find. */
export const instants = {
  idle: [],
  begun: [],
  'before c000002-strategy-1': [['c000002-strategy-1', 'rejected', 'the broker never received it']],
  'after c000002-strategy-1': [['c000002-strategy-1', 'filled']],
  'before c000002-slow-1': [['c000002-slow-1', 'rejected', 'the broker never received it']],
  'after c000002-slow-1': [['c000002-slow-1', 'filled']],
  'before c000002-slow-2': [['c000002-slow-2', 'rejected', 'the broker never received it']],
  'after c000002-slow-2': [['c000002-slow-2', 'rejected', 'SOL/USDT has no price']],
  settled: [],
  sealed: [],
} as const satisfies Record<string, readonly (readonly string[])[]>

/**
 * Two cycles: the first buys with a stop; in the second one sale and one purchase are filled, and one is rejected by the
 * venue. Tells of each instant of the second as it is there.
 */
export async function twoCycles(dataDir: string, at: (instant: keyof typeof instants) => void): Promise<void> {
  let isSecond = false
  const tell = (instant: string) => {
    if (isSecond) at(instant as keyof typeof instants) // the orders of the second cycle have those names
  }
  const wrap = (broker: Broker): Broker => ({
    account: () => broker.account(),
    rules: (symbol) => broker.rules(symbol),
    lookup: (order) => broker.lookup(order),
    async place(order) {
      tell(`before ${order.clientOrderId}`)
      const placed = await broker.place(order)
      tell(`after ${order.clientOrderId}`)
      return placed
    },
  })
  const trading = await openTrading(dataDir, { prices: { [BTC]: 100, [ETH]: 10 }, wrap })
  const first = await trading.begin()
  await trading.settle(first, { strategy: [buy(BTC, '5', { protect: { stop: '80' } })] })
  trading.seal(first)
  isSecond = true
  tell('idle')
  const second = await trading.begin()
  tell('begun')
  await trading.settle(second, { strategy: [sell(BTC, '2')], slow: [buy(ETH, '10'), buy(SOL, '50')] })
  tell('settled')
  trading.seal(second)
  tell('sealed')
  trading.close()
}

/** What a kill -9 at this instant leaves: the files as they are, logs included. */
export function crashImage(dataDir: string): string {
  const image = freshFolder()
  // Neither the lock nor the shared memory outlives a process.
  cpSync(dataDir, image, { recursive: true, filter: (path) => !/^lock\.|-shm$/.test(basename(path)) })
  return image
}
