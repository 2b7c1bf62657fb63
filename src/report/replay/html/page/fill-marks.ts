import uPlot from 'uplot'
import { money, price } from '../../../figures.js'
import type { FillPoint } from '../page-data.js'
import { colour } from './theme.js'
import { timeText } from './times.js'
import { createTooltip, type Tip, type Tooltip } from './tooltip.js'

const HALF = 5
const REACH = 14

/** What a fill is told as. */
export function fillTip({ at, side, price: paid, notional, agent, reason, count }: FillPoint, quote: string): Tip {
  const merged = count === 1 ? '' : ` in ${count} fills`
  return {
    title: `${side === 'buy' ? '▲ bought' : '▼ sold'} ${money(notional)} ${quote} at ${price(paid)}${merged}`,
    lines: [`${agent}, ${timeText(at)}`, ...(reason === '' ? [] : [reason])],
  }
}

/** Triangles for fills, up below the price for buys and down above it for sells, and what is to be said of each. */
export function fillMarks(fills: readonly FillPoint[], quote: string): uPlot.Plugin {
  let tooltip: Tooltip | undefined
  return {
    hooks: {
      ready: (plot) => {
        tooltip = createTooltip(plot.over)
      },
      draw: (plot) => {
        const { ctx, bbox } = plot
        ctx.save()
        ctx.beginPath()
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
        ctx.clip()
        for (const fill of fills) triangle(plot, fill)
        ctx.restore()
      },
      setCursor: (plot) => {
        const { left = -1, top = 0 } = plot.cursor
        const isHere = plot.root.parentElement?.matches(':hover, :focus') ?? false
        const near = isHere && left >= 0 ? nearest(plot, fills, left, top) : undefined
        tooltip?.show(near && fillTip(near, quote), left, top)
      },
    },
  }
}

function triangle(plot: uPlot, { at, side, price: paid }: FillPoint): void {
  const { ctx } = plot
  const half = HALF * uPlot.pxRatio
  const down = side === 'buy' ? 1 : -1
  const x = plot.valToPos(at, 'x', true)
  const tip = plot.valToPos(paid, 'y', true) + down * uPlot.pxRatio
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

/** With the keyboard the cursor stands on a fill's instant, with the pointer near its triangle. */
function nearest(plot: uPlot, fills: readonly FillPoint[], left: number, top: number): FillPoint | undefined {
  const isPointer = plot.over.matches(':hover')
  let best: FillPoint | undefined
  let least = REACH
  for (const fill of fills) {
    const across = Math.abs(plot.valToPos(fill.at, 'x') - left)
    if (across >= least) continue
    const down = isPointer ? plot.valToPos(fill.price, 'y') + (fill.side === 'buy' ? HALF : -HALF) - top : 0
    const distance = Math.hypot(across, down)
    if (distance < least) [best, least] = [fill, distance]
  }
  return best
}
