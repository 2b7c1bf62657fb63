import type { DayEnd } from '../desk/statement/daily-profit.js'
import type { FilledOrder } from '../desk/statement/trades.js'
import type { Database } from './connection.js'

/** Every fill with why it was ordered, in the order in which they were booked. */
export function filledOrders(database: Database): readonly FilledOrder[] {
  return database
    .prepare(`
      SELECT client_order_id AS clientOrderId, f.cycle_id AS cycleId, f.agent, f.symbol, f.side, f.quantity, f.price,
             f.fee, f.cash_flow AS cashFlow, f.at, o.origin, o.reason
      FROM fills f JOIN orders o USING (client_order_id) ORDER BY f.rowid`)
    .all()
}

/** What the account was worth at the end of each UTC day of market time, oldest first. */
export function dayEnds(database: Database): readonly DayEnd[] {
  return database
    .prepare(`
      SELECT substr(as_of, 1, 10) AS day, equity FROM equity
      WHERE rowid IN (SELECT max(rowid) FROM equity GROUP BY substr(as_of, 1, 10)) ORDER BY day`)
    .all()
}
