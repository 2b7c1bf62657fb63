import { type Broker, type BrokerOrder, cashMoved, feeOf, type Placed, slippedPrice } from './broker.js'
import type { DayActivity } from './day-activity.js'
import type { Denial } from './denial.js'
import type { DeskJournal, Fill, SentOrder, StoredProtection } from './journal.js'
import type { Ledger } from './ledger.js'
import { type Amount, formatAmount, parseAmount } from './money.js'
import type { Protection, Receipt } from './order.js'
import type { Protections } from './protections.js'
import { deniedReceipt, endedReceipt, filledReceipt } from './receipts.js'

/** What a sender works with; ledger, protections and activity change with every fill. */
export interface SenderOptions {
  readonly journal: DeskJournal
  readonly broker: Broker
  readonly ledger: Ledger
  readonly protections: Protections
  readonly activity: DayActivity
  readonly unconfirmed: readonly SentOrder[]
  readonly dryRun: boolean
}

/** Why nothing at all may be sent at this moment; undefined when it may. */
export type Refuse = () => Denial | undefined

type Filled = Extract<Placed, { status: 'filled' }>

type Answer = Placed | { readonly status: 'unresolved'; readonly message: string }

/** What the broker says of an order that had no answer. */
export interface Answered {
  readonly order: SentOrder
  readonly answer: Answer
}

/**
 * Sends orders exactly once: journals each before the broker hears of it, and its answer before the ledger does. An order
 * without an answer stays pending and is looked up by its id until there is one; it is never sent again.
 */
export class OrderSender {
  readonly #options: SenderOptions
  readonly #pending: Map<string, SentOrder>
  #journalFault: string | undefined

  constructor(options: SenderOptions) {
    this.#options = options
    this.#pending = new Map(options.unconfirmed.map((order) => [order.clientOrderId, order]))
  }

