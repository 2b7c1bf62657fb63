import { share } from '../derived-figures.js'
import { runsInLanes } from './lanes.js'
import type { Timeline } from './timeline.js'

/** What running side by side was worth in one cycle, all of it measured. */
export interface CycleFigures {
  readonly agents: number
  readonly succeeded: number
  /** Timeouts among them. */
  readonly failed: number
  /** Their conditions gave them no turn: neither of both, and no loss. */
  readonly notDue: number
  /** Skipped for another reason, halted or stopped. */
  readonly unfinished: number
  /** Of those that succeeded or failed; null when none did. */
  readonly successRatePercent: number | null
  readonly totalMs: number
  /** Σ run durations. */
  readonly sequentialMs: number
  /** Sequential less total, negative where nothing was saved; null when any agent that was due did not succeed. */
  readonly timeSavedMs: number | null
  /** The time saved as a share of the sequential time. */
  readonly efficiencyPercent: number | null
  readonly speedup: number | null
  readonly phases: number
  /** How many agents ran at once at most. */
  readonly mostInParallel: number
}

/** Measures a cycle. */
export function cycleFigures(timeline: Timeline): CycleFigures {
  const { runs, durationMs: totalMs } = timeline.cycle
  const countOf = (...statuses: readonly string[]) => runs.filter(({ status }) => statuses.includes(status)).length
  const succeeded = countOf('success', 'noop')
  const failed = countOf('failed', 'timeout')
  const sequentialMs = runs.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const notDue = runs.filter(({ failure }) => failure?.code === 'not-due').length
  const isWhole = succeeded > 0 && succeeded + notDue === runs.length
  const timeSavedMs = isWhole && totalMs > 0 ? sequentialMs - totalMs : null
  return {
    agents: runs.length,
    succeeded,
    failed,
    notDue,
    unfinished: runs.length - succeeded - failed - notDue,
    successRatePercent: share(succeeded, succeeded + failed),
    totalMs,
    sequentialMs,
    timeSavedMs,
    efficiencyPercent: timeSavedMs === null ? null : share(timeSavedMs, sequentialMs),
    speedup: timeSavedMs === null ? null : sequentialMs / totalMs,
    phases: timeline.phases.length,
    mostInParallel: Math.max(0, ...runsInLanes(timeline).map(({ lane }) => lane + 1)),
  }
}
