import type { OverviewFacts } from '../../../src/watch/read/overview.js'
import type { SystemOutline } from '../../../src/watch/setup.js'

/** A system of two agents and one symbol, a cycle an hour. */
export const outline: SystemOutline = {
  market: 'RECORDED MARKET · PAPER MONEY',
  quote: 'USDT',
  symbols: ['BTC/USDT'],
  intervalMs: 3_600_000,
  maxWorkers: 4,
  graceMs: 10_000,
  worstCaseMs: 60_000,
  metricsDir: '/nowhere',
  agents: ['risk', 'strategy'].map((name) => ({
    name,
    phase: name === 'risk' ? 'critical' : 'parallel',
    critical: name === 'risk',
    enabled: true,
    timeoutMs: 30_000,
    maxRetries: 1,
  })),
}

/** What an overview tells beside the record, unless told otherwise. */
export function factsOf(changes: Partial<OverviewFacts> = {}): Omit<OverviewFacts, 'loop'> {
  return {
    version: '1.2.3',
    timeZone: 'UTC',
    outline,
    now: '2026-01-01T02:00:00.000Z',
    disk: { free: null, record: 0, logs: 0, metrics: 0 },
    overdue: () => null,
    ...changes,
  }
}
