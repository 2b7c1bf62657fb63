import type { DeskJournal, Fill, SentOrder, StoredProtection } from '../desk/journal.js'
import type { Protection } from '../desk/order.js'
import type { Database, Transact } from './connection.js'
import { insertionInto } from './insertion.js'

/** Keeps orders, fills and protections as they happen. An order ends once: a second end throws. */
export class DeskRecords implements DeskJournal {
  readonly #transact: Transact
  readonly #insertOrder
  readonly #endOrder
  readonly #insertFill
  readonly #protect
  readonly #unprotect

  constructor(database: Database, transact: Transact) {
    this.#transact = transact
    this.#insertOrder = insertionInto(database, 'orders', {
      columns: [
        ...(['client_order_id', 'cycle_id', 'agent', 'origin', 'symbol', 'side', 'quantity'] as const),
        ...(['expected_price', 'reason', 'at', 'protect', 'status'] as const),
      ],
    })
    this.#endOrder = database.prepare(`
      UPDATE orders SET status = ?, message = ? WHERE client_order_id = ? AND status IN ('sent', 'unresolved')`)
    this.#insertFill = insertionInto(database, 'fills', {
      columns: [
        ...(['client_order_id', 'cycle_id', 'agent', 'symbol', 'side'] as const),
        ...(['quantity', 'price', 'fee', 'cash_flow', 'at'] as const),
      ],
    })
    this.#protect = database.prepare('INSERT OR REPLACE INTO protections (agent, symbol, protect) VALUES (?, ?, ?)')
    this.#unprotect = database.prepare('DELETE FROM protections WHERE agent = ? AND symbol = ?')
  }

  sent(order: SentOrder): void {
    const { clientOrderId, cycleId, agent, origin, symbol, side, quantity, expectedPrice, reason, at } = order
    const protect = order.protect === undefined ? null : JSON.stringify(order.protect)
    const names = { client_order_id: clientOrderId, cycle_id: cycleId, agent, origin, symbol, side }
    this.#insertOrder({ ...names, quantity, expected_price: expectedPrice, reason, at, protect, status: 'sent' })
  }

  filled(fill: Fill, protect: Protection | null): void {
    const { clientOrderId, cycleId, agent, symbol, side, quantity, price, fee, cashFlow, at } = fill
    this.#transact(() => {
      this.#end(clientOrderId, 'filled', null)
      const names = { client_order_id: clientOrderId, cycle_id: cycleId, agent, symbol, side }
      this.#insertFill({ ...names, quantity, price, fee, cash_flow: cashFlow, at })
      if (protect === null) this.#unprotect.run(agent, symbol)
      else this.#protect.run(agent, symbol, JSON.stringify(protect))
    })
  }

  protectionMoved({ agent, symbol, protect }: StoredProtection): void {
    this.#protect.run(agent, symbol, JSON.stringify(protect))
  }

  ended(clientOrderId: string, status: 'rejected' | 'unresolved', message: string): void {
    this.#end(clientOrderId, status, message)
  }

  #end(clientOrderId: string, status: 'filled' | 'rejected' | 'unresolved', message: string | null): void {
    const { changes } = this.#endOrder.run(status, message, clientOrderId)
    if (changes !== 1) throw new Error(`order ${clientOrderId} is not open: it was never sent, or has ended already`)
  }
}
