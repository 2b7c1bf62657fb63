import type uPlot from 'uplot'
import { type CursorPlace, cursorTip } from '../../../charts/cursor-tip.js'
import type { Tip } from '../../../charts/tooltip.js'
import { drawInside, drawTriangles, HALF } from '../../../charts/triangle.js'
import { money, price } from '../../../figures.js'
import type { FillPoint } from '../page-data.js'
import { timeText } from './times.js'

const REACH = 14

/** What a fill is told as. */
export function fillTip({ at, side, price: paid, notional, agent, reason, count }: FillPoint, quote: string): Tip {
  const merged = count === 1 ? '' : ` in ${count} fills`
  return {
    title: `${side === 'buy' ? '▲ bought' : '▼ sold'} ${money(notional)} ${quote} at ${price(paid)}${merged}`,
    lines: [`${agent}, ${timeText(at)}`, ...(reason === '' ? [] : [reason])],
  }
}

/** Triangles for fills, up below the price for buys and down above it for sells. */
export function fillMarks(fills: readonly FillPoint[]): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) =>
        drawInside(plot, () => {
          const places = fills.map(({ at, price: paid, side }) => {
            return { x: plot.valToPos(at, 'x', true), y: plot.valToPos(paid, 'y', true), side }
          })
          drawTriangles(plot, places)
        }),
    },
  }
}

/** What is to be said of each of them. */
export function fillTips(fills: readonly FillPoint[], quote: string): uPlot.Plugin {
  return cursorTip((plot, place) => {
    const near = nearest(plot, fills, place)
    return near && fillTip(near, quote)
  })
}

/** With the keyboard the cursor stands on a fill's instant, with the pointer near its triangle. */
function nearest(
  plot: uPlot,
  fills: readonly FillPoint[],
  { left, top, isPointer }: CursorPlace,
): FillPoint | undefined {
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
