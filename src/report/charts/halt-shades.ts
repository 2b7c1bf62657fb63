import uPlot from 'uplot'
import type { GateBand, ShownGate } from './gate.js'
import { placeOf } from './gate-place.js'
import { palette } from './theme.js'

/** Shades the times in which the gate was shut behind the lines. */
export function haltShades(shown: () => Pick<ShownGate, 'gate'>): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        const paint = palette()
        for (const band of shown().gate) if (band.kind !== 'reducing') shade(plot, band, paint)
      },
    },
  }
}

function shade(plot: uPlot, band: GateBand, paint: (name: string) => string): void {
  const { ctx, bbox } = plot
  const place = placeOf(plot, band)
  if (place === undefined) return
  const { left, width } = place
  ctx.save()
  ctx.fillStyle = paint(`${band.kind}-band`)
  ctx.fillRect(left, bbox.top, width, bbox.height)
  ctx.fillStyle = paint(band.kind)
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
