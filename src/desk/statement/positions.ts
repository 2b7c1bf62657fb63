import type { StoredProtection } from '../journal.js'
import type { Holding } from '../ledger.js'
import { type Amount, divideUp, formatAmount, formatValue, ONE, toValue, type Value, valueToNumber } from '../money.js'
import type { Protection } from '../order.js'
import type { Statement } from './statement.js'

/** What is held, and what it is worth. Amounts are exact decimal strings, null where the symbol has no price. */
interface Held {
  readonly quantity: string
  /** Total paid for it, fees excluded. */
  readonly cost: string
  /** cost / quantity, rounded up to 8 places. */
  readonly averagePrice: string
  readonly value: string | null
  /** value − cost. */
  readonly unrealised: string | null
  /** Of equity; null when that is unknown. */
  readonly sharePercent: number | null
}

/** An agent's part of a position. */
export interface Holder extends Held {
  readonly agent: string
  readonly protect: Protection | null
}

/** A position of the account: the sum of its holders'. */
export interface HeldPosition extends Held {
  readonly symbol: string
  readonly price: string | null
  readonly holders: readonly Holder[]
}

/** What a statement's account holds, by symbol. */
export function heldPositions(
  { ledger, prices }: Statement,
  protections: readonly StoredProtection[],
): readonly HeldPosition[] {
  const equity = ledger.equity(prices)
  return Array.from(ledger.holdings, ([symbol, holding]) => {
    const price = prices(symbol)
    const holders = Array.from(ledger.books).flatMap(([agent, { holdings }]) => {
      const own = holdings.get(symbol)
      const kept = protections.find((one) => one.agent === agent && one.symbol === symbol)
      return own === undefined ? [] : [{ agent, ...heldOf(own, { price, equity }), protect: kept?.protect ?? null }]
    })
    return {
      symbol,
      ...heldOf(holding, { price, equity }),
      price: price === undefined ? null : formatAmount(price),
      holders,
    }
  })
}

/** What all that is held is worth, and has gained since it was bought; null when a symbol has no price. */
export function heldInAll({ ledger, prices }: Statement): Pick<Held, 'value' | 'unrealised'> {
  const equity = ledger.equity(prices)
  if (equity === undefined) return { value: null, unrealised: null }
  const value = equity - toValue(ledger.cash)
  const cost = Array.from(ledger.holdings.values()).reduce((sum, holding) => sum + holding.cost, 0n)
  return { value: formatValue(value), unrealised: formatValue(value - toValue(cost)) }
}

function heldOf(
  { quantity, cost }: Holding,
  { price, equity }: { readonly price: Amount | undefined; readonly equity: Value | undefined },
): Held {
  const value = price === undefined ? undefined : quantity * price
  return {
    quantity: formatAmount(quantity),
    cost: formatAmount(cost),
    averagePrice: formatAmount(divideUp(cost * ONE, quantity)),
    value: value === undefined ? null : formatValue(value),
    unrealised: value === undefined ? null : formatValue(value - toValue(cost)),
    sharePercent: shareOf(value, equity),
  }
}

/** To four decimals. */
function shareOf(value: Value | undefined, equity: Value | undefined): number | null {
  if (value === undefined || equity === undefined || equity <= 0n) return null
  return Number(((100 * valueToNumber(value)) / valueToNumber(equity)).toFixed(4))
}
