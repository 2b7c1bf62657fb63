import type { MarketSnapshot } from '../market/snapshot.js'
import type { DeskState } from './admission.js'
import type { Rebased } from './baselines.js'
import type { Broker } from './broker.js'
import type { Limits } from './checks.js'
import { DayActivity } from './day-activity.js'
import type { Denial } from './denial.js'
import type { DeskHistory, DeskJournal } from './journal.js'
import { Ledger } from './ledger.js'
import { fromNumber } from './money.js'
import type { OrderIntent, Receipt } from './order.js'
import { OrderPass } from './order-pass.js'
import { OrderSender, type Refuse } from './order-sender.js'
import type { BaselineName, Portfolio } from './portfolio.js'
import { listedPrices, toPrice } from './prices.js'
import { Protections } from './protections.js'
import type { Settlement } from './settlement.js'
import { Valuation } from './valuation.js'

/** What the desk needs to know of a cycle. */
interface DeskCycle {
  readonly id: string
  /** The market time it looks at, ISO UTC. */
  readonly asOf: string
}

/** One agent's orders, in its own order. */
interface DeskSubmission {
  readonly agent: string
  readonly orders: readonly OrderIntent[]
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
  /** Checks everything, sends and journals nothing. */
  readonly dryRun: boolean
}

/** The only way from a proposal to a broker. Calls come one after the other, `observe` first in every cycle. */
export interface Desk {
  /** From the next order on. */
  setLimits(limits: Limits): void
  /** At start: looks up every order that was sent and has no recorded answer; gives a receipt for each. */
  recover(): Promise<readonly Receipt[]>
  /**
   * Values the ledger, moves the baselines and, if nothing in the market is stale or partial (`fit`), fires protective
   * exits. Looks up orders without an answer first.
   */
  observe(cycle: DeskCycle, market: MarketSnapshot, fit: boolean): Promise<readonly Receipt[]>
  /** The account and the agent's own book, at the prices observed. */
  portfolioFor(agent: string): Portfolio
  /** Reductions of all agents first, then increases, each in the order given: checked, journalled, sent, filled. */
  settle(
    cycle: DeskCycle,
    state: DeskState,
    submissions: readonly DeskSubmission[],
    signal: AbortSignal,
  ): Promise<readonly Receipt[]>
  /** Sells every position of every book, whatever state and kill switch say; what is left has a denied receipt. */
  flatten(cycle: DeskCycle): Promise<readonly Receipt[]>
  /** Sets exactly these baselines to the equity last known for sure; nothing when none ever was. */
  rebase(names: readonly BaselineName[]): readonly Rebased[]
  /** What the cycle's receipts left: the account at the prices observed, `own` being all books together. */
  settlement(receipts: readonly Receipt[]): Settlement
}

/** Opens a desk on its history. Throws LedgerError when the fills cannot be true. */
export function createDesk(options: DeskOptions): Desk {
  return new TradingDesk(options)
}

const STOPPING: Denial = { code: 'halted', message: 'stopping: no more orders are sent' }

class TradingDesk implements Desk {
  readonly #options: DeskOptions
  readonly #ledger: Ledger
  readonly #protections: Protections
  readonly #activity = new DayActivity()
  readonly #sender: OrderSender
  readonly #valuation: Valuation
  #limits: Limits

  constructor(options: DeskOptions) {
    const { history, journal, broker, quote, dryRun } = options
    this.#options = options
    this.#limits = options.limits
    this.#ledger = new Ledger(fromNumber(options.startingCash))
    this.#protections = new Protections(history.protections)
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
    const resolved = await this.#sender.resolve()
    return [...resolved, ...this.#sender.stillPending()]
  }

  async observe(cycle: DeskCycle, market: MarketSnapshot, fit: boolean): Promise<readonly Receipt[]> {
    this.#activity.enter(cycle.id, market.asOfMs)
    this.#sender.enterCycle()
    const resolved = await this.#sender.resolve()
    this.#valuation.observe(market, cycle.asOf, fit)
    const exits = fit && this.#killed() === undefined ? await this.#fireProtections(cycle, market) : []
    return [...resolved, ...exits]
  }

  portfolioFor(agent: string): Portfolio {
    return this.#valuation.portfolioFor(agent)
  }

  async settle(
    cycle: DeskCycle,
    state: DeskState,
    submissions: readonly DeskSubmission[],
    signal: AbortSignal,
  ): Promise<readonly Receipt[]> {
    const pass = this.#pass(cycle, () => (signal.aborted ? STOPPING : this.#killed()))
    const orders = submissions.flatMap(({ agent, orders }) =>
      orders.map((intent, index) => ({ agent, intent, clientOrderId: `${cycle.id}-${agent}-${index + 1}` })),
    )
    const receipts: Receipt[] = []
    for (const order of orders) if (order.intent.side === 'sell') receipts.push(...(await pass.reduce(order, state)))
    for (const order of orders) if (order.intent.side === 'buy') receipts.push(await pass.increase(order, state))
    return receipts
  }

  async flatten(cycle: DeskCycle): Promise<readonly Receipt[]> {
    const pass = this.#pass(cycle, () => undefined)
    const receipts: Receipt[] = []
    for (const [agent, { holdings }] of this.#ledger.books)
      for (const symbol of holdings.keys()) {
        const clientOrderId = `${cycle.id}-${agent}-flatten-${symbol}`
        receipts.push(...(await pass.close({ clientOrderId, agent, symbol, origin: 'flatten', reason: 'flatten' })))
      }
    return receipts
  }

  rebase(names: readonly BaselineName[]): readonly Rebased[] {
    return this.#valuation.rebase(names)
  }

  settlement(receipts: readonly Receipt[]): Settlement {
    return { receipts, ...this.#valuation.settlement() }
  }

  /** What a restart must not forgive: money, and how much of the day's allowance is used up. */
  #replay({ fills, unconfirmed }: DeskHistory): void {
    for (const fill of fills) {
      this.#ledger.apply(fill)
      this.#activity.enter(fill.cycleId, Date.parse(fill.at))
      this.#activity.sent(fill)
      this.#activity.filled(fill)
    }
    for (const order of unconfirmed) {
      this.#activity.enter(order.cycleId, Date.parse(order.at))
      this.#activity.sent(order)
    }
  }

  async #fireProtections(cycle: DeskCycle, market: MarketSnapshot): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = []
    if (this.#protections.size === 0) return receipts
    const pass = this.#pass(cycle, () => this.#killed())
    for (const { agent, symbol, trigger, reason } of this.#protections.due(listedPrices(market), market.asOfMs)) {
      const clientOrderId = `${cycle.id}-${agent}-${trigger}-${symbol}`
      receipts.push(...(await pass.close({ clientOrderId, agent, symbol, origin: 'protection', reason })))
    }
    return receipts
  }

  #pass(cycle: DeskCycle, refuse: Refuse): OrderPass {
    const { broker, priceNow } = this.#options
    return new OrderPass({
      cycle,
      market: this.#valuation.market,
      priceNow: (symbol) => toPrice(priceNow(symbol)),
      ledger: this.#ledger,
      activity: this.#activity,
      sender: this.#sender,
      broker,
      limits: this.#limits,
      dayStartEquity: this.#valuation.dayStartEquity,
      refuse,
    })
  }

  #killed(): Denial | undefined {
    try {
      const message = this.#options.killSwitch()
      return message === undefined ? undefined : { code: 'kill-switch', message }
    } catch (error) {
      return { code: 'kill-switch', message: `the kill switch cannot be read: ${String(error)}` }
    }
  }
}
