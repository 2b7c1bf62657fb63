import type { Fill } from '../journal.js'
import { Ledger } from '../ledger.js'
import { formatAmount, formatValue, parseAmount } from '../money.js'
import type { OrderOrigin } from '../order.js'

/** What happened, and why. */
export interface FilledOrder extends Fill {
  readonly origin: OrderOrigin
  readonly reason: string
}

/** A fill, and what it made. Amounts are exact decimal strings. */
export interface Trade extends FilledOrder {
  /** quantity · price. */
  readonly notional: string
  /** Of a sale, as its book has it: proceeds − its share of the cost − its fee; null of a buy. */
  readonly realised: string | null
  /** Of a sale that closed its agent's position: how that went from first buy to last sale, all fees counted. */
  readonly trip: 'won' | 'lost' | 'even' | null
}

/** Books fills, oldest first, in a ledger, and tells of each what it made. Throws LedgerError for one that cannot be true. */
export function bookTrades(fills: readonly FilledOrder[], ledger: Ledger): readonly Trade[] {
  return fills.map((fill) => {
    const tripsBefore = ledger.roundTrips
    const realised = ledger.apply(fill)
    const closed = ledger.roundTrips === tripsBefore ? undefined : ledger.roundTrips.at(-1)
    return {
      ...fill,
      notional: formatValue(parseAmount(fill.quantity) * parseAmount(fill.price)),
      realised: realised === undefined ? null : formatAmount(realised),
      trip: closed === undefined ? null : tripOf(closed.profit),
    }
  })
}

/** Every fill of a record, oldest first, and what it made. Throws LedgerError for one that cannot be true. */
export function tradesOf(startingCash: string, fills: readonly FilledOrder[]): readonly Trade[] {
  return bookTrades(fills, new Ledger(parseAmount(startingCash)))
}

const tripOf = (profit: number) => (profit > 0 ? 'won' : profit < 0 ? 'lost' : 'even')
