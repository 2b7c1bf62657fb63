import uPlot from 'uplot'
import type { GateBand } from './gate.js'

const NARROWEST = 3

/** Where a time stands in a picture, in dots of its canvas. */
export interface Place {
  readonly left: number
  readonly width: number
}

/** At least a few pixels wide, also at an edge; undefined for a time that is not shown. */
export function placeOf(plot: uPlot, { from, until }: Pick<GateBand, 'from' | 'until'>): Place | undefined {
  const { min = from, max = until } = plot.scales['x'] ?? {}
  if (from > max || until < min) return undefined
  const { left: first, width } = plot.bbox
  const narrowest = NARROWEST * uPlot.pxRatio
  const end = first + width
  const left = Math.min(Math.max(first, plot.valToPos(from, 'x', true)), end - narrowest)
  const right = Math.min(Math.max(plot.valToPos(until, 'x', true), left + narrowest), end)
  return { left, width: right - left }
}
