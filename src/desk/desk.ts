import type { MarketSnapshot } from '../market/snapshot.js'
import { breachOf, type DeskState } from './admission.js'
import type { Rebased } from './baselines.js'
import type { Broker } from './broker.js'
import type { Limits } from './checks.js'
import { DayActivity } from './day-activity.js'
import { EarlierOrders } from './earlier-orders.js'
import { breached, closing, type ExitCause, exitedBy, exitsOf, flattening, protectiveExit } from './exits.js'
import type { DeskHistory, DeskJournal, Fill } from './journal.js'
import { Ledger } from './ledger.js'
import { fromNumber } from './money.js'
import type { OrderIntent, Receipt } from './order.js'
import { type Exit, OrderPass } from './order-pass.js'
import { fillsOf, OrderSender, type Refuse } from './order-sender.js'
import type { BaselineName, Portfolio } from './portfolio.js'
import { listedPrices, toPrice } from './prices.js'
import { Protections } from './protections.js'
import { accountAfter, reconcile } from './reconcile.js'
import { deniedBy, STOPPING } from './refusals.js'
import type { Settlement } from './settlement.js'
import { moveStops, type StopReceipt, type StopsBySymbol } from './stop-moves.js'
import { Valuation } from './valuation.js'

/** What the desk needs to know of a cycle. */
interface DeskCycle {
  readonly id: string
  /** The market time it looks at, ISO UTC. */
  readonly asOf: string
}

/** One agent's orders, in its own order, and by symbol the stops that it would like to move up. */
interface DeskSubmission {
  readonly agent: string
  readonly orders: readonly OrderIntent[]
  readonly protect?: StopsBySymbol
}

/** What a desk is made of. */
export interface DeskOptions {
  readonly history: DeskHistory
  readonly journal: DeskJournal
  readonly broker: Broker
  readonly startingCash: number
  /** The currency of cash and prices. */
  readonly quote: string
  readonly limits: Limits
  /** The price to be had now, asked for again with every order. */
  readonly priceNow: (symbol: string) => number | undefined
  /** Why nothing may be sent; undefined when it may. A throw counts as a reason. */
  readonly killSwitch: () => string | undefined
  /** Checks everything and expects the usual fills of what passes; sends and journals nothing. */
  readonly dryRun: boolean
}

/** The only way from a proposal to a broker. Calls come one after the other, `observe` first in every cycle. */
export interface Desk {
  /** From the next order on. */
  setLimits(limits: Limits): void
  /**
   * At start: looks up every order that was sent and has no recorded answer; gives a receipt for each. Throws
   * ReconcileError, and keeps nothing, when all are answered and do not explain what the broker holds.
   */
  recover(): Promise<readonly Receipt[]>
  /** After it: throws ReconcileError when the broker holds other figures than the ledger and no order explains it. */
  reconcile(): Promise<void>
  /**
   * Values the ledger, moves the baselines and, if nothing in the market is stale or partial (`fit`), fires protective
   * exits. Looks up orders without an answer first.
   */
  observe(cycle: DeskCycle, market: MarketSnapshot, fit: boolean): Promise<readonly Receipt[]>
  /** The account and the agent's own book, at the prices observed. */
  portfolioFor(agent: string): Portfolio
  /**
   * Reductions of all agents first, then stops that move up, then increases, each in the order given: checked, journalled,
   * sent, filled. Before them, in a breach halt with `onHalt: "flatten"`, sells whatever any book still holds, once a
   * cycle, however often that settles: what a crash or a refusal has left is sold in the next such cycle.
   */
  settle(
    cycle: DeskCycle,
    state: DeskState,
    submissions: readonly DeskSubmission[],
    signal: AbortSignal,
  ): Promise<readonly Receipt[]>
  /** Sells every position of every book, whatever state and kill switch say; what cannot be sold has a receipt too. */
  flatten(cycle: DeskCycle): Promise<readonly Receipt[]>
  /**
   * Sells the positions of every book in one symbol, whatever the state says, unless the kill switch is thrown or the
   * market does not vouch for the price. No agent buys it back in this cycle.
   */
  close(cycle: DeskCycle, symbol: string, reason: string): Promise<readonly Receipt[]>
  /** Whether an order, or one for this symbol, has no answer yet: it could have opened a position. */
  awaitsAnswer(symbol?: string): boolean
  /** Begins a new session and sets these baselines, at what this cycle observed; nothing when that was not fit to measure by. */
  rebase(names: readonly BaselineName[]): readonly Rebased[]
  /** The cycle's receipts so far, and what they left: the account at the prices observed, `own` being all books together. */
  settlement(): Settlement
}

