import uPlot from 'uplot'
import { colour } from './theme.js'

/** Half of a triangle's width, CSS pixels. */
export const HALF = 5

/** Where a triangle stands: its tip, in dots of the canvas. */
export interface TrianglePlace {
  readonly x: number
  readonly y: number
  readonly side: 'buy' | 'sell'
}

/** A triangle for a fill: up below its place for a buy, down above it for a sell. */
export function drawTriangle({ ctx }: uPlot, { x, y, side }: TrianglePlace): void {
  const half = HALF * uPlot.pxRatio
  const down = side === 'buy' ? 1 : -1
  const tip = y + down * uPlot.pxRatio
  ctx.beginPath()
  ctx.moveTo(x, tip)
  ctx.lineTo(x - half, tip + down * half * 1.7)
  ctx.lineTo(x + half, tip + down * half * 1.7)
  ctx.closePath()
  ctx.fillStyle = colour(side)
  ctx.fill()
  ctx.setLineDash([])
  ctx.strokeStyle = colour('panel')
  ctx.lineWidth = uPlot.pxRatio
  ctx.stroke()
}

/** Draws within the lines of a picture only. */
export function drawInside(plot: uPlot, draw: () => void): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  draw()
  ctx.restore()
}
