import type { Overview } from '../../../src/watch/api.js'
import { createMetrics } from '../../../src/watch/metrics/metrics.js'
import { type Exposed, parseExposition, valueOf } from './exposition.js'
import { context } from './watched-run.js'

/** Figures of a run in the hands of a test, read as Prometheus would. */
export async function measured(changed?: ReturnType<typeof context>['context']) {
  const parts = context()
  const given = changed ?? parts.context
  const metrics = await createMetrics(given)
  const read = async () => parseExposition(await metrics.text())
  const value = async (name: string, labels?: Exposed['labels']) => valueOf(await read(), name, labels)
  return { ...parts, given, metrics, families: await read(), read, value }
}

/** A cycle as the record has it. */
export function lastCycle(number: number): NonNullable<Overview['lastSealed']> {
  const at = '2026-01-01T10:00:00.000Z'
  return {
    number,
    id: `c${String(number).padStart(6, '0')}`,
    tick: at,
    asOf: at,
    startedAt: at,
    endedAt: at,
    status: 'success',
    state: 'active',
    stateSince: at,
    reasons: [],
    restrictions: [],
    durationMs: 1000,
    skippedTicks: 0,
    speedup: 2,
    error: null,
    filled: 0,
    denied: 0,
  }
}
