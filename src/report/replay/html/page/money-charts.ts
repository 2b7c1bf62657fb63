import uPlot from 'uplot'
import { type DrawnLine, drawChart } from '../../../charts/chart.js'
import { find } from '../../../charts/elements.js'
import { gateStrip } from '../../../charts/gate-strip.js'
import { gateTip } from '../../../charts/gate-tip.js'
import { gateTips } from '../../../charts/gate-tips.js'
import { haltShades } from '../../../charts/halt-shades.js'
import type { Timeline } from '../../../charts/timeline.js'
import type { Tip } from '../../../charts/tooltip.js'
import { money } from '../../../figures.js'
import type { PageData } from '../page-data.js'
import { utcTimes } from './times.js'

const REPLAY = { label: 'Replay', colour: 'replay', width: 2 }
const NO_GATE = { label: 'Without the gate', colour: 'no-gate', dash: [2, 3] }
const HELD = { label: 'Buy and hold', colour: 'held', dash: [6, 4] }

/** Equity on a linear or a logarithmic scale, as the switch beside it says. */
export function drawEquity(data: PageData, timeline: Timeline): void {
  const frame = find('#equity-chart')
  const lines = linesOf(data, money)
  const draw = (isLog: boolean) => {
    const { at, equity, benchmark, noGate } = data
    const columns = aligned(data, [at, equity, benchmark], noGate?.equity)
    const table = isLog ? columns.map((column) => [...column].map(positive)) : columns
    return drawChart({
      frame,
      readout: find('#readout'),
      timeline,
      times: utcTimes,
      // Still the same columns.
      data: table as uPlot.AlignedData,
      lines,
      height: 320,
      y: { isLog },
      plugins: [gateStrip(() => data), haltShades(() => data), gateTips(() => data)],
      tipAt: tipOf(data),
    })
  }
  let drawn = draw(false)
  for (const input of frame.querySelectorAll<HTMLInputElement>('[name="scale"]'))
    input.addEventListener('change', () => {
      drawn.remove()
      drawn = draw(input.value === 'log')
    })
}

/** How far equity stood below its last peak. */
export function drawDrawdown(data: PageData, timeline: Timeline): void {
  const { at, drawdown, benchmarkDrawdown, noGate } = data
  const [replay, ...others] = linesOf(data, percentText)
  drawChart({
    frame: find('#drawdown-chart'),
    readout: find('#readout'),
    timeline,
    times: utcTimes,
    data: aligned(data, [at, drawdown, benchmarkDrawdown], noGate?.drawdown),
    lines: replay === undefined ? others : [{ ...replay, fill: 'replay-fill' }, ...others],
    height: 180,
    y: {},
    plugins: [gateStrip(() => data), haltShades(() => data), gateTips(() => data)],
    tipAt: tipOf(data),
  })
}

/** The share of equity in the market, and when the gate was shut. */
export function drawExposure(data: PageData, timeline: Timeline): void {
  drawChart({
    frame: find('#exposure-chart'),
    readout: find('#readout'),
    timeline,
    times: utcTimes,
    data: [[...data.at], [...data.exposure]],
    lines: [{ label: 'Exposure', colour: 'replay', fill: 'replay-fill', value: percentText }],
    height: 160,
    y: { range: [-9, 105] },
    plugins: [gateStrip(() => data), haltShades(() => data), gateTips(() => data)],
    tipAt: tipOf(data),
  })
}

/** A row stands for the cycles since the one before it. */
function tipOf(data: PageData): (instant: number) => Tip | undefined {
  const [first = 0, second = first] = data.at
  return (instant) => gateTip(data, instant, second - first)
}

function linesOf({ noGate }: PageData, value: (value: number) => string): readonly DrawnLine[] {
  const lines = [
    { ...REPLAY, value },
    { ...HELD, value },
  ]
  return noGate === null ? lines : [...lines, { ...NO_GATE, value }]
}

/** One table of all columns; the team without its gate may have been sampled at other instants. */
function aligned(
  { noGate }: PageData,
  columns: readonly PageData['at' | 'equity'][],
  other?: PageData['equity'],
): uPlot.AlignedData {
  // The first column is of instants, which are never null.
  const own = columns.map((column) => [...column]) as uPlot.AlignedData
  return noGate === null || other === undefined ? own : uPlot.join([own, [[...noGate.at], [...other]]])
}

function positive(value: number | null | undefined): number | null | undefined {
  return typeof value === 'number' && value <= 0 ? null : value
}

function percentText(value: number): string {
  return `${value
    .toFixed(1)
    .replace(/^-(?=0\.0$)/, '')
    .replace('-', '−')}%`
}
