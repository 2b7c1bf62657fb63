import type { DeskJournal, Fill, SentOrder, StoredProtection } from '../desk/journal.js'
import type { Protection } from '../desk/order.js'
import { type Database, transaction } from './connection.js'

/** Keeps orders, fills and protections as they happen. An order ends once: a second end throws. */
export class DeskRecords implements DeskJournal {
  readonly #database: Database
  readonly #insertOrder
  readonly #endOrder
  readonly #insertFill
  readonly #protect
  readonly #unprotect

  constructor(database: Database) {
    this.#database = database
    this.#insertOrder = database.prepare(`
      INSERT INTO orders (client_order_id, cycle_id, agent, origin, symbol, side, quantity, expected_price, reason, at,
                          protect, status)
      VALUES (:clientOrderId, :cycleId, :agent, :origin, :symbol, :side, :quantity, :expectedPrice, :reason, :at,
              :protect, 'sent')`)
    this.#endOrder = database.prepare(`
      UPDATE orders SET status = :status, message = :message
      WHERE client_order_id = :clientOrderId AND status IN ('sent', 'unresolved')`)
    this.#insertFill = database.prepare(`
      INSERT INTO fills (client_order_id, cycle_id, agent, symbol, side, quantity, price, fee, cash_flow, at)
      VALUES (:clientOrderId, :cycleId, :agent, :symbol, :side, :quantity, :price, :fee, :cashFlow, :at)`)
    this.#protect = database.prepare('INSERT OR REPLACE INTO protections (agent, symbol, protect) VALUES (?, ?, ?)')
    this.#unprotect = database.prepare('DELETE FROM protections WHERE agent = ? AND symbol = ?')
  }

  sent(order: SentOrder): void {
    const { clientOrderId, cycleId, agent, origin, symbol, side, quantity, expectedPrice, reason, at } = order
    const protect = order.protect === undefined ? null : JSON.stringify(order.protect)
    const columns = { clientOrderId, cycleId, agent, origin, symbol, side, quantity, expectedPrice, reason, at }
    this.#insertOrder.run({ ...columns, protect })
  }

  filled(fill: Fill, protect: Protection | null): void {
    const { clientOrderId, cycleId, agent, symbol, side, quantity, price, fee, cashFlow, at } = fill
    transaction(this.#database, () => {
      this.#end(clientOrderId, 'filled', null)
      this.#insertFill.run({ clientOrderId, cycleId, agent, symbol, side, quantity, price, fee, cashFlow, at })
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
    const { changes } = this.#endOrder.run({ clientOrderId, status, message })
    if (changes !== 1) throw new Error(`order ${clientOrderId} is not open: it was never sent, or has ended already`)
  }
}
