import type { AttemptRecord, RunRecord } from '../../orchestrator/record.js'
import { placeAttempts } from './attempts.js'

/** A run, as far as its times matter. */
export type TimedRun = Pick<
  RunRecord,
  'agent' | 'phase' | 'status' | 'startedAt' | 'queuedMs' | 'durationMs' | 'attempts' | 'failure'
>

/** A cycle, as far as its times matter: of a report, or of the record. */
export interface TimedCycle {
  readonly id: string
  /** ISO UTC. */
  readonly startedAt: string
  readonly durationMs: number
  /** In plan order. */
  readonly runs: readonly TimedRun[]
}

/** From when to when, ms since the cycle began. */
export interface Span {
  readonly beginMs: number
  readonly endMs: number
}

/** One attempt, where it lies. */
export interface PlacedAttempt extends Span {
  readonly attempt: AttemptRecord
}

/** One run, where it lies; one that made no attempt takes no time. */
export interface PlacedRun extends Span {
  readonly run: TimedRun
  readonly attempts: readonly PlacedAttempt[]
}

/** The runs of a phase, in plan order. */
export interface PlacedPhase extends Span {
  readonly name: string
  readonly runs: readonly PlacedRun[]
}

/** When everything in a cycle happened. */
export interface Timeline {
  readonly cycle: TimedCycle
  /** At least the cycle's duration, and up to the end of every run. */
  readonly durationMs: number
  readonly phases: readonly PlacedPhase[]
}

/** What the wall clock's instants, whole milliseconds, may be wrong by. */
const WALL_MS = 2

/** Runs that count their time in the queue from the same instant. */
interface Group {
  /** That instant, by the wall clock. */
  readonly clockMs: number
  readonly beginMs: number
}

/**
 * Puts the runs of a cycle in their places. Within a phase those are exact, as each tells by the monotonic clock how long
 * it queued; where the phase began is by the wall clock, but never before the one before it ended, unless both shared one
 * queue, and never so late that its runs would outlast the cycle.
 */
export function timelineOf(cycle: TimedCycle): Timeline {
  const phases: PlacedPhase[] = []
  let group: Group | undefined
  let lastEndMs = 0
  for (const [name, runs] of byPhase(cycle.runs)) {
    group = groupOf(runs.filter(hasRun), cycle, { before: group, lastEndMs })
    const { beginMs } = group
    const placed = runs.map((run) => placeRun(run, beginMs))
    const endMs = Math.max(beginMs, ...placed.map((run) => run.endMs))
    phases.push({ name, beginMs, endMs, runs: placed })
    lastEndMs = Math.max(lastEndMs, endMs)
  }
  return { cycle, durationMs: Math.max(cycle.durationMs, lastEndMs), phases }
}

/** Whether it made an attempt: whatever was skipped, or halted before it began, has none. */
export const hasRun = ({ attempts }: Pick<TimedRun, 'attempts'>): boolean => attempts.length > 0

function byPhase(runs: readonly TimedRun[]): ReadonlyMap<string, readonly TimedRun[]> {
  const phases = new Map<string, TimedRun[]>()
  for (const run of runs) {
    const phase = phases.get(run.phase) ?? []
    phase.push(run)
    phases.set(run.phase, phase)
  }
  return phases
}

function groupOf(
  runs: readonly TimedRun[],
  cycle: TimedCycle,
  { before, lastEndMs }: { readonly before: Group | undefined; readonly lastEndMs: number },
): Group {
  if (runs.length === 0) return { clockMs: Number.NaN, beginMs: lastEndMs }
  const cycleMs = Date.parse(cycle.startedAt)
  const clockMs = Math.max(...runs.map(({ startedAt, queuedMs }) => Date.parse(startedAt) - queuedMs)) - cycleMs
  const isSameQueue =
    before !== undefined && clockMs < lastEndMs - WALL_MS && Math.abs(clockMs - before.clockMs) <= WALL_MS
  if (isSameQueue) return before
  const lengthMs = Math.max(...runs.map(({ queuedMs, durationMs }) => queuedMs + durationMs))
  const beginMs = Math.max(lastEndMs, Math.min(clockMs, cycle.durationMs - lengthMs))
  return { clockMs, beginMs }
}

function placeRun(run: TimedRun, phaseMs: number): PlacedRun {
  const beginMs = phaseMs + run.queuedMs
  const span = { beginMs, endMs: beginMs + run.durationMs }
  return { run, ...span, attempts: placeAttempts(run.attempts, span) }
}