  /** The client order id of an order that has no answer yet. */
  get unanswered(): string | undefined {
    for (const id of this.#pending.keys()) return id
    return undefined
  }

  /** Whether an order for this symbol has no answer yet. */
  awaits(symbol: string): boolean {
    for (const order of this.#pending.values()) if (order.symbol === symbol) return true
    return false
  }

  /** What pending sells may have taken from an agent's book already. */
  pendingSells(agent: string, symbol: string): Amount {
    let quantity = 0n
    for (const order of this.#pending.values())
      if (order.side === 'sell' && order.agent === agent && order.symbol === symbol)
        quantity += parseAmount(order.quantity)
    return quantity
  }

  /** Whether a buy for an agent's book has no answer yet. */
  awaitsBuy(agent: string, symbol: string): boolean {
    for (const order of this.#pending.values())
      if (order.side === 'buy' && order.agent === agent && order.symbol === symbol) return true
    return false
  }

  /** Replaces the protection of a position, in the journal first; a denial when the journal fails. */
  protect(moved: StoredProtection): 'moved' | 'dry-run' | Denial {
    const { journal, protections, dryRun } = this.#options
    if (!dryRun && !this.#written(() => journal.protectionMoved(moved))) return this.#unwritten()
    protections.set(moved.agent, moved.symbol, moved.protect)
    return dryRun ? 'dry-run' : 'moved'
  }

  /** Lets a new cycle try a journal again that failed in the one before. */
  enterCycle(): void {
    this.#journalFault = undefined
  }

  /** Sends one order that passed every check; `refuse` is asked once more right before it is placed. */
  async send(order: SentOrder, refuse: Refuse): Promise<Receipt> {
    const { journal, activity, dryRun } = this.#options
    const refused = refuse()
    if (refused !== undefined) return deniedReceipt(order, refused)
    if (dryRun) return this.#rehearse(order)
    if (!this.#written(() => journal.sent(order))) return deniedReceipt(order, this.#unwritten())
    this.#pending.set(order.clientOrderId, order)
    activity.sent(order)
    const stopped = refuse()
    if (stopped !== undefined) return this.#withdraw(order, stopped)
    return this.#record(order, await this.#place(order))
  }

  /** Looks up every order without an answer; keeps nothing. */
  async lookUp(): Promise<readonly Answered[]> {
    const answers: Answered[] = []
    if (this.#options.dryRun) return answers
    for (const order of this.#pending.values()) answers.push({ order, answer: await this.#lookup(order) })
    return answers
  }

  /** Keeps what was looked up; gives a receipt for each. */
  resolve(answers: readonly Answered[]): readonly Receipt[] {
    return answers.map(({ order, answer }) =>
      answer.status === 'unresolved' ? endedReceipt(order, answer.status, answer.message) : this.#record(order, answer),
    )
  }

  async #place(order: SentOrder): Promise<Answer> {
    try {
      return await this.#options.broker.place(toBrokerOrder(order))
    } catch (error) {
      return unresolved(error)
    }
  }

  async #lookup(order: SentOrder): Promise<Answer> {
    try {
      const answer = await this.#options.broker.lookup(toBrokerOrder(order))
      return answer ?? { status: 'rejected', message: 'the broker never received it' }
    } catch (error) {
      return unresolved(error)
    }
  }

  /** An answer that cannot be booked leaves the order without one: it stays pending. */
  #record(order: SentOrder, answer: Answer): Receipt {
    if (answer.status !== 'filled') return this.#end(order, answer)
    try {
      return this.#fill(order, answer)
    } catch (error) {
      return this.#end(order, unresolved(error))
    }
  }

  #end(order: SentOrder, { status, message }: Exclude<Answer, Filled>): Receipt {
    const written = this.#written(() => this.#options.journal.ended(order.clientOrderId, status, message))
    if (written && status === 'rejected') this.#pending.delete(order.clientOrderId)
    return endedReceipt(order, status, message)
  }

  /** The journal first: what it could not take stays pending, and is asked for and tried again in the next cycle. */
  #fill(order: SentOrder, filled: Filled): Receipt {
    const { journal, ledger } = this.#options
    const fill = toFill(order, filled)
    ledger.verify(fill)
    const protect = this.#protectAfter(order, filled)
    if (!this.#written(() => journal.filled(fill, protect)))
      return endedReceipt(order, 'unresolved', `filled, and the journal failed: ${this.#journalFault}`)
    const receipt = this.#book(order, fill, protect)
    this.#pending.delete(order.clientOrderId)
    return receipt
  }

  /** As if the venue had filled it as it is expected to, so that the orders behind it see what it leaves. */
  #rehearse(order: SentOrder): Receipt {
    const { broker, activity } = this.#options
    const { symbol, side, quantity } = toBrokerOrder(order)
    const rules = broker.rules(symbol)
    const price = slippedPrice(side, parseAmount(order.expectedPrice), rules)
    const filled: Filled = { status: 'filled', price, quantity, fee: feeOf(quantity, price, rules.feeRate) }
    activity.sent(order)
    const receipt = this.#book(order, toFill(order, filled), this.#protectAfter(order, filled))
    return { ...receipt, status: 'dry-run' }
  }

  #book(order: SentOrder, fill: Fill, protect: Protection | null): Receipt {
    const { ledger, protections, activity } = this.#options
    const realised = ledger.apply(fill)
    protections.set(fill.agent, fill.symbol, protect)
    activity.filled(fill)
    return filledReceipt(order, fill, realised)
  }

  /** What a fill leaves as its position's protection. */
  #protectAfter({ agent, symbol, side, protect }: SentOrder, { quantity }: Filled): Protection | null {
    const { ledger, protections } = this.#options
    const closes = side === 'sell' && quantity === ledger.held(agent, symbol)
    return closes ? null : (protect ?? protections.get(agent, symbol) ?? null)
  }

  /** Journalled, and then stopped before the broker heard of it. */
  #withdraw(order: SentOrder, denial: Denial): Receipt {
    this.#record(order, { status: 'rejected', message: denial.message })
    return deniedReceipt(order, denial)
  }

  #unwritten(): Denial {
    return { code: 'journal-failed', message: `the journal failed: ${this.#journalFault}` }
  }

  /** Whether the journal took it; after a failure it is not tried again in this cycle. */
  #written(write: () => void): boolean {
    if (this.#journalFault !== undefined) return false
    try {
      write()
      return true
    } catch (error) {
      this.#journalFault = messageOf(error)
      return false
    }
  }
}

/** The fills among answers; undefined while one is missing. */
export function fillsOf(answers: readonly Answered[]): readonly Fill[] | undefined {
  if (answers.some(({ answer }) => answer.status === 'unresolved')) return undefined
  return answers.flatMap(({ order, answer }) => (answer.status === 'filled' ? [toFill(order, answer)] : []))
}

function toBrokerOrder({ clientOrderId, symbol, side, quantity }: SentOrder): BrokerOrder {
  return { clientOrderId, symbol, side, quantity: parseAmount(quantity) }
}

function toFill(order: SentOrder, { quantity, price, fee }: Filled): Fill {
  const { clientOrderId, cycleId, agent, symbol, side, at } = order
  return {
    clientOrderId,
    cycleId,
    agent,
    symbol,
    side,
    quantity: formatAmount(quantity),
    price: formatAmount(price),
    fee: formatAmount(fee),
    cashFlow: formatAmount(cashMoved(side, { quantity, price, fee })),
    at,
  }
}

const unresolved = (error: unknown) => ({ status: 'unresolved', message: messageOf(error) }) as const
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
