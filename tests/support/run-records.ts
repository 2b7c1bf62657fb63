import type { JudgedCycle } from '../../src/orchestrator/alerts.js'
import type { RunRecord, RunStatus } from '../../src/orchestrator/record.js'
import type { CountedCycle } from '../../src/orchestrator/tally.js'

/** A run of a second in one attempt. */
export function runOf(agent: string, status: RunStatus, attempts = 1): RunRecord {
  const isGood = status === 'success' || status === 'noop'
  return {
    agent,
    phase: 'parallel',
    status,
    startedAt: '2026-01-01T00:00:00.000Z',
    queuedMs: 0,
    durationMs: 1_000,
    attempts: Array.from({ length: attempts }, (_, i) => ({ number: i + 1, durationMs: 1_000 })),
    ...(isGood ? { proposal: { summary: '' } } : { failure: { code: 'threw', message: 'down' } }),
  }
}

const gates: ReadonlySet<string> = new Set(['critical'])

/** A cycle of a second with these runs. */
export function countedCycle(runs: readonly RunRecord[], durationMs = 1_000): CountedCycle & JudgedCycle {
  const at = { cycleId: 'c1', endedAt: '2026-01-01T00:00:01.000Z' }
  return { ...at, runs, aborted: false, durationMs, skippedTicks: 0, breaker: { failures: 5, cycles: 4 }, gates }
}
