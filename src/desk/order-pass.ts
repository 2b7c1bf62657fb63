import type { MarketSnapshot, SymbolView } from '../market/snapshot.js'
import { type DeskState, denyAdmission, noPrice } from './admission.js'
import type { Broker, Rules } from './broker.js'
import { denyIncrease, type Limits } from './checks.js'
import type { DayActivity } from './day-activity.js'
import type { Denial } from './denial.js'
import { askedQuantity, intentFault } from './intent.js'
import type { SentOrder } from './journal.js'
import type { Ledger } from './ledger.js'
import { type Amount, floorTo, formatAmount, parseAmount, readPositiveAmount, type Value } from './money.js'
import type { OrderIntent, OrderOrigin, Receipt } from './order.js'
import type { OrderSender, Refuse } from './order-sender.js'
import { lastPrices, type Prices, viewOf } from './prices.js'
import { deniedReceipt, type OrderFacts } from './receipts.js'
import { clampReduction, splitReduction } from './reduction.js'

/** What orders of one cycle are held against; nothing of it changes on the way but through fills. */
export interface PassOptions {
  readonly cycle: { readonly id: string; readonly asOf: string }
  readonly market: MarketSnapshot | undefined
  readonly priceNow: Prices
  readonly ledger: Ledger
  readonly activity: DayActivity
  readonly sender: OrderSender
  readonly broker: Broker
  readonly limits: Limits
  readonly dayStartEquity: Value | undefined
  readonly refuse: Refuse
  /** What has sold the symbol in this cycle before any agent ran: the agent's own position, or everybody's. */
  readonly exitedBy: (agent: string, symbol: string) => 'protection' | 'close' | undefined
  /** The parts of an order that were sent before its cycle was interrupted. */
  readonly sentBefore: (clientOrderId: string) => readonly Receipt[]
  /** Hears of every order as it ends, so that one that throws does not take the ones before it along. */
  readonly told: (receipt: Receipt) => void
}

/** One order of an agent's proposal. */
export interface AgentOrder {
  readonly clientOrderId: string
  readonly agent: string
  readonly intent: OrderIntent
}

/** A whole position of one book that is to be sold, whatever the agent wants. */
export interface Exit {
  readonly clientOrderId: string
  readonly agent: string
  readonly symbol: string
  readonly origin: Exclude<OrderOrigin, 'agent'>
  readonly reason: string
  /** Also at a price that the market does not vouch for: a person may want that. */
  readonly atAnyPrice: boolean
}

/** What is to be sold of one book. */
interface Sale {
  /** The number of the first part; there are others before it when the cycle was interrupted among them. */
  readonly firstPart: number
  readonly asked: Amount
  readonly price: Amount
}

/** Exits are bound by no trading state. */
const UNBOUND: DeskState = { state: 'active', restrict: [] }

/** Takes orders through checks, sizing and sending, one after the other: each sees what the ones before it did. */
export class OrderPass {
  readonly #options: PassOptions

  constructor(options: PassOptions) {
    this.#options = options
  }

  /** Buys what passes every limit: all of it, floored to the lot, or nothing. */
  async increase(order: AgentOrder, state: DeskState): Promise<void> {
    const { sender, refuse, priceNow, broker, told, sentBefore } = this.#options
    const { intent } = order
    if (sentBefore(order.clientOrderId).length > 0) return
    const facts = this.#factsOf(order)
    const price = priceNow(intent.symbol)
    const denial = this.#denyReturn(order) ?? this.#deny(intent, state, price)
    if (denial !== undefined || price === undefined) return told(deniedReceipt(facts, denial ?? noPrice(intent.symbol)))
    const quantity = floorTo(askedQuantity(intent, price) ?? 0n, broker.rules(intent.symbol).lot)
    const sized = { ...facts, quantity: formatAmount(quantity) }
    const over = this.#denyIncrease(intent, quantity, price)
    if (over !== undefined) return told(deniedReceipt(sized, over))
    const { protect } = intent
    const whole = this.#toSend(sized, price)
    told(await sender.send(protect === undefined ? whole : { protect, ...whole }, refuse))
  }