/** Opens a desk on its history. Throws LedgerError when the fills cannot be true. */
export function createDesk(options: DeskOptions): Desk {
  return new TradingDesk(options)
}

class TradingDesk implements Desk {
  readonly #options: DeskOptions
  readonly #ledger: Ledger
  readonly #protections: Protections
  readonly #activity = new DayActivity()
  readonly #earlier: EarlierOrders
  readonly #sender: OrderSender
  readonly #valuation: Valuation
  #limits: Limits
  #cycleId: string | undefined
  /** Of this cycle; kept here, as what was sent must be told whatever goes wrong after it. */
  #receipts: Receipt[] = []
  #hasSoldAll = false
  #stops: StopReceipt[] = []
  readonly #killed: Refuse = () => deniedBy(this.#options.killSwitch)

  constructor(options: DeskOptions) {
    const { history, journal, broker, quote, dryRun } = options
    this.#options = options
    this.#limits = options.limits
    this.#ledger = new Ledger(fromNumber(options.startingCash))
    this.#protections = new Protections(history.protections)
    this.#earlier = new EarlierOrders(history.interrupted)
    this.#replay(history)
    const folds = { ledger: this.#ledger, protections: this.#protections }
    this.#sender = new OrderSender({
      ...folds,
      journal,
      broker,
      activity: this.#activity,
      unconfirmed: history.unconfirmed,
      dryRun,
    })
    this.#valuation = new Valuation({ ...folds, quote, history })
  }

  setLimits(limits: Limits): void {
    this.#limits = limits
  }

  async recover(): Promise<readonly Receipt[]> {
    const answers = await this.#sender.lookUp()
    const fills = fillsOf(answers)
    // Before anything is kept: another account's broker would deny ever having got an order that ours has filled.
    if (answers.length > 0 && fills !== undefined) await this.#reconcile(fills)
    const receipts = this.#sender.resolve(answers)
    for (const receipt of receipts) this.#earlier.add(receipt)
    return receipts
  }

  async reconcile(): Promise<void> {
    if (this.#sender.unanswered === undefined) await this.#reconcile([])
  }

  async #reconcile(fills: readonly Fill[]): Promise<void> {
    const { broker, quote } = this.#options
    const holdings = new Map([...this.#ledger.holdings].map(([symbol, { quantity }]) => [symbol, quantity]))
    const expected = accountAfter({ cash: this.#ledger.cash, holdings }, fills)
    reconcile(expected, await broker.account(), quote)
  }

  observe(cycle: DeskCycle, market: MarketSnapshot, fit: boolean): Promise<readonly Receipt[]> {
    return this.#receiptsOf(cycle, async () => {
      this.#activity.enter(cycle.id, market.asOfMs)
      for (const receipt of this.#sender.resolve(await this.#sender.lookUp()))
        if (receipt.status !== 'unresolved' || receipt.cycleId === cycle.id) this.#receipts.push(receipt)
      this.#valuation.observe(market, cycle.asOf, fit)
      if (fit && this.#killed() === undefined) await this.#fireProtections(cycle, market)
    })
  }

  portfolioFor(agent: string): Portfolio {
    return this.#valuation.portfolioFor(agent)
  }

  settle(...[cycle, state, submissions, signal]: Parameters<Desk['settle']>): Promise<readonly Receipt[]> {
    const orders = submissions.flatMap(({ agent, orders }) =>
      orders.map((intent, index) => ({ agent, intent, clientOrderId: `${cycle.id}-${agent}-${index + 1}` })),
    )
    return this.#receiptsOf(cycle, async () => {
      const refuse = () => (signal.aborted ? STOPPING : this.#killed())
      const pass = this.#pass(cycle, refuse)
      const breach = this.#limits.onHalt === 'flatten' && !this.#hasSoldAll ? breachOf(state) : undefined
      this.#hasSoldAll ||= breach !== undefined
      if (breach !== undefined) await sellOut(pass, this.#exits(cycle, breached(breach)))
      for (const order of orders) if (order.intent.side === 'sell') await pass.reduce(order, state)
      const rules = { protections: this.#protections, state, refuse, ...this.#world() }
      for (const { agent, protect = {} } of submissions) this.#stops.push(...moveStops(agent, protect, rules))
      for (const order of orders) if (order.intent.side === 'buy') await pass.increase(order, state)
    })
  }

  flatten(cycle: DeskCycle): Promise<readonly Receipt[]> {
    return this.#receiptsOf(cycle, async () => {
      const pass = this.#pass(cycle, () => undefined)
      await sellOut(pass, this.#exits(cycle, flattening))
    })
  }

  close(cycle: DeskCycle, symbol: string, reason: string): Promise<readonly Receipt[]> {
    return this.#receiptsOf(cycle, async () => {
      const pass = this.#pass(cycle, this.#killed)
      await sellOut(pass, this.#exits(cycle, closing(symbol, reason)))
    })
  }

  awaitsAnswer(symbol?: string): boolean {
    return symbol === undefined ? this.#sender.unanswered !== undefined : this.#sender.awaits(symbol)
  }

  rebase(names: readonly BaselineName[]): readonly Rebased[] {
    return this.#valuation.rebase([...new Set<BaselineName>([...names, 'session'])])
  }

  settlement(): Settlement {
    return { receipts: [...this.#receipts], stops: [...this.#stops], ...this.#valuation.settlement() }
  }

  /** Does what a cycle asks for, and gives the receipts that it adds to the cycle's. */
  async #receiptsOf(cycle: DeskCycle, work: () => Promise<void>): Promise<readonly Receipt[]> {
    this.#enter(cycle)
    const before = this.#receipts.length
    await work()
    return this.#receipts.slice(before)
  }

  /** Also before `settle`: a cycle that could not observe must not tell what the last one did. */
  #enter({ id }: DeskCycle): void {
    if (id === this.#cycleId) return
    this.#cycleId = id
    this.#receipts = [...this.#earlier.endedIn(id)]
    this.#hasSoldAll = false
    this.#stops = []
    this.#sender.enterCycle()
    this.#valuation.enterCycle()
  }

  /** What a restart must not forgive: money, and how much of the day's allowance is used up. */
  #replay({ fills, unconfirmed }: DeskHistory): void {
    for (const fill of fills) {
      this.#earlier.filled(fill, this.#ledger.apply(fill))
      this.#activity.enter(fill.cycleId, Date.parse(fill.at))
      this.#activity.sent(fill)
      this.#activity.filled(fill)
    }
    for (const order of unconfirmed) {
      this.#activity.enter(order.cycleId, Date.parse(order.at))
      this.#activity.sent(order)
    }
  }

  async #fireProtections(cycle: DeskCycle, market: MarketSnapshot): Promise<void> {
    if (this.#protections.size === 0) return
    const due = this.#protections.due(listedPrices(market), market.asOfMs)
    const exits = due.map((exit) => protectiveExit(cycle.id, exit))
    await sellOut(this.#pass(cycle, this.#killed), exits)
  }

  #exits({ id }: DeskCycle, cause: ExitCause): readonly Exit[] {
    return exitsOf(this.#ledger, id, cause)
  }

  /** What anything that is asked for is held against. */
  #world() {
    const { market } = this.#valuation
    const priceNow = (symbol: string) => toPrice(this.#options.priceNow(symbol))
    return { market, priceNow, ledger: this.#ledger, sender: this.#sender }
  }

  #pass(cycle: DeskCycle, refuse: Refuse): OrderPass {
    const { broker } = this.#options
    return new OrderPass({
      cycle,
      activity: this.#activity,
      broker,
      limits: this.#limits,
      dayStartEquity: this.#valuation.dayStartEquity,
      refuse,
      exitedBy: (agent, symbol) => exitedBy(this.#receipts, agent, symbol),
      told: (receipt) => this.#receipts.push(receipt),
      sentBefore: (clientOrderId) => this.#earlier.partsOf(cycle.id, clientOrderId),
      ...this.#world(),
    })
  }
}

/** One after the other; what cannot be sold has a receipt too. */
async function sellOut(pass: OrderPass, exits: readonly Exit[]): Promise<void> {
  for (const exit of exits) await pass.close(exit)
}
