import { timelineOf } from '../../src/report/timeline/timeline.js'
import type { RecordedCycle } from '../../src/store/queries.js'
import type { CycleDetail, CycleLogs, CyclePage } from '../../src/watch/api.js'
import { watchedOverview } from './watched-system.js'

/** `c000012`. */
export const idOf = (number: number) => `c${String(number).padStart(6, '0')}`

/** A record of many cycles: those before a number, newest first. */
export function cyclePage(before: number, limit = 50): CyclePage {
  const numbers = Array.from({ length: Math.min(limit, before - 1) }, (_, index) => before - 1 - index)
  const last = numbers.at(-1) ?? 1
  return { cycles: numbers.map(pastCycle), before: last === 1 ? null : last }
}

/** A cycle of a record in which each took a minute. */
export function pastCycle(number: number): RecordedCycle {
  const [model] = watchedOverview(Date.UTC(2026, 2, 1)).cycles
  const startedAt = new Date(Date.UTC(2026, 1, 1) + number * 60_000).toISOString()
  return { ...model!, number, id: idOf(number), startedAt, tick: startedAt, asOf: startedAt }
}

/** A cycle with a retry, a timeout, a skipped agent, a proposal with everything in it, a fill and a denial. */
export function cycleDetail(number: number, more: Partial<CycleDetail> = {}): CycleDetail {
  const cycle: RecordedCycle = {
    ...pastCycle(number),
    status: 'degraded',
    state: 'reducing',
    durationMs: 4100,
    filled: 2,
    denied: 1,
    reasons: [{ cause: 'limit', code: 'drawdown-soft', agent: 'risk', message: 'drawdown is 9 %', value: 9, limit: 8 }],
  }
  const run = (agent: string, queuedMs: number, more: Partial<CycleDetail['runs'][number]> = {}) => ({
    cycleId: cycle.id,
    agent,
    phase: 'parallel',
    status: 'success' as const,
    failureCode: null,
    failureMessage: null,
    startedAt: new Date(Date.parse(cycle.startedAt) + queuedMs).toISOString(),
    queuedMs,
    durationMs: 300,
    attempts: 1,
    proposal: { summary: `${agent} looked at 3 symbols` },
    health: 'healthy' as const,
    ...more,
  })
  const timeout = { failureCode: 'timeout', failureMessage: 'no answer within 3 s' } as const
  const runs = [
    run('risk', 0, { phase: 'critical', durationMs: 42, proposal: verdict(cycle.id) }),
    run('sentiment', 5, { status: 'timeout', ...timeout, durationMs: 3200, proposal: null, health: 'degraded' }),
    run('strategy', 10, { durationMs: 2600, attempts: 2, proposal: proposal }),
    run('trading', 10, {
      status: 'skipped',
      failureCode: 'needs',
      failureMessage: 'sentiment did not succeed',
      durationMs: 0,
      attempts: 0,
      proposal: null,
    }),
  ]
  const attempt = (agent: string, number: number, durationMs: number) => {
    return { agent, number, durationMs, failureCode: null, failureMessage: null }
  }
  const attempts = [
    attempt('risk', 1, 42),
    { ...attempt('sentiment', 1, 3200), ...timeout },
    { ...attempt('strategy', 1, 500), failureCode: 'threw' as const, failureMessage: 'fetch failed: ECONNRESET' },
    attempt('strategy', 2, 600),
  ]
  const orders = watchedOverview(Date.parse(cycle.startedAt)).orders.map((order) => ({ ...order, cycleId: cycle.id }))
  const timed = runs.map((run) => ({
    ...run,
    ...(run.failureCode === null ? {} : { failure: { code: run.failureCode, message: run.failureMessage ?? '' } }),
    attempts: attempts
      .filter(({ agent }) => agent === run.agent)
      .map(({ number, durationMs, failureCode, failureMessage }) => ({
        number,
        durationMs,
        ...(failureCode === null ? {} : { failure: { code: failureCode, message: failureMessage ?? '' } }),
      })),
  }))
  const timeline = timelineOf({ id: cycle.id, startedAt: cycle.startedAt, durationMs: 4100, runs: timed })
  return { cycle, timeline, runsKept: true, runs, attempts, orders, ...more }
}

const verdict = (cycleId: string) => ({
  summary: 'drawdown is near its limit',
  verdict: { cycleId, state: 'reducing' as const, reasons: [{ code: 'drawdown-soft', message: 'drawdown is 9 %' }] },
})

const proposal = {
  summary: 'bought 0.01 BTC/USDT',
  signals: [{ symbol: 'BTC/USDT', direction: 0.8, confidence: 0.65, reason: 'the means crossed' }],
  orders: [
    {
      symbol: 'BTC/USDT',
      side: 'buy' as const,
      quantity: '0.01',
      expectedPrice: '43900',
      reason: 'trend up',
      protect: { stop: '41500' },
    },
  ],
  metrics: { rsi: 38.2, band: 'low' },
  data: { seen: ['BTC/USDT'] },
}

/** What an agent printed. */
export const agentLogs: CycleLogs = {
  lines: [
    { at: '2026-02-01T00:12:01.000Z', agent: 'strategy', stream: 'out', text: 'fetching headlines' },
    { at: '2026-02-01T00:12:02.000Z', agent: 'strategy', stream: 'err', text: 'ECONNRESET, trying again' },
  ],
  cut: false,
}
