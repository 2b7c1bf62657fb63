import type { Holding, Ledger } from './ledger.js'
import { type Amount, amountToNumber, toValue, type Value, valueToNumber } from './money.js'
import type { Protection } from './order.js'
import type { Book, Portfolio, Position } from './portfolio.js'
import type { Prices } from './prices.js'

/** The account as numbers; everything of a Portfolio but the book of the agent that is briefed. */
export type AccountView = Omit<Portfolio, 'own'>

/** What protects a position. */
export type ProtectOf = (symbol: string) => Protection | undefined

/** The ledger's account at these prices, as numbers. */
export function viewAccount(
  ledger: Ledger,
  prices: Prices,
  { quote, baselines, protectOf }: Pick<Portfolio, 'quote' | 'baselines'> & { readonly protectOf: ProtectOf },
): AccountView {
  const missing = [...ledger.holdings.keys()].filter((symbol) => prices(symbol) === undefined)
  const equity = ledger.equity(prices)
  return {
    quote,
    complete: missing.length === 0,
    missing,
    cash: amountToNumber(ledger.cash),
    ...(equity === undefined ? {} : { equity: valueToNumber(equity) }),
    positions: viewPositions(ledger.holdings, prices, protectOf),
    baselines,
    roundTrips: ledger.roundTrips,
  }
}

/** One agent's book at these prices, as numbers, with the protections of its positions. */
export function viewBook(ledger: Ledger, prices: Prices, agent: string, protectOf: ProtectOf): Book {
  const book = ledger.books.get(agent)
  if (book === undefined) return { positions: {}, cashFlow: 0, realised: 0, fees: 0, profit: 0 }
  return toBook(book, viewPositions(book.holdings, prices, protectOf), valueOf(book.holdings, prices))
}

/** All books as one, for reports on the account. */
export function viewAllBooks(ledger: Ledger, prices: Prices): Book {
  const sum = { cashFlow: 0n, realised: 0n, buyFees: 0n, sellFees: 0n }
  for (const book of ledger.books.values()) {
    sum.cashFlow += book.cashFlow
    sum.realised += book.realised
    sum.buyFees += book.buyFees
    sum.sellFees += book.sellFees
  }
  return toBook(sum, viewPositions(ledger.holdings, prices), valueOf(ledger.holdings, prices))
}

function toBook(
  { cashFlow, realised, buyFees, sellFees }: Readonly<Record<'cashFlow' | 'realised' | 'buyFees' | 'sellFees', Amount>>,
  positions: Book['positions'],
  value: Value | undefined,
): Book {
  return {
    positions,
    cashFlow: amountToNumber(cashFlow),
    realised: amountToNumber(realised),
    fees: amountToNumber(buyFees + sellFees),
    ...(value === undefined ? {} : { profit: valueToNumber(toValue(cashFlow) + value) }),
  }
}

function viewPositions(
  holdings: ReadonlyMap<string, Holding>,
  prices: Prices,
  protectOf: ProtectOf = () => undefined,
): Readonly<Record<string, Position>> {
  const positions: Record<string, Position> = {}
  for (const [symbol, holding] of holdings)
    positions[symbol] = viewPosition(symbol, holding, prices(symbol), protectOf(symbol))
  return positions
}

function viewPosition(
  symbol: string,
  { quantity, cost }: Holding,
  price: Amount | undefined,
  protect: Protection | undefined,
): Position {
  return {
    symbol,
    quantity: amountToNumber(quantity),
    cost: amountToNumber(cost),
    ...(price === undefined
      ? {}
      : {
          price: amountToNumber(price),
          value: valueToNumber(quantity * price),
          unrealised: valueToNumber(quantity * price - toValue(cost)),
        }),
    ...(protect === undefined ? {} : { protect }),
  }
}

function valueOf(holdings: ReadonlyMap<string, Holding>, prices: Prices): Value | undefined {
  let value = 0n
  for (const [symbol, { quantity }] of holdings) {
    const price = prices(symbol)
    if (price === undefined) return undefined
    value += quantity * price
  }
  return value
}
