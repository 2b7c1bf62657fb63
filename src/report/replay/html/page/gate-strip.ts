import uPlot from 'uplot'
import type { HaltBand } from '../page-data.js'
import { colour } from './theme.js'

const HEIGHT = 8

/** A strip along the foot of a picture: a thin line while the gate was open, a full bar while it was shut. */
export function gateStrip(halts: readonly HaltBand[]): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot
        const height = HEIGHT * uPlot.pxRatio
        const foot = bbox.top + bbox.height
        ctx.save()
        ctx.beginPath()
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
        ctx.clip()
        ctx.fillStyle = colour('active')
        ctx.fillRect(bbox.left, foot - height / 4, bbox.width, height / 4)
        for (const { from, until, kind } of halts) {
          const left = plot.valToPos(from, 'x', true)
          const width = Math.max(2 * uPlot.pxRatio, plot.valToPos(until, 'x', true) - left)
          ctx.fillStyle = colour(kind)
          ctx.fillRect(left, foot - height, width, height)
        }
        ctx.restore()
      },
    },
  }
}
