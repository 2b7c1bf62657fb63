import type uPlot from 'uplot'
import type { ChartOptions, DrawnLine } from '../../../report/charts/chart.js'
import { money } from '../../../report/figures.js'
import type { Series } from '../../api.js'
import { booksPicture } from './books.js'

/** A picture of money over time. */
export interface Picture extends Pick<ChartOptions, 'lines' | 'height' | 'y'> {
  readonly key: string
  readonly title: string
  readonly unit: string
  /** What it shows, for those who do not see it. */
  readonly alternative: string
  readonly data: uPlot.AlignedData
  readonly hasFills: boolean
}

/** All that is drawn of a series. */
export function picturesOf(series: Series, quote: string): readonly Picture[] {
  const books = booksPicture(series, quote)
  return [equity(series, quote), drawdown(series), exposure(series), ...(books === undefined ? [] : [books])]
}

const EQUITY: DrawnLine = { label: 'Equity', colour: 'replay', width: 2, value: money }
const LOW: DrawnLine = { label: 'Low', colour: 'held', width: 1, dash: [2, 3], value: money }

function equity({ at, equity, low, fills }: Series, quote: string): Picture {
  const worth = equity.findLast((value) => value !== null) ?? null
  return {
    key: 'equity',
    title: 'Equity',
    unit: fills.length === 0 ? quote : `${quote}; ▲ bought, ▼ sold`,
    alternative: `Equity${worth === null ? '' : `, at the end ${money(worth)} ${quote}`}, and the lowest that it was between two points.`,
    // What is drawn last lies on top.
    lines: [LOW, EQUITY],
    data: [[...at], [...low], [...equity]],
    height: 260,
    y: { range: { min: { pad: 0.12 }, max: { pad: 0.12 } } },
    hasFills: true,
  }
}

function drawdown({ at, drawdown }: Series): Picture {
  const deepest = Math.max(0, ...drawdown.map((value) => value ?? 0))
  return {
    key: 'drawdown',
    title: 'Drawdown',
    unit: '% below its high',
    alternative: `How far equity stood below its high, at the deepest ${deepest.toFixed(1)} %.`,
    lines: [{ label: 'Drawdown', colour: 'replay', fill: 'replay-fill', value: percentText }],
    data: [[...at], drawdown.map((value) => value && -value)],
    height: 150,
    y: { range: (_plot, min) => [Math.min(min, -0.05) * 1.1, 0] },
    hasFills: false,
  }
}

function exposure({ at, exposure }: Series): Picture {
  return {
    key: 'exposure',
    title: 'Exposure',
    unit: '% of equity in the market',
    alternative: 'Which share of equity was in the market.',
    lines: [{ label: 'Exposure', colour: 'replay', fill: 'replay-fill', value: percentText }],
    data: [[...at], [...exposure]],
    height: 150,
    y: { range: (_plot, _min, max) => [-0.07 * Math.max(max, 100), 1.04 * Math.max(max, 100)] },
    hasFills: false,
  }
}

function percentText(value: number): string {
  return `${value
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, '')
    .replace('-', '−')}%`
}
