import type { ChartTimes } from '../../../report/charts/chart-times.js'
import type { GateBand, ShownGate } from '../../../report/charts/gate.js'
import type { Series } from '../../api.js'

/** When nothing could be bought, as bands of the pictures. */
export function shownGate({ halts }: Series, times: ChartTimes): ShownGate {
  return { gate: halts.map((halt) => bandOf(halt, times)), resumes: [] }
}

function bandOf({ from, to, state, code, message }: Series['halts'][number], times: ChartTimes): GateBand {
  return {
    from,
    until: to ?? Number.MAX_SAFE_INTEGER,
    kind: state,
    // Only when it is asked for: there may be hundreds, and to tell a time in a zone takes its time.
    get title() {
      const ended = to === null ? 'and still so' : `until ${times.text(to)}`
      return `${state === 'halted' ? '✖ Halted' : '▲ Reductions only'} ${times.text(from)}, ${ended}`
    },
    lines: [[code, message].filter((text) => text !== '').join(': ')],
  }
}
