import * as fc from 'fast-check'
import type { TimedCycle, TimedRun } from '../../../src/report/timeline/timeline.js'

const startMs = Date.parse('2026-01-01T10:00:00.250Z')

/** What really happened to an agent, ms since the cycle began. */
export interface Truth {
  readonly agent: string
  readonly phase: string
  readonly beginMs: number
  readonly endMs: number
}

/** A run that took one attempt, as it would be recorded: its start by a wall clock that knows whole milliseconds. */
export function timed(agent: string, changes: Partial<TimedRun> = {}): TimedRun {
  const durationMs = changes.durationMs ?? 100
  return {
    agent,
    phase: 'parallel',
    status: 'success',
    startedAt: at(0),
    queuedMs: 0,
    durationMs,
    attempts: [{ number: 1, durationMs }],
    ...changes,
  }
}

/** The instant so many ms after a cycle of these began, as it is recorded. */
export const at = (ms: number): string => new Date(Math.floor(startMs + ms)).toISOString()

/** A cycle of a second, unless told otherwise. */
export function cycleOf(runs: readonly TimedRun[], changes: Partial<TimedCycle> = {}): TimedCycle {
  return { id: 'c000007', startedAt: at(0), durationMs: 1_000, runs, ...changes }
}

const ms = fc.double({ min: 0, max: 400, noNaN: true })
const row = fc.record({ lane: fc.nat({ max: 3 }), ms, waitsMs: fc.oneof(fc.constant(0), ms) })

/** Cycles with barriers between their phases, and what really happened in them: in each lane one run follows another. */
export const anyCycle = fc
  .record({
    phases: fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
    beforeMs: ms,
    afterMs: ms,
  })
  .map(({ phases, beforeMs, afterMs }) => {
    const truth: Truth[] = []
    const runs: TimedRun[] = []
    let phaseMs = beforeMs
    for (const [index, rows] of phases.entries()) {
      const lanes = new Map<number, number>()
      for (const { lane, ms: durationMs, waitsMs } of rows) {
        const beginMs = (lanes.get(lane) ?? phaseMs) + waitsMs
        const endMs = beginMs + durationMs
        lanes.set(lane, endMs)
        const one = { agent: `a${truth.length}`, phase: `p${index}` }
        truth.push({ ...one, beginMs, endMs })
        runs.push(timed(one.agent, { ...one, startedAt: at(beginMs), queuedMs: beginMs - phaseMs, durationMs }))
      }
      phaseMs = Math.max(phaseMs, ...lanes.values())
    }
    return { truth, cycle: cycleOf(runs, { durationMs: phaseMs + afterMs }) }
  })
