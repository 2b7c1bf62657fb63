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

/** Triangles for fills: up below its place for a buy, down above it for a sell. */
export function drawTriangles(plot: uPlot, places: readonly TrianglePlace[]): void {
  const { ctx } = plot
  const colours = { buy: colour('buy'), sell: colour('sell') }
  ctx.setLineDash([])
  ctx.strokeStyle = colour('panel')
  ctx.lineWidth = uPlot.pxRatio
  for (const place of places) {
    outline(ctx, place)
    ctx.fillStyle = colours[place.side]
    ctx.fill()
    ctx.stroke()
  }
}

function outline(ctx: CanvasRenderingContext2D, { x, y, side }: TrianglePlace): void {
  const half = HALF * uPlot.pxRatio
  const down = side === 'buy' ? 1 : -1
  const tip = y + down * uPlot.pxRatio
  ctx.beginPath()
  ctx.moveTo(x, tip)
  ctx.lineTo(x - half, tip + down * half * 1.7)
  ctx.lineTo(x + half, tip + down * half * 1.7)
  ctx.closePath()
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
