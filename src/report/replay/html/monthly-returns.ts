import type { MonthReturn, ReplayReport } from '../report.js'
import { html, type Markup } from './markup.js'
import { monthNames, NONE, signed } from './words.js'

/** Heat maps of the monthly returns: of the replay, and of buying and holding. */
export function monthlyReturns({ run, no_gate: open, benchmark }: ReplayReport): Markup {
  const tables = [
    { title: 'Replay', months: run.months },
    ...(open === null ? [] : [{ title: 'Without the gate', months: open.months }]),
    { title: 'Buy and hold', months: benchmark.months },
  ]
  return html`<section aria-labelledby="months">
<h2 id="months">Monthly returns</h2>
<p class="quiet">In percent. The deeper the colour, the larger the gain or the loss; a year is its months compounded.</p>
${tables.map(heatMap)}</section>`
}

function heatMap({ title, months }: { readonly title: string; readonly months: readonly MonthReturn[] }): Markup {
  const returns = new Map(months.map(({ month, return_percent: percent }) => [month, percent]))
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))]
  const row = (year: string) => {
    const ofYear = monthNames.map((_, index) => returns.get(`${year}-${String(index + 1).padStart(2, '0')}`) ?? null)
    return html`<tr><th scope="row">${year}</th>${ofYear.map((percent) => cell(percent))}${cell(compounded(ofYear), 'year')}</tr>
`
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Monthly returns: ${title}">
<table class="heat"><caption>${title}</caption>
<thead><tr><td></td>${monthNames.map((month) => html`<th scope="col">${month}</th>`)}<th scope="col">Year</th></tr></thead>
<tbody>${years.map(row)}</tbody></table></div>`
}

function cell(percent: number | null, kind = ''): Markup {
  if (percent === null) return html`<td class="none">${NONE}</td>`
  return html`<td class="${`${depth(percent, kind === 'year' ? YEAR_STEPS : MONTH_STEPS)} ${kind}`.trim()}">${signed(percent)}</td>`
}

const MONTH_STEPS = [0.05, 2, 5, 10, 20]
const YEAR_STEPS = [0.05, 8, 20, 40, 80]

/** The class of a shade: `gain-1` to `gain-5`, `loss-1` to `loss-5`, or `even`. */
function depth(percent: number, steps: readonly number[]): string {
  const step = steps.filter((from) => Math.abs(percent) >= from).length
  return step === 0 ? 'even' : `${percent > 0 ? 'gain' : 'loss'}-${step}`
}

function compounded(months: readonly (number | null)[]): number {
  return (months.reduce<number>((product, percent) => product * (1 + (percent ?? 0) / 100), 1) - 1) * 100
}
