import type uPlot from 'uplot'
import type { ChartOptions } from './chart.js'
import { valueAt } from './legend.js'

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -50,
  PageDown: 50,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/**
 * Arrow keys move the cursor over a picture that has the focus, within the time it shows, and what stands there is read
 * out; Home and End go to the ends. The returned function stops that.
 */
export function readByKeys(plot: uPlot, box: HTMLElement, options: ChartOptions): () => void {
  let last = Number.POSITIVE_INFINITY
  const read = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const { min, max } = options.timeline.shown
    const stops = options.stops ?? [...(plot.data[0] ?? [])]
    const shown = stops.filter((stop) => stop >= min && stop <= max)
    if (step === undefined || shown.length === 0) return
    event.preventDefault()
    const from = step < 0 ? shown.findIndex((stop) => stop >= last) : shown.findLastIndex((stop) => stop <= last)
    const start = from < 0 && step < 0 ? shown.length : from
    last = shown[Math.max(0, Math.min(shown.length - 1, start + step))] ?? last
    plot.setCursor({ left: plot.valToPos(last, 'x'), top: plot.over.clientHeight / 2 })
    options.readout.textContent = reading(plot, options, last)
  }
  const leave = () => plot.setCursor({ left: -10, top: -10 })
  box.addEventListener('keydown', read)
  box.addEventListener('blur', leave)
  return () => {
    box.removeEventListener('keydown', read)
    box.removeEventListener('blur', leave)
  }
}

function reading(plot: uPlot, { lines, times, tipAt }: ChartOptions, instant: number): string {
  const row = plot.valToIdx(instant)
  const values = lines.flatMap((line, index) => {
    const value = valueAt(plot, index + 1, row)
    return value === undefined ? [] : [`${line.label} ${line.value(value)}`]
  })
  const tip = tipAt?.(instant)
  const more = tip === undefined ? [] : [tip.title, ...tip.lines]
  return [times.text(instant), ...values, ...more].join('; ')
}
