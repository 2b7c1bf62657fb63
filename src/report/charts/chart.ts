import uPlot from 'uplot'
import { axisNumbers, logMarks } from './axis-numbers.js'
import { type ChartTimes, timeLabels } from './chart-times.js'
import { find } from './elements.js'
import { readByKeys } from './keys.js'
import { fillLegend } from './legend.js'
import { colour } from './theme.js'
import type { Timeline } from './timeline.js'
import type { Tip } from './tooltip.js'

/** One line of a picture. */
export interface DrawnLine {
  readonly label: string
  /** The name of a colour of the style sheet. */
  readonly colour: string
  readonly dash?: number[]
  readonly width?: number
  /** The name of the colour between the line and zero. */
  readonly fill?: string
  readonly value: (value: number) => string
}

/** A picture over time. */
export interface ChartOptions {
  /** A figure with a `.legend` and a `.plot` in it. */
  readonly frame: HTMLElement
  /** Where is said what the keyboard reads. */
  readonly readout: HTMLElement
  readonly timeline: Timeline
  readonly times: ChartTimes
  readonly data: uPlot.AlignedData
  readonly lines: readonly DrawnLine[]
  /** CSS pixels on a wide screen. */
  readonly height: number
  readonly y: { readonly range?: uPlot.Scale.Range; readonly isLog?: boolean }
  readonly plugins: readonly uPlot.Plugin[]
  /** What is to be said of an instant beside the values, and what the arrow keys step through instead of rows. */
  readonly tipAt?: (at: number) => Tip | undefined
  readonly stops?: readonly number[]
}

/** A picture that stands in its frame. */
export interface DrawnChart {
  /** The same lines anew, of the time that is shown then. */
  show(data: uPlot.AlignedData): void
  /** Takes it away. */
  remove(): void
}

/** Draws a picture into its frame, and keeps it as wide as that. */
export function drawChart(options: ChartOptions): DrawnChart {
  const { frame, timeline, lines, times } = options
  const box = find('.plot', frame)
  box.replaceChildren()
  const plot = new uPlot(plotOptions(options, box), options.data, box)
  const tell = fillLegend(find('.legend', frame), { lines, plot, times })
  plot.hooks.setCursor = [...(plot.hooks.setCursor ?? []), tell]
  tell()
  plot.setScale('x', { min: timeline.shown.min, max: timeline.shown.max })
  const forgetKeys = readByKeys(plot, box, options)
  const fit = () => plot.setSize(size(box, options.height))
  timeline.attach(plot, fit)
  const resized = new ResizeObserver(fit)
  resized.observe(box)
  return {
    show(data) {
      plot.batch(() => {
        plot.setData(data, false)
        plot.setScale('x', { min: timeline.shown.min, max: timeline.shown.max })
      })
      tell()
    },
    remove() {
      resized.disconnect()
      forgetKeys()
      timeline.detach(plot)
      plot.destroy()
    },
  }
}

function size(box: HTMLElement, height: number): { width: number; height: number } {
  return { width: box.clientWidth, height: isNarrow() ? Math.round(height * 0.8) : height }
}

function isNarrow(): boolean {
  return matchMedia('(max-width: 640px)').matches
}

function plotOptions(options: ChartOptions, box: HTMLElement): uPlot.Options {
  const { timeline, times, lines, height, y, plugins } = options
  return {
    ...size(box, height),
    tzDate: times.date,
    legend: { show: false },
    padding: [10, 22, 0, 0],
    plugins: [...plugins],
    series: [{}, ...lines.map(series)],
    scales: { x: { time: true }, y: y.isLog === true ? LOG_SCALE : y.range === undefined ? {} : { range: y.range } },
    axes: axes(y.isLog === true),
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, dist: 4 },
      bind: { dblclick: () => () => showAll(timeline) },
      // Only the place of the cursor: what is zoomed is the timeline's matter.
      sync: { key: 'time', scales: ['x', null], setSeries: false, filters: { pub: isMove } },
    },
    hooks: {
      setScale: [
        (plot, key) => {
          const { min, max } = plot.scales['x'] ?? {}
          if (key === 'x' && min !== undefined && max !== undefined) timeline.show({ min, max })
        },
      ],
    },
  }
}

function showAll(timeline: Timeline): null {
  timeline.show(timeline.whole)
  return null
}

function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave'
}

function series({ label, colour: name, dash, width = 1.5, fill }: DrawnLine): uPlot.Series {
  return {
    label,
    stroke: () => colour(name),
    width,
    points: { show: false },
    ...(dash === undefined ? {} : { dash }),
    ...(fill === undefined ? {} : { fill: () => colour(fill) }),
  }
}

const LOG_SCALE: uPlot.Scale = {
  distr: 100,
  fwd: (value) => Math.log10(value),
  bwd: (power) => 10 ** power,
  range: (_plot, min, max) => {
    const room = Math.max(0.01, Math.log10(max / min) * 0.06)
    return [min / 10 ** room, max * 10 ** room]
  },
}

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

function axes(isLog: boolean): uPlot.Axis[] {
  const shared = {
    stroke: () => colour('quiet'),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: () => colour('grid'), width: 1 },
  }
  const time = { ...shared, values: timeLabels, space: 64, size: 44, gap: 8, grid: { show: false } }
  const values = {
    ...shared,
    size: isNarrow() ? 48 : 60,
    gap: 6,
    space: 36,
    values: (_plot: uPlot, marks: number[]) => axisNumbers(marks),
    ...(isLog ? { splits: (_plot: uPlot, _axis: number, min: number, max: number) => logMarks(min, max) } : {}),
  }
  return [time, values]
}