  /** Sells what the agent's own book holds of what was asked, in parts under the order maximum. */
  async reduce(order: AgentOrder, state: DeskState): Promise<void> {
    const { priceNow, told, sentBefore } = this.#options
    const { intent } = order
    const price = priceNow(intent.symbol)
    const sent = sentBefore(order.clientOrderId)
    const whole = price === undefined ? 0n : (askedQuantity(intent, price) ?? 0n)
    const asked = sent.reduce((left, { quantity }) => left - parseAmount(quantity), whole)
    if (sent.length > 0 && asked <= 0n) return
    const firstPart = sent.length + 1
    const facts = partOf(this.#factsOf(order), firstPart)
    const denial = this.#deny(intent, state, price)
    if (denial !== undefined || price === undefined) return told(deniedReceipt(facts, denial ?? noPrice(intent.symbol)))
    await this.#sell(this.#factsOf(order), { firstPart, asked, price })
  }

  /** Sells the whole position of a book, whatever state and limits say. */
  async close({ clientOrderId, agent, symbol, origin, reason, atAnyPrice }: Exit): Promise<void> {
    const { cycle, priceNow, told, sentBefore } = this.#options
    const firstPart = sentBefore(clientOrderId).length + 1
    const quantity = this.#available(agent, symbol)
    const facts: OrderFacts = {
      clientOrderId,
      cycleId: cycle.id,
      agent,
      origin,
      symbol,
      side: 'sell',
      quantity: formatAmount(quantity),
      reason,
    }
    const price = priceNow(symbol)
    const denial = atAnyPrice
      ? undefined
      : denyAdmission({ side: 'sell', symbol, state: UNBOUND, view: this.#viewOf(symbol), price })
    if (denial !== undefined || price === undefined)
      return told(deniedReceipt(partOf(facts, firstPart), denial ?? noPrice(symbol)))
    await this.#sell(facts, { firstPart, asked: quantity, price })
  }

  /** A book that was just sold out stays out until its agent has seen it. */
  #denyReturn({ agent, intent: { symbol } }: AgentOrder): Denial | undefined {
    const by = this.#options.exitedBy(agent, symbol)
    if (by === undefined) return undefined
    const words = by === 'protection' ? 'sold by its protection' : 'closed by a person'
    return { code: 'restricted', message: `${symbol} was ${words} in this very cycle` }
  }

  /** What forbids an agent's order whatever its size. */
  #deny(intent: OrderIntent, state: DeskState, price: Amount | undefined): Denial | undefined {
    const { side, symbol } = intent
    const denial = this.#options.refuse() ?? denyAdmission({ side, symbol, state, view: this.#viewOf(symbol), price })
    if (denial !== undefined) return denial
    const fault = intentFault(intent)
    return fault === undefined ? undefined : { code: 'invalid-order', message: fault }
  }

  #denyIncrease(intent: OrderIntent, quantity: Amount, price: Amount): Denial | undefined {
    const { symbol, expectedPrice } = intent
    const { ledger, activity, sender, broker, limits, dayStartEquity } = this.#options
    const equity = this.#equityAt(symbol, price)
    if (equity === undefined) return { code: 'no-price', message: 'equity is unknown: something held has no price' }
    const seen = expectedPrice === undefined ? this.#last(symbol) : readPositiveAmount(expectedPrice)
    return denyIncrease({
      symbol,
      quantity,
      price,
      expectedPrice: seen ?? price,
      limits,
      rules: broker.rules(symbol),
      equity,
      dayStartEquity: dayStartEquity ?? equity,
      cash: ledger.cash,
      held: ledger.holdings.get(symbol)?.quantity ?? 0n,
      activity,
      unanswered: sender.unanswered,
    })
  }

  async #sell(facts: OrderFacts, { firstPart, asked, price }: Sale): Promise<void> {
    const { agent, symbol } = facts
    const { broker, sender, limits, refuse, told } = this.#options
    const rules = broker.rules(symbol)
    const held = this.#available(agent, symbol)
    const quantity = clampReduction(asked, held, rules.lot)
    if (quantity === 0n && firstPart > 1) return // all that there was is sold
    if (quantity === 0n) return told(deniedReceipt(facts, this.#nothingToSell(facts, held, rules)))
    const equity = this.#equityAt(symbol, price)
    for (const [index, part] of splitReduction({ quantity, price, rules, limits, equity }).entries()) {
      const order = this.#toSend({ ...partOf(facts, firstPart + index), quantity: formatAmount(part) }, price)
      told(await sender.send(order, refuse))
    }
  }

  /** What a book holds, without what a sell that has no answer yet may have taken from it. */
  #available(agent: string, symbol: string): Amount {
    const available = this.#options.ledger.held(agent, symbol) - this.#options.sender.pendingSells(agent, symbol)
    return available > 0n ? available : 0n
  }

  /** Equity with `symbol` at the price it would be traded at, so that a position and its cap are measured alike. */
  #equityAt(symbol: string, price: Amount): Value | undefined {
    return this.#options.ledger.equity((held) => (held === symbol ? price : this.#last(held)))
  }

  /** As observed in this cycle. */
  #viewOf(symbol: string): SymbolView | undefined {
    const { market } = this.#options
    return market === undefined ? undefined : viewOf(market, symbol)
  }

  #last(symbol: string): Amount | undefined {
    const { market } = this.#options
    return market === undefined ? undefined : lastPrices(market)(symbol)
  }

  #factsOf({ clientOrderId, agent, intent }: AgentOrder): OrderFacts {
    const { symbol, side, reason } = intent
    const asked = 'quantity' in intent ? readPositiveAmount(intent.quantity) : undefined
    const quantity = formatAmount(asked ?? 0n)
    return { clientOrderId, cycleId: this.#options.cycle.id, agent, origin: 'agent', symbol, side, quantity, reason }
  }

  #toSend(facts: OrderFacts, price: Amount): SentOrder {
    return { expectedPrice: formatAmount(price), at: this.#options.cycle.asOf, ...facts }
  }

  #nothingToSell({ agent, symbol }: OrderFacts, available: Amount, { lot }: Rules): Denial {
    if (available > 0n)
      return { code: 'below-minimum', message: `less than one lot of ${symbol} (${formatAmount(lot)})` }
    const held = this.#options.ledger.held(agent, symbol)
    const message =
      held === 0n
        ? `the book of ${agent} holds no ${symbol}`
        : `all ${symbol} of ${agent} (${formatAmount(held)}) is in an order that has no answer yet`
    return { code: 'nothing-held', message }
  }
}

/** An order is sent in parts, of which the first has the order's own id. */
function partOf(facts: OrderFacts, part: number): OrderFacts {
  return part === 1 ? facts : { ...facts, clientOrderId: `${facts.clientOrderId}.${part}` }
}
