import { count, money } from '../../figures.js'
import type { GateFigures, Resumption } from '../gate-report.js'
import { RESUME_EFFECT, resumesText } from '../gate-words.js'
import { liftedText } from './gate-data.js'
import { listBox } from './list-box.js'
import { html, type Markup } from './markup.js'
import { moment } from './words.js'

/** Every time that the simulated operator lifted something, and the equity that the limits start anew from. */
export function resumesTable({ run, quote }: { readonly run: GateFigures; readonly quote: string }): Markup | null {
  const { resumes, resumes_total: total } = run
  if (total === 0) return null
  const unlisted = total - resumes.length
  return html`<h3 class="apart">What the simulated operator did</h3>
<p class="quiet">${resumesText(run)}: ${RESUME_EFFECT}.${unlisted > 0 ? ` The first ${count(resumes.length)} are listed.` : ''}</p>
${listBox({
  label: 'Resumes',
  rows: resumes.length,
  table: html`<table class="resumes"><caption><span>${resumes.length === total ? 'Every resume' : 'Resumes'}, in UTC. Equity in ${quote} is that of the cycle before.</span></caption>
<thead><tr><th scope="col">After</th><th scope="col" class="text">What was lifted</th><th scope="col">Equity</th></tr></thead>
<tbody>${resumes.map(row)}</tbody></table>`,
})}`
}

function row(resumption: Resumption): Markup {
  const { at, equity } = resumption
  return html`<tr><th scope="row">${moment(at)}</th><td class="text">${liftedText(resumption)}</td><td>${money(equity)}</td></tr>
`
}
