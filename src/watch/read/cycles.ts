import { timelineOf } from '../../report/timeline/timeline.js'
import type { Database } from '../../store/connection.js'
import { cyclesBefore, wholeCycle } from '../../store/queries.js'
import { keptIn } from '../../store/retention.js'
import type { CycleDetail, CyclePage } from '../api.js'
import { timedRecord } from './timed-record.js'

/** Which past cycles. */
export interface CyclesQuery {
  /** Only those with a lower number. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The most that a page has. */
export const MOST_CYCLES = 200

/** Past cycles, newest first; the same cost however many there are. */
export function cyclePage(database: Database, { before = Number.MAX_SAFE_INTEGER, limit }: CyclesQuery): CyclePage {
  const most = Math.min(Math.max(Math.trunc(limit), 1), MOST_CYCLES)
  const cycles = cyclesBefore(database, before, most)
  const last = cycles.at(-1)
  return { cycles, before: last === undefined || last.number === 1 ? null : last.number }
}

/** A past cycle with all that is kept of it; undefined when there was none with this id. */
export function cycleDetail(database: Database, id: string): CycleDetail | undefined {
  const whole = wholeCycle(database, id)
  if (whole === undefined) return undefined
  const { runs, attempts, orders, ...cycle } = whole
  const runsKept = cycle.number >= keptIn(database).runsFrom
  return { cycle, timeline: timelineOf(timedRecord(whole)), runsKept, runs, attempts, orders }
}
