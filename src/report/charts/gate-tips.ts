import type uPlot from 'uplot'
import { cursorTip, timeOf } from './cursor-tip.js'
import type { ShownGate } from './gate.js'
import { gateTip } from './gate-tip.js'

const REACH = 4

/** Says where the cursor is what the gate did. */
export function gateTips(shown: () => ShownGate): uPlot.Plugin {
  return cursorTip((plot, { left }) => gateTip(shown(), plot.posToVal(left, 'x'), timeOf(plot, REACH)))
}
