import uPlot from 'uplot'
import type { HaltBand } from '../page-data.js'
import { colour } from './theme.js'
import { createTooltip, type Tip, type Tooltip } from './tooltip.js'

/** The halt at an instant, or within `slack` seconds of it. */
export function haltAt(halts: readonly HaltBand[], at: number, slack = 0): HaltBand | undefined {
  const near = halts.filter(({ from, until }) => at >= from - slack && at <= until + slack)
  return near.find(({ from, until }) => at >= from && at < until) ?? near[0]
}

/** Shades the times in which the gate was shut behind the lines, and says why where the pointer is. */
export function haltBands(halts: readonly HaltBand[]): uPlot.Plugin {
  let tooltip: Tooltip | undefined
  return {
    hooks: {
      ready: (plot) => {
        tooltip = createTooltip(plot.over)
      },
      drawClear: (plot) => {
        for (const halt of halts) shade(plot, halt)
      },
      setCursor: (plot) => {
        const { left = -1, top = 0 } = plot.cursor
        const isHere = plot.root.parentElement?.matches(':hover, :focus') ?? false
        tooltip?.show(isHere && left >= 0 ? tipAt(plot, halts, left) : undefined, left, top)
      },
    },
  }
}

const REACH = 4

function tipAt(plot: uPlot, halts: readonly HaltBand[], left: number): Tip | undefined {
  const slack = plot.posToVal(REACH, 'x') - plot.posToVal(0, 'x')
  return haltAt(halts, plot.posToVal(left, 'x'), slack)
}

function shade(plot: uPlot, { from, until, kind }: HaltBand): void {
  const { ctx, bbox } = plot
  const start = plot.valToPos(from, 'x', true)
  const end = Math.max(plot.valToPos(until, 'x', true), start + 2 * uPlot.pxRatio)
  const left = Math.max(bbox.left, start)
  const right = Math.min(bbox.left + bbox.width, end)
  if (right <= left) return
  ctx.save()
  ctx.fillStyle = colour(`${kind}-band`)
  ctx.fillRect(left, bbox.top, right - left, bbox.height)
  ctx.fillStyle = colour(kind)
  mark(ctx, { x: (left + right) / 2, y: bbox.top, half: 4 * uPlot.pxRatio, isHollow: kind === 'failed_closed' })
  ctx.restore()
}

interface Mark {
  readonly x: number
  readonly y: number
  readonly half: number
  readonly isHollow: boolean
}

/** Without colours, a full triangle tells a halt by a limit from a hollow one of a gate that failed closed. */
function mark(ctx: CanvasRenderingContext2D, { x, y, half, isHollow }: Mark): void {
  ctx.beginPath()
  ctx.moveTo(x - half, y - half * 1.5)
  ctx.lineTo(x + half, y - half * 1.5)
  ctx.lineTo(x, y)
  ctx.closePath()
  // Lines that were drawn before leave theirs.
  ctx.setLineDash([])
  ctx.strokeStyle = ctx.fillStyle
  ctx.lineWidth = uPlot.pxRatio
  if (isHollow) ctx.stroke()
  else ctx.fill()
}
