import type { LiveCycle, LiveRun } from '../../api.js'
import { type AttemptEnding, endingOf } from './attempt-ending.js'

/** A stretch of time of a run, epoch ms. */
export interface Bar {
  readonly kind: 'queued' | 'waiting' | 'overtime' | AttemptEnding
  readonly fromMs: number
  readonly toMs: number
  /** What ended with it, where that is to be seen. */
  readonly end?: AttemptEnding
}

/** What is drawn of a run. */
export interface DrawnRun {
  readonly bars: readonly Bar[]
  /** Of its last attempt, but for one that is followed by another. */
  readonly deadline: DrawnDeadline | undefined
}

/** Where a deadline is. */
export interface DrawnDeadline {
  readonly atMs: number
  /** Until when it has to end after it; undefined for what had ended in time. */
  readonly graceUntilMs: number | undefined
}

/** A run of a cycle as bars, in the order of time. */
export function drawnRun(run: LiveRun, cycle: Pick<LiveCycle, 'graceMs' | 'endedMs'>, nowMs: number): DrawnRun {
  const untilMs = run.endedMs ?? cycle.endedMs ?? nowMs
  const bars: Bar[] = []
  const first = run.attempts[0]?.startedMs ?? untilMs
  if (first > run.queuedMs) bars.push({ kind: 'queued', fromMs: run.queuedMs, toMs: first })
  for (const [index, attempt] of run.attempts.entries()) {
    const { startedMs, deadlineMs } = attempt
    const endMs = attempt.endedMs ?? untilMs
    const kind = endingOf(attempt, nowMs)
    const inTimeMs = Math.min(endMs, deadlineMs)
    const isOver = endMs > deadlineMs
    bars.push({ kind, fromMs: startedMs, toMs: inTimeMs, ...(isOver ? {} : { end: kind }) })
    if (isOver) bars.push({ kind: 'overtime', fromMs: deadlineMs, toMs: endMs, end: kind })
    const nextMs = run.attempts[index + 1]?.startedMs ?? (run.doing === 'waiting' ? (run.retryAtMs ?? nowMs) : endMs)
    if (nextMs > endMs) bars.push({ kind: 'waiting', fromMs: endMs, toMs: nextMs })
  }
  return { bars, deadline: run.doing === 'waiting' ? undefined : deadlineOf(run, cycle.graceMs) }
}

function deadlineOf({ attempts }: LiveRun, graceMs: number): DrawnDeadline | undefined {
  const last = attempts.at(-1)
  // Of a past cycle it is not known.
  if (last === undefined || !Number.isFinite(last.deadlineMs)) return undefined
  const { deadlineMs: atMs, endedMs } = last
  const isDone = endedMs !== null && endedMs <= atMs
  return { atMs, graceUntilMs: isDone ? undefined : atMs + graceMs }
}
