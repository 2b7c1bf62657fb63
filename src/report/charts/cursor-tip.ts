import type uPlot from 'uplot'
import { createTooltip, type Tip, type Tooltip } from './tooltip.js'

/** Where the cursor of a picture is, in CSS pixels of its inside. */
export interface CursorPlace {
  readonly left: number
  readonly top: number
  /** The pointer put it there, not the keyboard: it is somewhere in the height, too. */
  readonly isPointer: boolean
}

/** Says in a tooltip what there is to say of the cursor's place, in the picture that is pointed at or has the focus. */
export function cursorTip(tipAt: (plot: uPlot, place: CursorPlace) => Tip | undefined): uPlot.Plugin {
  let tooltip: Tooltip | undefined
  return {
    hooks: {
      ready: (plot) => {
        tooltip = createTooltip(plot.over)
      },
      setCursor: (plot) => {
        const { left = -1, top = 0 } = plot.cursor
        const isHere = plot.root.parentElement?.matches(':hover, :focus') ?? false
        const place = { left, top, isPointer: plot.over.matches(':hover') }
        tooltip?.show(isHere && left >= 0 ? tipAt(plot, place) : undefined, left, top)
      },
    },
  }
}

/** The time that so many pixels stand for. */
export function timeOf(plot: uPlot, pixels: number): number {
  return plot.posToVal(pixels, 'x') - plot.posToVal(0, 'x')
}
