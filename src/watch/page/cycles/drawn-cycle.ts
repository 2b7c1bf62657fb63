import type { PlacedAttempt, PlacedRun } from '../../../report/timeline/timeline.js'
import type { CycleDetail, LiveAttempt, LiveCycle, LiveRun } from '../../api.js'

/** A recorded cycle as one that has ended is drawn; what the deadlines were is not on record. */
export function drawnCycle({ cycle, timeline, runs }: CycleDetail): LiveCycle {
  const { id, number, tick, asOf, state, reasons } = cycle
  const startedMs = Date.parse(cycle.startedAt)
  const endedMs = startedMs + timeline.durationMs
  const summaries = new Map(runs.map(({ agent, proposal }) => [agent, proposal?.summary ?? null]))
  const drawn = timeline.phases.flatMap((phase) =>
    phase.runs.map((placed) => drawnRun(placed, startedMs, summaries.get(placed.run.agent) ?? null)),
  )
  const facts = { id, number, tick, asOf, state, reasons, skippedTicks: cycle.skippedTicks ?? 0 }
  return { ...facts, startedMs, endedMs, status: null, graceMs: 0, runs: drawn }
}

function drawnRun({ run, beginMs, endMs, attempts }: PlacedRun, cycleMs: number, summary: string | null): LiveRun {
  const { agent, phase, status, queuedMs, failure = null } = run
  return {
    agent,
    phase,
    doing: 'ended',
    queuedMs: cycleMs + beginMs - queuedMs,
    timeoutMs: Number.POSITIVE_INFINITY,
    retries: 0,
    attempts: attempts.map((attempt) => drawnAttempt(attempt, cycleMs)),
    retryAtMs: null,
    endedMs: cycleMs + endMs,
    status,
    failure,
    summary,
  }
}

function drawnAttempt({ attempt, beginMs, endMs }: PlacedAttempt, cycleMs: number): LiveAttempt {
  const { number, failure = null } = attempt
  const isLate = failure?.code === 'timeout'
  return {
    number,
    startedMs: cycleMs + beginMs,
    deadlineMs: Number.POSITIVE_INFINITY,
    endedMs: cycleMs + endMs,
    failure,
    late: isLate,
    ending: failure === null ? 'answered' : isLate ? 'late' : 'failed',
  }
}
