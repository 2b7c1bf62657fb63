import type { Column } from '../../column-widths.js'
import { change, count, percent } from '../../figures.js'
import type { Cell, Page } from '../../page.js'
import type { AgentFigures, ReplayReport } from '../report.js'

const COLUMNS: readonly Column[] = [
  { head: 'agent', isName: true },
  { head: 'profit', align: 'right' },
  { head: 'orders', align: 'right' },
  { head: 'filled', align: 'right' },
  { head: 'denied', align: 'right' },
  { head: 'trades', align: 'right', optional: true },
  { head: 'won', align: 'right', optional: true },
  { head: 'runs', align: 'right', optional: true },
  { head: 'success', align: 'right' },
]

/** Which agent earned and which burnt, a row each in plan order, why orders were denied, and why runs failed. */
export function agentRows({ run }: ReplayReport, page: Page): string[] {
  return [
    ...page.heading('AGENTS'),
    ...page.table(COLUMNS, run.agents.map(row)),
    ...run.agents.flatMap((figures) => [
      ...refused(figures).flatMap((text) => page.paragraph(text, { text: '└', tone: 'quiet' })),
      ...failures(figures).flatMap((text) => page.paragraph(text, { text: '▲', tone: 'warning' })),
    ]),
  ]
}

function row(figures: AgentFigures): Cell[] {
  const { agent, profit, orders, filled, denied, trades_closed, win_rate_percent, runs } = figures
  const success = figures.success_rate_percent
  return [
    agent,
    profit === 0 ? '0.00' : { text: change(profit), tone: profit < 0 ? 'bad' : 'good' },
    count(orders),
    count(filled),
    count(denied),
    count(trades_closed),
    win_rate_percent === null ? '–' : percent(win_rate_percent),
    count(runs),
    success === null ? '–' : { text: percent(success), tone: success < 95 ? 'warning' : 'good' },
  ]
}

/** Denied by the desk, and what the venue rejected. */
function refused({ agent, denied, denied_by_code, rejected }: AgentFigures): readonly string[] {
  const parts = [
    ...(denied === 0 ? [] : [`${count(denied)} denied: ${byCode(denied_by_code)}`]),
    ...(rejected === 0 ? [] : [`${count(rejected)} rejected by the venue`]),
  ]
  return parts.length === 0 ? [] : [`${agent}, ${parts.join('; ')}`]
}

function failures({ agent, failed, failed_by_code }: AgentFigures): readonly string[] {
  if (failed === 0) return []
  return [`${agent} failed ${failed === 1 ? 'once' : `${count(failed)} times`}: ${byCode(failed_by_code)}`]
}

/** The commonest first. Lines break at spaces, so that no number stands apart from its code. */
function byCode(counts: Readonly<Record<string, number>>): string {
  const codes = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return codes.map(([code, number]) => `${code}×${count(number)}`).join(', ')
}
