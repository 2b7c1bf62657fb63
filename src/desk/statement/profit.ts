import { type Holding, LedgerError } from '../ledger.js'
import { formatAmount, formatValue, parseValue, toValue, type Value } from '../money.js'
import type { Prices } from '../prices.js'
import { type Booked, bookedBy, bookedInAll } from './booked.js'
import type { Statement } from './statement.js'

/** What was made, in exact decimal strings; null what is unknown, as a held symbol had no price. */
export interface Made extends Pick<Booked, 'trades' | 'won' | 'lost'> {
  /** Σ (proceeds − cost share − fee) of sales. */
  readonly realised: string
  /** Value − cost of what is held; of a day: how that changed. */
  readonly unrealised: string | null
  readonly buyFees: string
  readonly sellFees: string
  /** realised + unrealised − buyFees. */
  readonly profit: string | null
}

/** What one agent, one symbol or one day has made. */
export interface ProfitRow extends Made {
  readonly name: string
}

/** What was made, and by whom: the rows add up to the total, and that to equity less starting cash, to the last digit. */
export interface Profit<Row extends ProfitRow = ProfitRow> {
  readonly rows: readonly Row[]
  readonly total: Made
}

/** By agent, each with the book of its own, in the order of their first fills. */
export function profitByAgent(statement: Statement): Profit {
  const { ledger, prices, trades } = statement
  const rows = Array.from(
    bookedBy(trades, ({ agent }) => agent),
    ([name, booked]) => ({ name, ...madeOf(booked, unrealisedOf(ledger.books.get(name)?.holdings ?? [], prices)) }),
  )
  return addedUp(rows, statement)
}

/** By symbol, in the order of their first fills. */
export function profitBySymbol(statement: Statement): Profit {
  const { ledger, prices, trades } = statement
  const rows = Array.from(
    bookedBy(trades, ({ symbol }) => symbol),
    ([name, booked]) => {
      const held = ledger.holdings.get(name)
      return { name, ...madeOf(booked, unrealisedOf(held === undefined ? [] : [[name, held]], prices)) }
    },
  )
  return addedUp(rows, statement)
}

/** The rows and their total; throws LedgerError when they do not add up. */
export function addedUp<Row extends ProfitRow>(rows: readonly Row[], statement: Statement): Profit<Row> {
  const { ledger, prices, trades } = statement
  const total = madeOf(bookedInAll(trades), unrealisedOf(ledger.holdings, prices))
  const equity = ledger.equity(prices)
  const gained = equity === undefined ? null : formatValue(equity - toValue(ledger.startingCash))
  if (total.profit !== gained) throw new LedgerError(`a profit of ${total.profit} is not equity less start, ${gained}`)
  const sum = rows.reduce((sum, { profit }) => sum + (profit === null ? 0n : parseValue(profit)), 0n)
  if (gained !== null && formatValue(sum) !== gained)
    throw new LedgerError(`the parts of the profit, ${formatValue(sum)}, are not the whole, ${gained}`)
  return { rows, total }
}

/** What was booked, as text, with what is not realised yet. */
export function madeOf(booked: Booked, unrealised: Value | undefined): Made {
  const { trades, won, lost, realised, buyFees, sellFees } = booked
  return {
    trades,
    won,
    lost,
    realised: formatAmount(realised),
    unrealised: unrealised === undefined ? null : formatValue(unrealised),
    buyFees: formatAmount(buyFees),
    sellFees: formatAmount(sellFees),
    profit: unrealised === undefined ? null : formatValue(toValue(realised - buyFees) + unrealised),
  }
}

/** Value − cost; undefined when a symbol has no price. */
function unrealisedOf(holdings: Iterable<readonly [string, Holding]>, prices: Prices): Value | undefined {
  let unrealised = 0n
  for (const [symbol, { quantity, cost }] of holdings) {
    const price = prices(symbol)
    if (price === undefined) return undefined
    unrealised += quantity * price - toValue(cost)
  }
  return unrealised
}
