import { type Broker, cashMoved, type Placed } from './broker.js'
import type { DayActivity } from './day-activity.js'
import type { Denial } from './denial.js'
import type { DeskJournal, Fill, SentOrder } from './journal.js'
import type { Ledger } from './ledger.js'
import { type Amount, formatAmount, parseAmount } from './money.js'
import type { Receipt } from './order.js'
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

type Answer = Placed | { readonly status: 'unresolved'; readonly message: string }

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

  /** What pending sells may have taken from an agent's book already. */
  pendingSells(agent: string, symbol: string): Amount {
    let quantity = 0n
    for (const order of this.#pending.values())
      if (order.side === 'sell' && order.agent === agent && order.symbol === symbol)
        quantity += parseAmount(order.quantity)
    return quantity
  }

  /** Lets a new cycle try a journal again that failed in the one before. */
  enterCycle(): void {
    this.#journalFault = undefined
  }

  /** Sends one order that passed every check; `refuse` is asked once more right before it is placed. */
  async send(order: SentOrder, refuse: Refuse): Promise<Receipt> {
    const { journal, activity, dryRun } = this.#options
    if (dryRun) return endedReceipt(order, 'dry-run')
    const refused = refuse()
    if (refused !== undefined) return deniedReceipt(order, refused)
    if (!this.#written(() => journal.sent(order)))
      return deniedReceipt(order, { code: 'journal-failed', message: `the journal failed: ${this.#journalFault}` })
    this.#pending.set(order.clientOrderId, order)
    activity.sent(order)
    const stopped = refuse()
    if (stopped !== undefined) return this.#withdraw(order, stopped)
    return this.#record(order, await this.#place(order))
  }

  /** Looks up every order without an answer; gives the receipts of those that have one now. */
  async resolve(): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = []
    if (this.#options.dryRun) return receipts
    for (const order of this.#pending.values()) {
      const answer = await this.#lookup(order)
      if (answer.status !== 'unresolved') receipts.push(this.#record(order, answer))
    }
    return receipts
  }

  /** Receipts of the orders that still have no answer. */
  stillPending(): readonly Receipt[] {
    return Array.from(this.#pending.values(), (order) =>
      endedReceipt(order, 'unresolved', 'the broker has not answered'),
    )
  }

  async #place(order: SentOrder): Promise<Answer> {
    const { clientOrderId, symbol, side, quantity } = order
    try {
      return await this.#options.broker.place({ clientOrderId, symbol, side, quantity: parseAmount(quantity) })
    } catch (error) {
      return { status: 'unresolved', message: messageOf(error) }
    }
  }

  async #lookup({ clientOrderId }: SentOrder): Promise<Answer> {
    try {
      const answer = await this.#options.broker.lookup(clientOrderId)
      return answer ?? { status: 'rejected', message: 'the broker never received it' }
    } catch (error) {
      return { status: 'unresolved', message: messageOf(error) }
    }
  }

  #record(order: SentOrder, answer: Answer): Receipt {
    if (answer.status === 'filled') return this.#fill(order, answer)
    const { status, message } = answer
    const written = this.#written(() => this.#options.journal.ended(order.clientOrderId, status, message))
    if (written && status === 'rejected') this.#pending.delete(order.clientOrderId)
    return endedReceipt(order, status, message)
  }

  /** The journal first: what it could not take stays pending, and is asked for and tried again in the next cycle. */
  #fill(order: SentOrder, placed: Placed & { status: 'filled' }): Receipt {
    const { journal, ledger, protections, activity } = this.#options
    const fill = toFill(order, placed)
    ledger.verify(fill)
    const { agent, symbol } = order
    const closes = order.side === 'sell' && placed.quantity === ledger.held(agent, symbol)
    const protect = closes ? null : (order.protect ?? protections.get(agent, symbol) ?? null)
    if (!this.#written(() => journal.filled(fill, protect)))
      return endedReceipt(order, 'unresolved', `filled, and the journal failed: ${this.#journalFault}`)
    this.#pending.delete(order.clientOrderId)
    protections.set(agent, symbol, protect)
    activity.filled(fill)
    return filledReceipt(order, fill, ledger.apply(fill))
  }

  /** Journalled, and then stopped before the broker heard of it. */
  #withdraw(order: SentOrder, denial: Denial): Receipt {
    this.#record(order, { status: 'rejected', message: denial.message })
    return deniedReceipt(order, denial)
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

function toFill(order: SentOrder, { quantity, price, fee }: Placed & { status: 'filled' }): Fill {
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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
