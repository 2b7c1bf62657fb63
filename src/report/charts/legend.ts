import type uPlot from 'uplot'
import type { DrawnLine } from './chart.js'
import type { ChartTimes } from './chart-times.js'
import { make } from './elements.js'

/** Whose lines a legend names. */
export interface LegendOptions {
  readonly lines: readonly DrawnLine[]
  readonly plot: uPlot
  readonly times: ChartTimes
}

/** Names the lines of a picture, tells their values where the cursor is, or the last ones, and takes them away. */
export function fillLegend(legend: HTMLElement, { lines, plot, times }: LegendOptions): () => void {
  const time = make('span', 'time')
  const values = lines.map(() => make('b', ''))
  const entries = lines.map((line, index) => entry(line, values[index], plot, index + 1))
  legend.replaceChildren(...entries, time)
  return () => {
    const { idx } = plot.cursor
    const row = idx ?? (plot.data[0]?.length ?? 1) - 1
    const at = plot.data[0]?.[row]
    time.textContent =
      at === undefined ? '' : `${idx === null || idx === undefined ? 'at the end, ' : ''}${times.text(at)}`
    for (const [index, line] of lines.entries()) {
      const value = valueAt(plot, index + 1, row)
      const shown = values[index]
      if (shown !== undefined) shown.textContent = value === undefined ? '–' : line.value(value)
    }
  }
}

/** The value of a series in a row, or the last one before it where the row belongs to another line only. */
export function valueAt(plot: uPlot, series: number, row: number): number | undefined {
  const values = plot.data[series]
  let at = row
  while (at > 0 && values?.[at] === undefined) at--
  return values?.[at] ?? undefined
}

function entry(line: DrawnLine, value: HTMLElement | undefined, plot: uPlot, series: number): HTMLElement {
  const button = make('button', 'line')
  const swatch = make('span', 'swatch')
  swatch.style.borderTopColor = `var(--${line.colour})`
  swatch.style.borderTopStyle = line.dash === undefined ? 'solid' : (line.dash[0] ?? 0) > 3 ? 'dashed' : 'dotted'
  button.setAttribute('type', 'button')
  button.setAttribute('aria-pressed', 'true')
  button.append(swatch, make('span', '', line.label), value ?? '')
  button.addEventListener('click', () => {
    const show = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(show))
    plot.setSeries(series, { show })
  })
  return button
}
