import { count, counted, money } from '../../figures.js'
import type { GateState, HaltSpan } from '../gate-report.js'
import type { ReplayReport, RunFigures } from '../report.js'
import { reasonText } from './gate-data.js'
import { listBox, MOST_UNBOXED } from './list-box.js'
import { html, type Markup } from './markup.js'
import { resumesTable } from './resumes-table.js'
import { changePercent, moment, sharePercent, span } from './words.js'

/** Time in each state of the gate; every halt: why, how long, what buying and holding did meanwhile; and every resume. */
export function haltsSection({ run, quote, market }: ReplayReport): Markup {
  const unlisted = run.halts_total - run.halts.length
  return html`<section aria-labelledby="halts">
<h2 id="halts">The gate</h2>
${stateBar(run.states)}
${run.halts.length === 0 ? html`<p>It was never shut.</p>` : table(run, { quote, end: market.to })}
${unlisted > 0 ? html`<p class="quiet">And ${unlisted.toLocaleString('en-US')} more halts, which are counted and not listed.</p>` : null}
${resumesTable({ run, quote })}
</section>`
}

const STATES: readonly (readonly [state: GateState, words: string])[] = [
  ['active', 'open'],
  ['reducing', 'reductions only'],
  ['halted', 'halted by a limit'],
  ['failed_closed', 'failed closed: something was unknown'],
]

function stateBar(states: RunFigures['states']): Markup {
  let left = 0
  const parts = STATES.map(([state, words]) => {
    const { percent } = states[state]
    const part = { state, words, percent, left }
    left += percent
    return part
  })
  const label = parts.map(({ words, percent }) => `${words} ${sharePercent(percent)}`).join(', ')
  return html`<svg class="states" role="img" aria-label="Share of the time: ${label}" viewBox="0 0 100 1" preserveAspectRatio="none">
${parts.map(({ state, percent, left }) => html`<rect class="${state}" x="${left}" width="${percent}" height="1"/>`)}</svg>
<ul class="key">${parts.map(({ state, words, percent }) => html`<li><span class="chip ${state}"></span>${words} <b>${sharePercent(percent)}</b></li>`)}</ul>`
}

function table(
  { halts, halts_total }: RunFigures,
  { quote, end }: { readonly quote: string; readonly end: string },
): Markup {
  const which =
    halts.length < halts_total
      ? `The first ${count(halts.length)} of ${count(halts_total)} halts, scroll`
      : halts.length > MOST_UNBOXED
        ? `${count(halts.length)} halts, scroll`
        : 'Every halt'
  return listBox({
    label: 'Halts',
    rows: halts.length,
    table: html`<table class="halts"><caption><span>${which}; times in UTC. Equity in ${quote} is that of its first cycle.</span></caption>
<thead><tr><th scope="col">From</th><th scope="col">Lasted</th><th scope="col" class="text">Why</th><th scope="col">Equity</th>
<th scope="col">Buy and hold meanwhile</th><th scope="col" class="text">How it ended</th></tr></thead>
<tbody>${halts.map((halt) => row(halt, end))}</tbody></table>`,
  })
}

function row(halt: HaltSpan, end: string): Markup {
  const { from, until, kind, reasons, equity_from: equity, benchmark_change_percent: change } = halt
  return html`<tr><th scope="row">${moment(from)}<small>${until === null ? 'not ended' : `until ${moment(until)}`}</small></th>
<td data-label="Lasted">${lasted(halt, end)}</td>
<td class="text"><span class="badge ${kind}">${kind === 'halted' ? 'halted' : 'failed closed'}</span>
${reasons.map((reason) => html`<span class="reason">${reasonText(reason)}${reason.latch ? html` <i>(latched)</i>` : null}</span>`)}</td>
<td data-label="Equity">${money(equity)}</td><td data-label="Buy and hold meanwhile">${direction(change)}${changePercent(change)}</td>
<td class="text" data-label="How it ended">${ending(halt.ended_by)}</td></tr>
`
}

/** A halt that begins in the last cycle has no length in time yet. */
function lasted({ from, until, cycles }: HaltSpan, end: string): Markup {
  const text = counted(cycles, 'cycle')
  return (until ?? end) === from ? html`${text}` : html`${span(from, until ?? end)}<small>${text}</small>`
}

function direction(change: number | null): Markup | null {
  if (change === null || Math.abs(change) < 0.05) return null
  return html`<span class="${change < 0 ? 'down' : 'up'}" aria-hidden="true">${change < 0 ? '▾' : '▴'}</span> `
}

function ending(endedBy: string | null): string {
  if (endedBy === null) return 'It lasts still.'
  return endedBy === 'by itself' ? 'by itself' : `lifted (${endedBy.replaceAll('-', ' ')})`
}
