import type { EndedOrder, Fill } from './journal.js'
import type { Amount } from './money.js'
import type { Receipt } from './order.js'
import { endedReceipt, filledReceipt } from './receipts.js'

/** What an earlier process has sent in the cycle that it did not end, which may be gone on with: nothing is sent twice. */
export class EarlierOrders {
  readonly #orders: ReadonlyMap<string, EndedOrder>
  readonly #receipts = new Map<string, Receipt>()

  constructor(orders: readonly EndedOrder[]) {
    this.#orders = new Map(orders.map((order) => [order.clientOrderId, order]))
    for (const order of orders)
      if (order.status === 'rejected') this.add(endedReceipt(order, order.status, order.message ?? ''))
  }

  /** Hears of every fill as the ledger is folded; `realised` of a sell. */
  filled(fill: Fill, realised: Amount | undefined): void {
    const order = this.#orders.get(fill.clientOrderId)
    if (order !== undefined) this.add(filledReceipt(order, fill, realised))
  }

  /** What was found out about an order that had no answer. */
  add(receipt: Receipt): void {
    this.#receipts.set(receipt.clientOrderId, receipt)
  }

  /** What has come to its end in a cycle. */
  endedIn(cycleId: string): readonly Receipt[] {
    return this.#in(cycleId).filter(({ status }) => status !== 'unresolved')
  }

  /** The parts of one order of a cycle that were sent; empty when it was not. */
  partsOf(cycleId: string, clientOrderId: string): readonly Receipt[] {
    return this.#in(cycleId).filter(
      ({ clientOrderId: id }) => id.startsWith(clientOrderId) && /^(\.\d+)?$/.test(id.slice(clientOrderId.length)),
    )
  }

  #in(cycleId: string): readonly Receipt[] {
    if (this.#receipts.size === 0) return []
    return [...this.#receipts.values()].filter((receipt) => receipt.cycleId === cycleId)
  }
}
