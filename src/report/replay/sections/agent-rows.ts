import type { Column } from '../../column-widths.js'
import { change, count, percent } from '../../figures.js'
import type { Cell, Page } from '../../page.js'
import type { AgentFigures, ReplayReport } from '../report.js'

const COLUMNS: readonly Column[] = [
  { head: 'agent' },
  { head: 'profit', align: 'right' },
  { head: 'orders', align: 'right' },
  { head: 'filled', align: 'right' },
  { head: 'denied', lines: 6 },
  { head: 'trades', align: 'right', optional: true },
  { head: 'won', align: 'right', optional: true },
  { head: 'runs', align: 'right', optional: true },
  { head: 'success', align: 'right' },
]

/** Which agent earned and which burnt, a row each in plan order. */
export function agentRows({ run }: ReplayReport, page: Page): string[] {
  return [...page.heading('AGENTS'), ...page.table(COLUMNS, run.agents.map(row))]
}

function row(figures: AgentFigures): Cell[] {
  const { agent, profit, orders, filled, trades_closed, win_rate_percent, runs } = figures
  const success = figures.success_rate_percent
  return [
    agent,
    profit === 0 ? '0.00' : { text: change(profit), tone: profit < 0 ? 'bad' : 'good' },
    count(orders),
    count(filled),
    refused(figures),
    count(trades_closed),
    win_rate_percent === null ? '–' : percent(win_rate_percent),
    count(runs),
    success === null ? '–' : { text: percent(success), tone: success < 95 ? 'warning' : 'good' },
  ]
}

/** Denied by the desk, the commonest code first, and what the venue rejected. */
function refused({ denied, denied_by_code, rejected }: AgentFigures): string {
  const codes = Object.entries(denied_by_code).sort(([, a], [, b]) => b - a)
  const parts = [
    ...(denied === 0
      ? []
      : [`${count(denied)}: ${codes.map(([code, number]) => `${code} ${count(number)}`).join(', ')}`]),
    ...(rejected === 0 ? [] : [`${count(rejected)} rejected by the venue`]),
  ]
  return parts.length === 0 ? '–' : parts.join('; ')
}
