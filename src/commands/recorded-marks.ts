import { cycleMark, orderMark } from '../report/marks.js'
import type { Cell } from '../report/page.js'
import type { RecordedCycle, RecordedOrder } from '../store/queries.js'

/** How a cycle ended, or that it has not. */
export const recordedCycleMark: Readonly<Record<RecordedCycle['status'], Cell>> = {
  ...cycleMark,
  running: { text: '○ running', tone: 'quiet' },
  interrupted: { text: '▲ interrupted', tone: 'warning' },
}

/** What became of an order, or that its answer is not known. */
export const recordedOrderMark: Readonly<Record<RecordedOrder['status'], Cell>> = {
  ...orderMark,
  sent: { text: '▲ sent', tone: 'warning' },
}
