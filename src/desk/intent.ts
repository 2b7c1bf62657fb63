import { type Amount, ONE, readPositiveAmount } from './money.js'
import type { OrderIntent } from './order.js'
import { protectionFault } from './protections.js'

/** What is wrong with an order whatever the account, for people; undefined when nothing is. */
export function intentFault(intent: OrderIntent): string | undefined {
  const { side, expectedPrice, protect } = intent
  if (side === 'sell' && 'notional' in intent) return 'notional: a sell takes a quantity'
  return (
    amountFault('quantity' in intent ? { quantity: intent.quantity } : { notional: intent.notional }) ??
    (expectedPrice === undefined ? undefined : amountFault({ expectedPrice })) ??
    (protect === undefined ? undefined : protectionFault(protect))
  )
}

/** The quantity asked for at a price, not yet floored to the lot; undefined when the intent has a fault. */
export function askedQuantity(intent: OrderIntent, price: Amount): Amount | undefined {
  if ('quantity' in intent) return readPositiveAmount(intent.quantity)
  const notional = readPositiveAmount(intent.notional)
  return notional === undefined ? undefined : (notional * ONE) / price
}

/** What is wrong with the one amount given, by its name. */
function amountFault(named: Readonly<Record<string, string>>): string | undefined {
  for (const [name, text] of Object.entries(named))
    if (readPositiveAmount(text) === undefined)
      return `${name}: expected a positive decimal with at most 8 places such as "12.5", got "${text}"`
  return undefined
}
