import uPlot from 'uplot'
import type { CursorPlace } from '../../../report/charts/cursor-tip.js'
import { drawInside, drawTriangles, HALF } from '../../../report/charts/triangle.js'
import type { Series, SeriesFill } from '../../api.js'

/** Fills that stand so close together that one mark stands for them; its place is in CSS pixels. */
interface FillGroup {
  readonly side: SeriesFill['side']
  readonly fills: SeriesFill[]
  readonly left: number
  readonly top: number
}

/** Closer ones would hide each other. */
const APART = 10
const REACH = 14

/** Marks of fills along a line, and which of them somebody points at. */
export interface FillMarks {
  readonly plugin: uPlot.Plugin
  near(place: CursorPlace): readonly SeriesFill[]
}

/** A triangle for fills, below the last line for what was bought and above it for what was sold. */
export function fillMarks(series: () => Series): FillMarks {
  let groups: readonly FillGroup[] = []
  return {
    plugin: {
      hooks: {
        draw: (plot) => {
          groups = groupsOf(plot, series().fills)
          const places = groups.map(({ side, left, top }) => ({ side, ...dotsOf(plot, left, top) }))
          drawInside(plot, () => drawTriangles(plot, places))
        },
      },
    },
    near: (place) => nearest(groups, place)?.fills ?? [],
  }
}

function groupsOf(plot: uPlot, fills: readonly SeriesFill[]): readonly FillGroup[] {
  const groups = new Map<string, FillGroup>()
  const { clientWidth } = plot.over
  for (const fill of fills) {
    const left = plot.valToPos(fill.at, 'x')
    if (!(left >= 0 && left <= clientWidth)) continue
    const key = `${fill.side} ${Math.round(left / APART)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { side: fill.side, fills: [fill], left, top: topOf(plot, fill.at) })
    else group.fills.push(fill)
  }
  return [...groups.values()]
}

/** On the line; in the middle where it has a gap. */
function topOf(plot: uPlot, at: number): number {
  const value = plot.data.at(-1)?.[plot.valToIdx(at)]
  return typeof value === 'number' ? plot.valToPos(value, 'y') : plot.over.clientHeight / 2
}

function dotsOf({ bbox }: uPlot, left: number, top: number): { readonly x: number; readonly y: number } {
  return { x: bbox.left + left * uPlot.pxRatio, y: bbox.top + top * uPlot.pxRatio }
}

function nearest(groups: readonly FillGroup[], { left, top }: CursorPlace): FillGroup | undefined {
  let best: FillGroup | undefined
  let least = REACH
  for (const group of groups) {
    const middle = group.top + (group.side === 'buy' ? HALF : -HALF)
    const distance = Math.hypot(group.left - left, middle - top)
    if (distance < least) [best, least] = [group, distance]
  }
  return best
}
