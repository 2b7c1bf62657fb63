import type { DeskReport } from '../desk-report.js'
import type { TimedCycle } from './timeline.js'

/** The times of a cycle that has just ended. */
export function timedReport({ cycle, startedAt, durationMs, runs }: DeskReport): TimedCycle {
  return { id: cycle.id, startedAt, durationMs, runs }
}
