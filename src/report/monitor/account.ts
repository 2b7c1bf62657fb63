import type { Overview, WatchedPosition } from '../../watch/api.js'
import { figureColumn } from '../column-widths.js'
import { change, instant, money, percent, price, quantity } from '../figures.js'
import type { Cell, Page } from '../page.js'
import { type Block, blockOf } from './block.js'

/** What the account is worth, and what it has made; what is not known is said. */
export function moneyBlock({ account, quote }: Pick<Overview, 'account' | 'quote'>, page: Page): Block {
  if (account === null) return blockOf(5, page.heading('MONEY'), page.paragraph('not valued yet'), 1)
  const { asOf, equity, profit, dayProfit, drawdownPercent, exposurePercent, cash } = account
  const worth: Cell =
    equity === null ? { text: 'unknown: a held symbol has no price', tone: 'bad' } : `${amount(equity)} ${quote}`
  const made = [
    `${profit === null ? 'unknown' : change(Number(profit))} since the start`,
    `${dayProfit === null ? 'unknown' : change(Number(dayProfit))} today`,
    `drawdown ${drawdownPercent === null ? 'unknown' : percent(drawdownPercent)}`,
  ]
  const held = [
    `${amount(cash)} cash`,
    `${exposurePercent === null ? 'unknown' : percent(exposurePercent)} in the market`,
  ]
  const lines = page.pairs([
    ['Equity', worth],
    ['Profit', made.join(' · ')],
    ['Held', held.join(' · ')],
  ])
  return blockOf(5, page.heading(`MONEY AT ${instant(asOf)}`), lines, 2)
}

/** What is held, whose it is, and where it is sold. */
export function positionsBlock({ account }: Pick<Overview, 'account'>, page: Page): Block {
  const positions = account?.positions ?? []
  const [head, ...lines] = page.table(
    [
      { head: 'position', isName: true },
      figureColumn('quantity'),
      { ...figureColumn('price'), optional: true },
      figureColumn('value'),
      figureColumn('unrealised'),
      { ...figureColumn('stop'), optional: true },
      { head: 'of', optional: true },
    ],
    positions.map(rowOf),
  )
  return blockOf(6, head === undefined ? [] : [head], lines, 2)
}

function rowOf({ symbol, quantity: held, price: at, value, unrealised, holders }: WatchedPosition): Cell[] {
  const stops = holders.flatMap(({ protect }) => (protect?.stop === undefined ? [] : [price(Number(protect.stop))]))
  return [
    symbol,
    quantity(Number(held)),
    at === null ? 'unknown' : price(Number(at)),
    value === null ? 'unknown' : amount(value),
    unrealised === null
      ? 'unknown'
      : { text: change(Number(unrealised)), tone: Number(unrealised) < 0 ? 'bad' : 'good' },
    stops.length === 0 ? '–' : [...new Set(stops)].join(', '),
    holders.map(({ agent }) => agent).join(', '),
  ]
}

const amount = (decimal: string) => money(Number(decimal))
