import { count, percent } from '../../figures.js'
import type { Cell, Page } from '../../page.js'
import type { GateState, ReplayReport } from '../report.js'

const MARKS: Readonly<Record<GateState, Cell>> = {
  active: { text: '● active', tone: 'good' },
  reducing: { text: '▲ reducing', tone: 'warning' },
  halted: { text: '✖ halted', tone: 'bad' },
  failed_closed: { text: '✖ failed closed', tone: 'bad' },
}

const STATES: readonly GateState[] = ['active', 'reducing', 'halted', 'failed_closed']

/** How much of the time the gate was in each of its states. */
export function gateTimes({ run: { states } }: ReplayReport, page: Page): string[] {
  const rows = STATES.map((state): Cell[] => [
    MARKS[state],
    percent(states[state].percent),
    `${count(states[state].cycles)} cycles`,
  ])
  return [...page.heading('TIME IN EACH STATE'), ...page.table([{}, { align: 'right' }, { align: 'right' }], rows)]
}
