import type { Denial } from './denial.js'
import type { Fill, SentOrder } from './journal.js'
import { type Amount, formatAmount } from './money.js'
import type { Receipt } from './order.js'

/** What a receipt tells of the order itself. */
export type OrderFacts = Pick<
  SentOrder,
  'clientOrderId' | 'cycleId' | 'agent' | 'origin' | 'symbol' | 'side' | 'quantity' | 'reason'
>

/** The receipt of an order that the desk did not send. */
export function deniedReceipt(order: OrderFacts, denial: Denial): Receipt {
  return { status: 'denied', ...factsOf(order), ...denial }
}

/** The receipt of an order that the venue refused, or whose answer is unknown. */
export function endedReceipt(order: OrderFacts, status: 'rejected' | 'unresolved', message: string): Receipt {
  return { status, message, ...factsOf(order) }
}

/** The receipt of a fill; `realised` of a sell. */
export function filledReceipt(order: OrderFacts, fill: Fill, realised: Amount | undefined): Receipt {
  const { quantity, price, fee, cashFlow } = fill
  return {
    status: 'filled',
    price,
    fee,
    cashFlow,
    ...factsOf(order),
    quantity,
    ...(realised === undefined ? {} : { realised: formatAmount(realised) }),
  }
}

/** Of an order as journalled, which holds more than a receipt shows. */
function factsOf({ clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason }: OrderFacts): OrderFacts {
  return { clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason }
}
