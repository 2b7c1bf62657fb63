import type { Made, Profit } from '../desk/statement/profit.js'
import { figureColumn } from '../report/column-widths.js'
import { count, instant, money } from '../report/figures.js'
import type { Cell, Page } from '../report/page.js'
import { amountCell, gainCell } from './gain-cell.js'

/** What is told of the profit of an account. */
export interface ToldProfit extends Profit {
  readonly by: 'agent' | 'symbol' | 'day'
  readonly cycleId: string
  readonly asOf: string
  readonly quote: string
  readonly startingCash: string
  readonly equity: string | null
  readonly fillsSince: number
}

/** What each agent, symbol or day has made, and all of them together, for people. */
export function profitLines(told: ToldProfit, page: Page): readonly string[] {
  const { by, cycleId, asOf, quote, rows, total, startingCash, equity } = told
  const columns = [
    { head: by, isName: true },
    ...['trades', 'won', 'lost', 'realised', 'unrealised', 'buy fees', 'profit'].map(figureColumn),
  ]
  const all = rows.map(({ name, ...made }) => [name, ...cells(made)])
  return [
    ...page.heading(`PROFIT BY ${by.toUpperCase()} AT ${instant(asOf)} (${cycleId})`),
    ...page.table(columns, [...all, [{ text: 'all', tone: 'strong' }, ...cells(total)]]),
    ...page.paragraph({ text: meaning[by], tone: 'quiet' }),
    '',
    ...page.heading('ACCOUNT'),
    ...page.pairs([
      ['Began with', amountCell(startingCash, quote)],
      [
        'Equity',
        equity === null ? { text: 'unknown: a held symbol has no price', tone: 'bad' } : amountCell(equity, quote),
      ],
      ['Fees', `${money(Number(total.buyFees) + Number(total.sellFees))} ${quote}, of buys and sales`],
    ]),
  ]
}

function cells({ trades, won, lost, realised, unrealised, buyFees, profit }: Made): readonly Cell[] {
  const counts = [trades, won, lost].map(count)
  return [...counts, gainCell(realised), gainCell(unrealised), money(Number(buyFees)), gainCell(profit)]
}

const HOW = 'Realised: what sales made, their fees taken off. Profit: realised + unrealised - buy fees.'

const meaning: Readonly<Record<ToldProfit['by'], string>> = {
  agent: HOW,
  symbol: HOW,
  day: `${HOW} A day is a UTC day of market time; its unrealised and its profit are what has changed in it.`,
}
