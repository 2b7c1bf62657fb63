import type { Portfolio, Position } from '../../desk/portfolio.js'
import type { Column } from '../column-widths.js'
import { drawdownPercent } from '../derived-figures.js'
import type { DeskReport } from '../desk-report.js'
import { change, money, percent, price, quantity } from '../figures.js'
import type { Cell, Page } from '../page.js'
import { shortlist } from '../shortlist.js'

const COLUMNS: readonly Column[] = [
  { head: 'symbol' },
  { head: 'quantity', align: 'right' },
  { head: 'price', align: 'right', optional: true },
  { head: 'value', align: 'right' },
  { head: 'unrealised', align: 'right' },
  { head: 'stop', align: 'right' },
]

/** What the account holds after the cycle; what is not known is said, never shown as 0. */
export function portfolio({ settlement }: DeskReport, page: Page): string[] {
  const account = settlement.portfolio
  const { shown, rest } = shortlist(Object.values(account.positions), ({ value }) => value === undefined)
  return [
    ...page.heading('PORTFOLIO'),
    ...page.pairs([
      ['Cash', `${money(account.cash)} ${account.quote}`],
      ['Equity', equity(account)],
      ['Today', today(account)],
      ['Drawdown', drawdown(account)],
      ...(shown.length === 0 ? [['Positions', 'none'] as const] : []),
    ]),
    ...apart(page.table(COLUMNS, shown.map(row))),
    ...(rest.length === 0 ? [] : page.paragraph(`… and ${rest.length} more`)),
  ]
}

/** With an empty line before it, if there is anything. */
function apart(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

function equity({ equity, quote, missing }: Portfolio): Cell {
  if (equity !== undefined) return `${money(equity)} ${quote}`
  return { text: `unknown: no price for ${missing.join(', ')}`, tone: 'bad' }
}

function today({ equity, quote, baselines: { dayStart } }: Portfolio): string {
  if (equity === undefined || dayStart === undefined || dayStart.equity <= 0) return 'unknown'
  const gain = equity - dayStart.equity
  return `${change(gain)} ${quote} (${change((100 * gain) / dayStart.equity)}%) since the day's start`
}

function drawdown(account: Portfolio): string {
  const fall = drawdownPercent(account)
  const peak = account.baselines.highWaterMark
  return fall === null || peak === undefined ? 'unknown' : `${percent(fall)} from a high of ${money(peak.equity)}`
}

function row(position: Position): Cell[] {
  const { unrealised, protect } = position
  return [
    position.symbol,
    quantity(position.quantity),
    position.price === undefined ? 'unknown' : price(position.price),
    position.value === undefined ? 'unknown' : money(position.value),
    unrealised === undefined ? 'unknown' : { text: change(unrealised), tone: unrealised < 0 ? 'bad' : 'good' },
    protect?.stop === undefined ? '–' : price(Number(protect.stop)),
  ]
}
