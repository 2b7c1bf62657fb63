import { createHash } from 'node:crypto'
import { cleanData } from '../../clean-data.js'
import { plain } from '../../plain-text.js'
import type { ReplayReport } from '../report.js'
import { agentsSection } from './agents-section.js'
import { haltsSection } from './halts-section.js'
import { keyFigures } from './key-figures.js'
import { embeddedJson, html, type Markup, trusted } from './markup.js'
import { monthlyReturns } from './monthly-returns.js'
import { opening } from './opening.js'
import { type PageAssets, readPageAssets } from './page-assets.js'
import { pageData } from './page-data.js'
import { moneyPictures, pricePicture } from './pictures.js'
import { day } from './words.js'

/**
 * The report as one HTML file that needs nothing beside it: the same report gives the same bytes. Every text in it is on
 * one line, without control, invisible and direction-changing characters.
 */
export async function htmlReport(report: ReplayReport): Promise<string> {
  return document(cleanData(report, plain), await readPageAssets()).toString()
}

function document(report: ReplayReport, { script, style }: PageAssets): Markup {
  const { market } = report
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy({ script, style })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Replay ${day(market.from)} – ${day(market.to)} · riskfirst</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${opening(report)}
<noscript><p class="remarks">The pictures need JavaScript; every figure is in the tables.</p></noscript>
${moneyPictures(report)}
${keyFigures(report)}
${monthlyReturns(report)}
${haltsSection(report)}
${agentsSection(report)}
${pricePicture(report)}
${about(report)}
</main>
<p class="unseen" id="readout" role="status"></p>
<script type="application/json" id="data">${embeddedJson(pageData(report))}</script>
<script>${trusted(script)}</script>
</body>
</html>
`
}

/** Nothing is loaded, sent or framed, and of scripts and styles only our own run. */
function policy({ script, style }: PageAssets): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
}

function about({ benchmark, market }: ReplayReport): Markup {
  return html`<footer>
<h2>How this was made</h2>
<p>riskfirst ran the whole team cycle by cycle over candles of ${market.timeframe} of a ${market.label.toLowerCase()}, through the same code that trades: agents propose, the gate decides first, the desk checks every order. No agent sees a candle before its time.
Fills are simulated, with fee and slippage. Buy and hold puts equal parts into ${benchmark.symbols.join(', ')} at the first cycle, pays the same fee and slippage, and never sells.
All times are UTC. What happened in the past promises nothing for the future.</p>
</footer>`
}
