import { counted } from '../../figures.js'
import { heldExposure } from '../benchmark.js'
import { RESUME_EFFECT, resumesText } from '../gate-words.js'
import type { PerformanceFigures, ReplayReport } from '../report.js'
import { html, type Markup } from './markup.js'
import { gateSentence, outcomeSentences } from './verdict.js'
import { changePercent, day, NONE, ratio, roundMoney, sharePercent } from './words.js'

/** Title, what was replayed, what came of it in two or three sentences, what was left out, and the first figures. */
export function opening(report: ReplayReport): Markup {
  const { market, quote, starting_cash: cash, on_halt: onHalt } = report
  const facts = [
    symbolsOf(market.symbols),
    `candles of ${market.timeframe}`,
    `${counted(market.cycles, 'cycle')}, ${market.step} apart`,
    `${roundMoney(cash)} ${quote} at the start`,
    `after a halt: ${onHalt.replaceAll('-', ' ')}`,
  ]
  const gate = gateSentence(report)
  return html`<header>
<p class="eyebrow">${market.label} · PAPER MONEY · REPLAY</p>
<h1>${day(market.from)} – ${day(market.to)}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
<p class="lead">${outcomeSentences(report).join(' ')}</p>
${gate === null ? null : html`<p class="lead">${gate}</p>`}
</header>
${remarks(report)}
${tiles(report)}`
}

function symbolsOf(symbols: readonly string[]): string {
  return symbols.length <= 8 ? symbols.join(', ') : `${symbols.slice(0, 7).join(', ')} and ${symbols.length - 7} more`
}

function remarks({ left_out: leftOut, notes, run, on_halt: onHalt }: ReplayReport): Markup | null {
  if (leftOut.length === 0 && notes.length === 0 && run.resumes_total === 0) return null
  const operator = html`<li><strong>The simulated operator</strong> (${onHalt.replaceAll('-', ' ')}): ${resumesText(run)}; ${RESUME_EFFECT}.</li>`
  return html`<section class="remarks" aria-labelledby="remarks">
<h2 id="remarks">To know before reading on</h2>
<ul>${leftOut.map(({ agent, reason }) => html`<li><strong>${agent}</strong> was left out: ${reason}</li>`)}
${run.resumes_total === 0 ? null : operator}
${notes.map((note) => html`<li>${note}</li>`)}</ul>
</section>`
}

function tiles({ run, benchmark }: ReplayReport): Markup {
  const { reducing, halted, failed_closed: failedClosed } = run.states
  const shut = halted.percent + failedClosed.percent
  const halts = counted(run.halts_total, 'halt')
  const narrowed = reducing.cycles === 0 ? '' : `; reductions only ${sharePercent(reducing.percent)}`
  const beside = (value: string) => (value === NONE ? '' : `buy and hold ${value}`)
  const both = (show: (figures: PerformanceFigures) => string) => [show(run), beside(show(benchmark))] as const
  const rows: readonly (readonly [label: string, value: string, beside: string])[] = [
    ['Return', ...both((figures) => changePercent(figures.return_percent))],
    ['Return a year', ...both((figures) => changePercent(figures.cagr_percent))],
    ['Deepest fall', ...both(({ max_drawdown: fall }) => (fall === null ? NONE : `−${sharePercent(fall.percent)}`))],
    ['Sharpe ratio', ...both((figures) => ratio(figures.sharpe))],
    ['Mean exposure', sharePercent(run.exposure_percent), beside(sharePercent(heldExposure(benchmark)))],
    ['Gate shut', sharePercent(shut), `of the time, ${halts}${narrowed}`],
  ]
  return html`<dl class="tiles">${rows.map(
    ([label, value, small]) =>
      html`<div><dt>${label}</dt><dd><b>${value}</b>${small === '' ? null : html`<small>${small}</small>`}</dd></div>`,
  )}</dl>`
}
