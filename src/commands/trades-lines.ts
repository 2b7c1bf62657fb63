import type { Trade } from '../desk/statement/trades.js'
import { figureColumn } from '../report/column-widths.js'
import { count, instant, money, price, quantity } from '../report/figures.js'
import type { Cell, Page } from '../report/page.js'
import { gainCell } from './gain-cell.js'

const optional = <Column extends object>(column: Column) => ({ ...column, optional: true }) as const

/** A line a fill, for people; `older` are not among them. */
export function tradesLines(
  trades: readonly Trade[],
  { older }: { readonly older: number },
  page: Page,
): readonly string[] {
  const heading = page.heading('TRADES')
  if (trades.length === 0) return [...heading, ...page.paragraph('No order has been filled that fits.')]
  const columns = [
    { head: 'time' },
    optional({ head: 'cycle' }),
    { head: 'agent', isName: true },
    { head: 'side' },
    { head: 'symbol' },
    ...['quantity', 'price'].map(figureColumn),
    ...['notional', 'fee'].map((head) => optional(figureColumn(head))),
    figureColumn('made'),
    optional({ head: 'from' }),
    optional({ head: 'why', lines: 2 }),
  ]
  return [
    ...heading,
    ...page.table(columns, trades.map(row)),
    ...(older === 0 ? [] : page.paragraph(`… and ${count(older)} older: --limit shows more.`)),
    ...page.paragraph({ text: 'Made: what a sale brought over its cost, its fee taken off.', tone: 'quiet' }),
  ]
}

function row(trade: Trade): readonly Cell[] {
  return [
    instant(trade.at),
    trade.cycleId,
    trade.agent,
    trade.side,
    trade.symbol,
    quantity(Number(trade.quantity)),
    price(Number(trade.price)),
    money(Number(trade.notional)),
    money(Number(trade.fee)),
    trade.realised === null ? '–' : gainCell(trade.realised),
    trade.origin,
    trade.reason,
  ]
}
