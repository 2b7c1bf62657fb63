import { counted } from '../../figures.js'
import type { PerformanceFigures, ReplayReport, RunFigures } from '../report.js'
import { html, type Markup } from './markup.js'
import { day, roundMoney, sharePercent } from './words.js'

/** Where the page's script draws a picture, what it is called, and what it shows for those who do not see it. */
export interface ChartFrame {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly alternative: string
  /** Switches that stand beside the title. */
  readonly controls?: Markup
}

/** An empty frame with its title and text alternative; its legend and its canvas are the script's. */
export function chart({ id, title, unit, alternative, controls }: ChartFrame): Markup {
  return html`<figure class="chart" id="${id}-chart">
<figcaption><h3>${title} <small>${unit}</small></h3>${controls ?? null}</figcaption>
<div class="legend"></div>
<div class="plot" role="img" tabindex="0" aria-label="${alternative} Arrow keys read the values."></div>
</figure>`
}

/** Equity, drawdown and exposure one below the other, on one axis of time. */
export function moneyPictures({ run, no_gate: open, benchmark, quote, market }: ReplayReport): Markup {
  const range = `from ${day(market.from)} to ${day(market.to)}`
  const marked = `${counted(run.halts_total, 'halt')} and ${counted(run.resumes_total, 'resume')} are marked`
  const without = open === null ? '' : ` Without the gate it ends at ${roundMoney(open.end_equity)}.`
  const fall = (figures: PerformanceFigures) => sharePercent(figures.max_drawdown?.percent ?? 0)
  return html`<section aria-labelledby="money">
<h2 id="money">The account over time</h2>
<div class="ranges" role="group" aria-label="Time shown in all pictures"></div>
${gateKey(run)}
${chart({
  id: 'equity',
  title: 'Equity',
  unit: quote,
  alternative: `Equity ${range}: it ends at ${roundMoney(run.end_equity)} ${quote}, buying and holding at ${roundMoney(benchmark.end_equity)}.${without} ${marked}.`,
  controls: html`<fieldset class="switch"><legend class="unseen">Scale of the equity picture</legend>
<label><input type="radio" name="scale" value="linear" checked autocomplete="off"><span>Linear</span></label>
<label><input type="radio" name="scale" value="log" autocomplete="off"><span>Log</span></label></fieldset>`,
})}
${chart({
  id: 'drawdown',
  title: 'Below the last peak',
  unit: '%',
  alternative: `How far the account stood below its last peak. At its deepest ${fall(run)}; buying and holding ${fall(benchmark)}.`,
})}
${chart({
  id: 'exposure',
  title: 'Exposure and the gate',
  unit: '% of equity in the market',
  alternative: `Share of equity in the market: ${sharePercent(run.exposure_percent)} on average. The strip below tells when the gate was open: ${sharePercent(run.states.active.percent)} of the time; reductions only were let through ${sharePercent(run.states.reducing.percent)} of it.`,
})}
<p class="quiet hint">Drag across a picture to look closer, double-click to go back. Point at a shaded time, or at one above the strip, to read why the gate was not open.${cutText(run)}</p>
</section>`
}

/** What the strip and the marks at the foot of the pictures mean, of those that occur. */
function gateKey({ states, resumes_total }: RunFigures): Markup {
  const kinds = [
    ['active', 'open', true],
    ['reducing', 'reductions only', states.reducing.cycles > 0],
    ['halted', 'halted by a limit', states.halted.cycles > 0],
    ['failed_closed', 'failed closed', states.failed_closed.cycles > 0],
    ['resumed', 'resumed by the simulated operator', resumes_total > 0],
  ] as const
  const entries = kinds.filter(([, , occurs]) => occurs)
  return html`<ul class="key gate">${entries.map(([kind, words]) => html`<li><span class="chip ${kind}"></span>${words}</li>`)}</ul>`
}

function cutText({ halts, halts_total, reducing, reducing_total, resumes, resumes_total }: RunFigures): string {
  const isCut = halts.length < halts_total || reducing.length < reducing_total || resumes.length < resumes_total
  return isCut ? ' Of each kind the first 1,000 are drawn.' : ''
}

/** Price of one symbol with what was bought and sold of it. */
export function pricePicture({ run, market, quote }: ReplayReport): Markup {
  const symbols = market.symbols.filter((symbol) => run.series.prices[symbol] !== undefined)
  if (symbols.length === 0) return html``
  const fills = symbols.map((symbol) => `${symbol} ${(run.fills_by_symbol[symbol] ?? []).length}`).join(', ')
  return html`<section aria-labelledby="prices">
<h2 id="prices">Prices and fills</h2>
${chart({
  id: 'price',
  title: 'Price',
  unit: `${quote}; ▲ bought, ▼ sold`,
  alternative: `Price of the chosen symbol with a triangle for each fill, pointing up for buys and down for sells. Triangles a symbol: ${fills}.`,
  controls: html`<div class="choices"><label>Symbol <select id="symbol" autocomplete="off">${symbols.map((symbol) => html`<option>${symbol}</option>`)}</select></label>
<label>Agent <select id="filler" autocomplete="off"></select></label></div>`,
})}</section>`
}
