import { cycleMark } from '../../../report/marks.js'
import type { Overview } from '../../api.js'
import type { Sign } from '../parts/told.js'

/** How a recorded cycle stands or ended. */
export function cycleSign(status: Overview['cycles'][number]['status']): Sign {
  switch (status) {
    case 'running':
      return { text: '▸ running', tone: 'accent' }
    case 'interrupted':
      return { text: '▲ interrupted', tone: 'warning' }
    case 'success':
    case 'degraded':
    case 'halted':
    case 'failed-closed':
    case 'aborted':
    case 'error':
      return cycleMark[status]
  }
}
