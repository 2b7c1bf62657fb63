import type { Health } from '../orchestrator/health.js'
import type { CycleStatus, RunStatus } from '../orchestrator/record.js'
import type { RecordedCycle, RecordedOrder } from './queries.js'

// Every word, or the build breaks.
const words = {
  cycle: {
    success: true,
    degraded: true,
    halted: true,
    'failed-closed': true,
    error: true,
    aborted: true,
    running: true,
    interrupted: true,
  } satisfies Record<CycleStatus | RecordedCycle['status'], true>,
  run: {
    success: true,
    noop: true,
    failed: true,
    timeout: true,
    skipped: true,
    halted: true,
    aborted: true,
  } satisfies Record<RunStatus, true>,
  health: { healthy: true, degraded: true, unhealthy: true, unknown: true } satisfies Record<Health, true>,
  order: {
    sent: true,
    filled: true,
    denied: true,
    rejected: true,
    unresolved: true,
  } satisfies Record<RecordedOrder['status'], true>,
} as const

/** Throws TypeError for a word that nobody writes: a damaged record is damaged, whatever SQLite says of its file. */
export function requireWord(kind: keyof typeof words, word: string): void {
  if (!Object.hasOwn(words[kind], word)) throw new TypeError(`"${word}" is no status`)
}
