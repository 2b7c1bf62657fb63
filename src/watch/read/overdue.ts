import { duration, instant } from '../../report/figures.js'
import type { RecordedCycle } from '../../store/queries.js'
import type { Live } from '../api.js'
import type { SystemOutline } from '../setup.js'

/** What a loop is at: a cycle, or waiting for one that is due. */
export type LoopCourse =
  | { readonly cycle: string; readonly sinceMs: number }
  | { readonly cycle: null; readonly dueMs: number }

/** What a loop that is awake may be late by. */
const TICK_SLACK_MS = 5000

/** What a cycle may take beyond its worst case: looking at the market, settling and sealing. */
const CYCLE_SLACK_MS = 60_000

/** What is known of a loop: what it told, and the newest cycle of its record. */
export interface LoopEvidence {
  readonly live?: Live
  readonly newest: RecordedCycle | undefined
  readonly startedMs: number
  readonly intervalMs: number
}

/** The course of a loop by its events, or by its record where that knows more; then a cycle is due at the latest time that it can be. */
export function courseOf({ live, newest, startedMs, intervalMs }: LoopEvidence): LoopCourse {
  const told = live === undefined || isBehind(live, newest) ? undefined : courseByEvents(live)
  if (told !== undefined) return told
  if (newest?.status === 'running') return { cycle: newest.id, sinceMs: Date.parse(newest.startedAt) }
  const endedMs = newest === undefined ? startedMs : Date.parse(newest.endedAt ?? newest.tick)
  return { cycle: null, dueMs: Math.max(startedMs, endedMs) + intervalMs }
}

/** Whether events were missed: the record has a later cycle, or the end of one that seems to go on. */
function isBehind({ doing, cycle }: Live, newest: RecordedCycle | undefined): boolean {
  if (newest === undefined || cycle === null) return false
  if (newest.number !== cycle.number) return newest.number > cycle.number
  return doing === 'running' && newest.status !== 'running'
}

function courseByEvents({ doing, sleepsUntilMs, cycle }: Live): LoopCourse | undefined {
  switch (doing) {
    case 'running':
      return cycle === null ? undefined : { cycle: cycle.id, sinceMs: cycle.startedMs }
    case 'sleeping':
      return { cycle: null, dueMs: sleepsUntilMs ?? cycle?.endedMs ?? Number.POSITIVE_INFINITY }
    case 'starting':
    case 'stopped':
      return undefined
  }
}

/**
 * What a loop should have done by now, null when it keeps its time: begun a cycle that was due, but for a tenth of the
 * interval and 5 s; ended one that has run for longer than its worst case and 60 s. The same words while it lasts.
 */
export function overdueWords(
  course: LoopCourse,
  nowMs: number,
  { intervalMs, worstCaseMs }: Pick<SystemOutline, 'intervalMs' | 'worstCaseMs'>,
): string | null {
  if (course.cycle === null)
    return nowMs > course.dueMs + intervalMs / 10 + TICK_SLACK_MS
      ? `the cycle due at ${at(course.dueMs)} has not begun`
      : null
  if (nowMs <= course.sinceMs + worstCaseMs + CYCLE_SLACK_MS) return null
  return `${course.cycle} has run since ${at(course.sinceMs)}, and takes ${duration(worstCaseMs)} at worst`
}

const at = (epochMs: number) => instant(new Date(epochMs).toISOString())
