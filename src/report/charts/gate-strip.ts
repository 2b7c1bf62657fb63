import uPlot from 'uplot'
import type { GateBand, ShownGate } from './gate.js'
import { placeOf } from './gate-place.js'
import { colour, palette } from './theme.js'
import { drawInside } from './triangle.js'

/** Without colours, the height tells how much was let through. */
const HEIGHTS: Readonly<Record<'active' | GateBand['kind'], number>> = {
  active: 2,
  reducing: 5,
  halted: 9,
  failed_closed: 9,
}
const HALF = 5

/** A strip along the foot of a picture: what the gate let through, with a rhomb for each resume. */
export function gateStrip(shown: () => ShownGate): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { gate, resumes } = shown()
        drawInside(plot, () => {
          const paint = palette()
          bar(plot, 'active', { ...plot.bbox, colour: paint('active') })
          for (const band of gate) {
            const place = placeOf(plot, band)
            if (place !== undefined) bar(plot, band.kind, { ...place, colour: paint(band.kind) })
          }
          for (const { at } of resumes) rhomb(plot, at)
        })
      },
    },
  }
}

interface Bar {
  readonly left: number
  readonly width: number
  readonly colour: string
}

function bar({ ctx, bbox }: uPlot, kind: keyof typeof HEIGHTS, { left, width, colour }: Bar): void {
  const height = HEIGHTS[kind] * uPlot.pxRatio
  ctx.fillStyle = colour
  ctx.fillRect(left, bbox.top + bbox.height - height, width, height)
}

function rhomb(plot: uPlot, at: number): void {
  const { ctx, bbox } = plot
  const half = HALF * uPlot.pxRatio
  const x = plot.valToPos(at, 'x', true)
  const y = bbox.top + bbox.height - HEIGHTS.halted * uPlot.pxRatio - half
  ctx.beginPath()
  ctx.moveTo(x, y - half)
  ctx.lineTo(x + half, y)
  ctx.lineTo(x, y + half)
  ctx.lineTo(x - half, y)
  ctx.closePath()
  ctx.fillStyle = colour('resumed')
  ctx.fill()
  ctx.setLineDash([])
  ctx.strokeStyle = colour('panel')
  ctx.lineWidth = uPlot.pxRatio
  ctx.stroke()
}
