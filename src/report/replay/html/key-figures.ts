import { count, money } from '../../figures.js'
import { heldExposure } from '../benchmark.js'
import { DRAWDOWN_OF_GATE } from '../gate-words.js'
import type { BenchmarkFigures, PerformanceFigures, ReplayReport, RunFigures } from '../report.js'
import { html, type Markup } from './markup.js'
import { changePercent, day, hours, NONE, ratio, sharePercent } from './words.js'

interface Row {
  readonly label: string
  readonly hint?: string
  /** What is to be known of it in this report. */
  readonly note?: string
  /** What any line of money has; a run has it too. */
  readonly all?: (figures: PerformanceFigures) => string
  /** What only a team has. */
  readonly team?: (figures: RunFigures) => string
  readonly held?: (figures: BenchmarkFigures) => string
}

/** The figures of the replay, of the same team without its gate, and of buying and holding, side by side. */
export function keyFigures({ run, no_gate: open, benchmark, quote }: ReplayReport): Markup {
  const teams = open === null ? [run] : [run, open]
  const heads = ['Replay', ...(open === null ? [] : ['Without the gate']), 'Buy and hold']
  const cells = ({ all, team, held }: Row) => [
    ...teams.map((figures) => team?.(figures) ?? all?.(figures) ?? NONE),
    held?.(benchmark) ?? all?.(benchmark) ?? NONE,
  ]
  const body = ({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) => html`<tbody>
<tr class="group"><th colspan="${heads.length + 1}" scope="rowgroup">${title}</th></tr>
${rows.map(
  (
    row,
  ) => html`<tr><th scope="row">${row.label}${row.hint === undefined ? null : html` <small>${row.hint}</small>`}${row.note === undefined ? null : html`<small class="note">${row.note}</small>`}</th>
${cells(row).map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody>`
  return html`<section aria-labelledby="figures">
<h2 id="figures">Key figures</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Key figures">
<table class="figures"><caption><span>Money in ${quote}. Ratios come from equity at the end of each day, 365 days a year, and a risk-free rate of zero.</span></caption>
<thead><tr><td></td>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
${[
  { title: 'Growth', rows: GROWTH },
  { title: 'Risk', rows: riskRows(teams.some((figures) => figures.resumes_total > 0)) },
  { title: 'Trading', rows: TRADING },
  { title: 'The gate', rows: GATE },
].map(body)}
</table></div></section>`
}

const GROWTH: readonly Row[] = [
  { label: 'Equity at the end', all: (figures) => money(figures.end_equity) },
  { label: 'Return', all: (figures) => changePercent(figures.return_percent) },
  { label: 'Return a year', hint: 'compound (CAGR)', all: (figures) => changePercent(figures.cagr_percent) },
  { label: 'Sharpe', hint: 'return per unit of fluctuation', all: (figures) => ratio(figures.sharpe) },
  { label: 'Sortino', hint: 'return per unit of downward fluctuation', all: (figures) => ratio(figures.sortino) },
  { label: 'Calmar', hint: 'return a year per deepest fall', all: (figures) => ratio(figures.calmar) },
]

const riskRows = (isResumed: boolean): readonly Row[] => [
  { label: 'Volatility', hint: 'a year', all: (figures) => sharePercent(figures.volatility_percent) },
  {
    label: 'Deepest fall',
    hint: 'maximum drawdown',
    ...(isResumed ? { note: DRAWDOWN_OF_GATE } : {}),
    all: ({ max_drawdown: fall }) => (fall === null ? NONE : `−${sharePercent(fall.percent)}`),
  },
  { label: 'from', hint: 'the peak', all: ({ max_drawdown: fall }) => (fall === null ? NONE : day(fall.peak_at)) },
  { label: 'to', hint: 'the trough', all: ({ max_drawdown: fall }) => (fall === null ? NONE : day(fall.trough_at)) },
  {
    label: 'made up by',
    all: ({ max_drawdown: fall }) =>
      fall === null ? NONE : fall.recovered_at === null ? 'not yet' : day(fall.recovered_at),
  },
  { label: 'Longest time below a peak', all: (figures) => hours(figures.longest_drawdown_days * 24) },
  {
    label: 'Mean exposure',
    hint: 'share of equity in the market',
    team: (figures) => sharePercent(figures.exposure_percent),
    held: (figures) => sharePercent(heldExposure(figures)),
  },
]

const TRADING: readonly Row[] = [
  { label: 'Fills', team: ({ fills }) => fills.toLocaleString('en-US') },
  { label: 'Fees', team: ({ fees }) => money(fees), held: ({ fees }) => money(fees) },
  { label: 'Turnover', hint: 'times mean equity', team: ({ turnover }) => `${turnover.toFixed(1)}×` },
  { label: 'Round trips', hint: 'from flat to flat', team: ({ trades }) => trades.closed.toLocaleString('en-US') },
  { label: 'Won', team: ({ trades }) => sharePercent(trades.win_rate_percent) },
  { label: 'Profit factor', hint: 'gains per loss', team: ({ trades }) => ratio(trades.profit_factor) },
  {
    label: 'Mean time held',
    team: ({ trades }) => (trades.average_hold_hours === null ? NONE : hours(trades.average_hold_hours)),
  },
]

const GATE: readonly Row[] = [
  { label: 'Open', hint: 'active', team: ({ states }) => sharePercent(states.active.percent) },
  { label: 'Reductions only', hint: 'reducing', team: ({ states }) => sharePercent(states.reducing.percent) },
  { label: 'Halted', hint: 'by a limit', team: ({ states }) => sharePercent(states.halted.percent) },
  {
    label: 'Failed closed',
    hint: 'something was unknown',
    team: ({ states }) => sharePercent(states.failed_closed.percent),
  },
  { label: 'Halts', team: ({ halts_total: halts }) => count(halts) },
  { label: 'Resumes', hint: 'by the simulated operator', team: ({ resumes_total: resumes }) => count(resumes) },
]
