import { describe, expect, it } from 'vitest'
import type { Cause, TradingState } from '../../src/agents/agent.js'
import type { RunStatus } from '../../src/orchestrator/record.js'
import { buildReport, type CycleEnd } from '../../src/orchestrator/report.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { runOf } from '../support/run-records.js'

function stateOf(state: TradingState['state'], ...causes: readonly Cause[]): TradingState {
  const reasons = causes.map((cause) => ({ code: cause, message: cause, cause }))
  return { state, reasons, restrict: [], since: '2026-01-01T00:00:00.000Z' }
}

const plan: CycleEnd<string>['plan'] = { phases: [], healthChecks: true, breaker: { failures: 5, cycles: 4 } }
const end: CycleEnd<string> = {
  cycle: { id: 'c1', number: 1, tick: '2026-01-01T00:00:00.000Z', asOf: '2026-01-01T00:00:00.000Z' },
  state: stateOf('active'),
  runs: [runOf('a', 'success')],
  settlement: 'settled',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:02.000Z',
  durationMs: 2_000,
  skippedTicks: 0,
  previous: emptyTally,
  plan,
  stopping: false,
  errors: [],
}

const reportOf = (parts: Partial<CycleEnd<string>>) => buildReport({ ...end, ...parts })
const journal = { kind: 'journal', message: 'disk full' } as const
const internal = { kind: 'internal', message: 'a bug' } as const

describe('the status of a cycle', () => {
  const bad = [runOf('a', 'failed')]
  const breached = stateOf('halted', 'breach')
  const blind = stateOf('halted', 'breach', 'unknown')

  it.each([
    [
      'aborted, whatever else happened',
      { stopping: true, errors: [internal, journal], state: blind, runs: bad },
      'aborted',
    ],
    ['error, before everything but a stop', { errors: [journal, internal], state: blind, runs: bad }, 'error'],
    ['failed-closed, when the journal failed', { errors: [journal], state: breached, runs: bad }, 'failed-closed'],
    ['failed-closed, when the journal failed while active', { errors: [journal] }, 'failed-closed'],
    ['failed-closed, when anything was unknown', { state: blind, runs: bad }, 'failed-closed'],
    ['halted by a breach', { state: breached, runs: bad }, 'halted'],
    ['halted by the kill switch', { state: stateOf('halted', 'kill-switch') }, 'halted'],
    ['degraded by a failure', { runs: [runOf('b', 'success'), ...bad] }, 'degraded'],
    [
      'degraded by a timeout while reducing',
      { state: stateOf('reducing', 'limit'), runs: [runOf('a', 'timeout')] },
      'degraded',
    ],
    ['success while reducing', { state: stateOf('reducing', 'limit') }, 'success'],
    ['success with skipped agents', { runs: [runOf('a', 'skipped'), runOf('b', 'noop')] }, 'success'],
    ['success with a warning', { state: stateOf('active', 'warning') }, 'success'],
  ] satisfies [string, Partial<CycleEnd<string>>, string][])('is %s', (_claim, parts, status) => {
    expect(reportOf(parts).status).toBe(status)
  })
})

describe('a report', () => {
  it('tells every error, and that the cycle is not sealed when one is of the journal', () => {
    expect(reportOf({ errors: [internal, journal] })).toMatchObject({ error: 'a bug; disk full', sealed: false })
    expect(reportOf({ errors: [internal] })).toMatchObject({ error: 'a bug', sealed: true })
    expect(reportOf({})).not.toHaveProperty('error')
  })

  it('measures the speed-up', () => {
    const runs = [runOf('a', 'success'), runOf('b', 'noop'), runOf('c', 'success')]
    expect(reportOf({ runs }).performance).toEqual({ sequentialMs: 3_000, wallMs: 2_000, speedup: 1.5 })
  })

  it.each<RunStatus>(['failed', 'timeout', 'skipped', 'halted', 'aborted'])(
    'has no speed-up with an agent that is %s',
    (status) => {
      expect(reportOf({ runs: [runOf('a', 'success'), runOf('b', status)] }).performance.speedup).toBeNull()
    },
  )

  it('has no speed-up of a cycle that took no time', () => {
    expect(reportOf({ durationMs: 0 }).performance.speedup).toBeNull()
  })

  it('counts the cycle in its tally', () => {
    expect(reportOf({ skippedTicks: 3 }).tally).toMatchObject({
      cycles: 1,
      skippedTicks: 3,
      agents: { a: { executions: 1 } },
    })
    expect(reportOf({}).health).toEqual({ a: 'healthy' })
  })
})
