import type { Holding, Ledger } from './ledger.js'
import { type Amount, formatAmount, formatValue } from './money.js'
import type { Prices } from './prices.js'
import type { ExactAccount, ExactPosition } from './settlement.js'

/** The ledger at these prices, without loss: amounts with up to 8 decimals, equity with up to 16. */
export function exactAccount(ledger: Ledger, prices: Prices): ExactAccount {
  const equity = ledger.equity(prices)
  return {
    startingCash: formatAmount(ledger.startingCash),
    cash: formatAmount(ledger.cash),
    equity: equity === undefined ? null : formatValue(equity),
    positions: exactPositions(ledger.holdings, prices),
    books: Array.from(ledger.books, ([agent, book]) => ({
      agent,
      cashFlow: formatAmount(book.cashFlow),
      realised: formatAmount(book.realised),
      buyFees: formatAmount(book.buyFees),
      sellFees: formatAmount(book.sellFees),
      positions: exactPositions(book.holdings, prices),
    })),
  }
}

function exactPositions(holdings: ReadonlyMap<string, Holding>, prices: Prices): readonly ExactPosition[] {
  return Array.from(holdings, ([symbol, { quantity, cost }]) => ({
    symbol,
    quantity: formatAmount(quantity),
    cost: formatAmount(cost),
    price: formatPrice(prices(symbol)),
  }))
}

const formatPrice = (price: Amount | undefined) => (price === undefined ? null : formatAmount(price))
