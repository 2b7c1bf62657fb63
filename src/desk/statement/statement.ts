import { Ledger, LedgerError } from '../ledger.js'
import { formatAmount, formatValue, parseAmount } from '../money.js'
import type { Prices } from '../prices.js'
import type { ExactAccount } from '../settlement.js'
import { bookTrades, type FilledOrder, type Trade } from './trades.js'

/** The account after a cycle, folded anew from its fills. */
export interface Statement {
  /** Holds what the account says, to the last digit. */
  readonly ledger: Ledger
  /** At which the account was valued. */
  readonly prices: Prices
  /** All that the account counts, oldest first. */
  readonly trades: readonly Trade[]
  /** Of a cycle that has not come to its end: the account does not count them yet. */
  readonly fillsSince: number
}

/** What an account is compared by. */
export type Counted = Omit<ExactAccount, 'books'>

/** Folds the fills of a record, oldest first; throws LedgerError when no beginning of them adds up to the account. */
export function statementOf(account: Counted, fills: readonly FilledOrder[]): Statement {
  const prices = pricesOf(account)
  const counted = parseAmount(account.cash)
  let cash = fills.reduce((sum, { cashFlow }) => sum + parseAmount(cashFlow), parseAmount(account.startingCash))
  for (let count = fills.length; ; count--) {
    if (cash === counted) {
      const ledger = new Ledger(parseAmount(account.startingCash))
      const trades = bookTrades(fills.slice(0, count), ledger)
      if (isWorth(ledger, account, prices)) return { ledger, prices, trades, fillsSince: fills.length - count }
    }
    const last = fills[count - 1]
    if (last === undefined) throw new LedgerError(`no fills add up to cash of ${account.cash} and what is held with it`)
    cash -= parseAmount(last.cashFlow)
  }
}

function pricesOf({ positions }: Counted): Prices {
  const prices = new Map(
    positions.flatMap(({ symbol, price }) => (price === null ? [] : [[symbol, parseAmount(price)] as const])),
  )
  return (symbol) => prices.get(symbol)
}

function isWorth(ledger: Ledger, { positions, equity }: Counted, prices: Prices): boolean {
  const worth = ledger.equity(prices)
  return (
    equity === (worth === undefined ? null : formatValue(worth)) &&
    positions.length === ledger.holdings.size &&
    positions.every(({ symbol, quantity, cost }) => {
      const held = ledger.holdings.get(symbol)
      return held !== undefined && formatAmount(held.quantity) === quantity && formatAmount(held.cost) === cost
    })
  )
}
