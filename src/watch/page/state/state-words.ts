import { stateMark } from '../../../report/marks.js'
import type { Overview } from '../../api.js'
import type { Sign } from '../parts/told.js'

type Standing = Overview['standing']

/** The trading state as a sign and a word. */
export function stateSign({ state }: Pick<Standing, 'state'>): Sign {
  return state === 'unknown' ? { text: '○ UNKNOWN', tone: 'quiet' } : stateMark[state]
}

/** What is sent in this state. */
export function sentWords({ state, reasons }: Pick<Standing, 'state' | 'reasons'>): string {
  switch (state) {
    case 'unknown':
      return 'no cycle has come to its end yet'
    case 'active':
      return 'orders within the limits are sent'
    case 'reducing':
      return 'reductions only are sent'
    case 'halted':
      return reasons.some(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
        ? 'nothing is sent'
        : 'protective exits only are sent'
  }
}

/** What a reason does, as a sign and a word. */
export const causeSign: Readonly<Record<Standing['reasons'][number]['cause'], Sign>> = {
  warning: { text: '▲ warning', tone: 'warning' },
  limit: { text: '▲ limit', tone: 'warning' },
  breach: { text: '✖ breach', tone: 'bad' },
  unknown: { text: '✖ unknown', tone: 'bad' },
  'kill-switch': { text: '✖ kill switch', tone: 'bad' },
}
