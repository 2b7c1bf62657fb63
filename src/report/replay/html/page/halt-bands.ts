import uPlot from 'uplot'
import type { GateBand } from '../gate-data.js'
import type { PageData } from '../page-data.js'
import { placeOf } from './gate-place.js'
import { gateTip } from './gate-tip.js'
import { colour } from './theme.js'
import { createTooltip, type Tooltip } from './tooltip.js'

const REACH = 4

/** Shades the times in which the gate was shut behind the lines, and says where the pointer is what the gate did. */
export function haltBands(data: Pick<PageData, 'gate' | 'resumes'>): uPlot.Plugin {
  let tooltip: Tooltip | undefined
  return {
    hooks: {
      ready: (plot) => {
        tooltip = createTooltip(plot.over)
      },
      drawClear: (plot) => {
        for (const band of data.gate) if (band.kind !== 'reducing') shade(plot, band)
      },
      setCursor: (plot) => {
        const { left = -1, top = 0 } = plot.cursor
        const isHere = plot.root.parentElement?.matches(':hover, :focus') ?? false
        const slack = plot.posToVal(REACH, 'x') - plot.posToVal(0, 'x')
        const tip = isHere && left >= 0 ? gateTip(data, plot.posToVal(left, 'x'), slack) : undefined
        tooltip?.show(tip, left, top)
      },
    },
  }
}

function shade(plot: uPlot, band: GateBand): void {
  const { ctx, bbox } = plot
  const place = placeOf(plot, band)
  if (place === undefined) return
  const { left, width } = place
  ctx.save()
  ctx.fillStyle = colour(`${band.kind}-band`)
  ctx.fillRect(left, bbox.top, width, bbox.height)
  ctx.fillStyle = colour(band.kind)
  const isHollow = band.kind === 'failed_closed'
  mark(ctx, { x: left + width / 2, y: bbox.top, half: 4 * uPlot.pxRatio, isHollow })
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
