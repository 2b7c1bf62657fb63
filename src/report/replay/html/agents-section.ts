import { count, money } from '../../figures.js'
import type { AgentFigures, ReplayReport } from '../report.js'
import { html, type Markup } from './markup.js'
import { chart } from './pictures.js'
import { changeMoney, roundMoney, sharePercent } from './words.js'

/** Profit of each book, and a row per agent. */
export function agentsSection(report: ReplayReport): Markup {
  const { run, quote } = report
  const row = (agent: AgentFigures) => html`<tr><th scope="row">${agent.agent}<small>${agent.phase}</small></th>
<td>${count(agent.runs)}</td><td>${sharePercent(agent.success_rate_percent)}${failed(agent)}</td><td>${count(agent.orders)}</td><td>${count(agent.filled)}</td>
<td class="text">${denied(agent)}</td><td>${money(agent.fees)}</td><td class="${tone(agent.profit)}">${changeMoney(agent.profit)}</td>
<td>${count(agent.trades_closed)}</td><td>${sharePercent(agent.win_rate_percent)}</td></tr>
`
  return html`<section aria-labelledby="agents">
<h2 id="agents">Agents and their books</h2>
${books(report)}
<div class="scroll" tabindex="0" role="region" aria-label="Agents">
<table class="agents"><caption><span>Every agent keeps a book of its own; the books add up to the account. Profit is realised and open, after fees, in ${quote}.</span></caption>
<thead><tr><th scope="col">Agent</th><th scope="col">Runs</th><th scope="col">Success</th><th scope="col">Orders</th><th scope="col">Filled</th>
<th scope="col" class="text">Not filled, by reason</th><th scope="col">Fees</th><th scope="col">Profit</th><th scope="col">Round trips</th><th scope="col">Won</th></tr></thead>
<tbody>${run.agents.map(row)}</tbody></table></div></section>`
}

function books({ run, quote }: ReplayReport): Markup | null {
  const traded = run.agents.filter(({ agent }) => run.series.books[agent]?.some((profit) => profit !== 0))
  if (traded.length === 0) return html`<p>No agent traded.</p>`
  const ends = traded.map(({ agent, profit }) => `${agent} ${roundMoney(profit)}`).join(', ')
  return chart({
    id: 'books',
    title: 'Profit of each book',
    unit: quote,
    alternative: `Profit of each agent's book over time. At the end, in ${quote}: ${ends}.`,
  })
}

function denied({ denied, denied_by_code: byCode, rejected }: AgentFigures): Markup {
  const parts = [...counts(byCode), ...(rejected > 0 ? [['rejected', rejected] as const] : [])]
  if (denied + rejected === 0) return html`none`
  return html`<ul class="codes">${parts.map(([code, number]) => html`<li>${code} <b>${count(number)}</b></li>`)}</ul>`
}

function failed({ failed, failed_by_code: byCode }: AgentFigures): Markup | null {
  if (failed === 0) return null
  return html`<small>${count(failed)} failed</small>${counts(byCode).map(([code, number]) => html`<small>${code} ${count(number)}</small>`)}`
}

/** The commonest first. */
function counts(byCode: Readonly<Record<string, number>>): readonly (readonly [code: string, number: number])[] {
  return Object.entries(byCode).sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
}

function tone(profit: number): string {
  return profit < -0.005 ? 'down' : profit > 0.005 ? 'up' : ''
}
