import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { health, recentSuccessRate } from '../../src/orchestrator/health.js'
import type { RunRecord, RunStatus } from '../../src/orchestrator/record.js'
import { type AgentTally, count, emptyTally, recentExecutions, type Tally } from '../../src/orchestrator/tally.js'
import { countedCycle, runOf } from '../support/run-records.js'

/** The counts of an agent after runs that ended like this, one a cycle. */
function after(statuses: readonly RunStatus[], name = 'a'): AgentTally {
  const tally = statuses.reduce<Tally>((tally, status) => count(tally, countedCycle([runOf(name, status)])), emptyTally)
  return tally.agents[name]!
}

const times = (n: number, status: RunStatus): readonly RunStatus[] => Array.from({ length: n }, () => status)

const anyStatus = fc.constantFrom<RunStatus>('success', 'noop', 'failed', 'timeout', 'skipped', 'halted', 'aborted')

describe('the tally', () => {
  it('counts every status as DESIGN says', () => {
    expect(after(['success', 'noop', 'failed', 'timeout', 'skipped', 'halted', 'aborted'])).toMatchObject({
      executions: 4,
      successes: 2,
      failures: 2,
      timeouts: 1,
      consecutiveFailures: 2,
      lastStatus: 'aborted',
    })
  })

  it('keeps the last execution, and the last error also after a success', () => {
    const failed: RunRecord = { ...runOf('a', 'failed'), failure: { code: 'threw', message: 'down' } }
    const first = count(emptyTally, countedCycle([failed]))
    expect(first.agents['a']).toMatchObject({ lastError: 'down', lastDurationMs: 1_000 })
    const later = { ...runOf('a', 'success'), startedAt: '2026-01-02T00:00:00.000Z', durationMs: 7 }
    expect(count(first, countedCycle([later])).agents['a']).toMatchObject({
      lastError: 'down',
      lastExecution: '2026-01-02T00:00:00.000Z',
      lastDurationMs: 7,
      totalDurationMs: 1_007,
      consecutiveFailures: 0,
    })
  })

  it('keeps counts of cycles and agents that add up, whatever happens', () => {
    const cycles = fc.array(
      fc.record({
        statuses: fc.array(anyStatus, { minLength: 1, maxLength: 4 }),
        aborted: fc.boolean(),
        durationMs: fc.nat(1e6),
        skippedTicks: fc.nat(5),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(cycles, (cycles) => {
        const tally = cycles.reduce<Tally>(
          (tally, { statuses, ...cycle }) =>
            count(tally, { ...countedCycle(statuses.map((status, i) => runOf(`a${i}`, status))), ...cycle }),
          emptyTally,
        )
        const completed = cycles.filter(({ aborted }) => !aborted)
        expect(tally.cycles).toBe(cycles.length)
        expect(tally.completedCycles).toBe(completed.length)
        expect(tally.completedMs).toBe(completed.reduce((sum, { durationMs }) => sum + durationMs, 0))
        expect(tally.skippedTicks).toBe(cycles.reduce((sum, { skippedTicks }) => sum + skippedTicks, 0))
        for (const agent of Object.values(tally.agents)) {
          expect(agent.successes + agent.failures).toBe(agent.executions)
          expect(agent.timeouts).toBeLessThanOrEqual(agent.failures)
          expect(agent.consecutiveFailures).toBeLessThanOrEqual(agent.failures)
          expect(agent.recentFailures.length).toBeLessThanOrEqual(Math.min(agent.failures, 100))
        }
      }),
    )
  })

  it('looks back over the last 100 executions, whatever came between them', () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { minLength: 1, maxLength: 400, size: 'max' }), (statuses) => {
        const executed = statuses.filter((status) => ['success', 'noop', 'failed', 'timeout'].includes(status))
        const recent = executed.slice(-100)
        const failed = recent.filter((status) => status === 'failed' || status === 'timeout').length
        const tally = after(statuses)
        expect(recentExecutions(tally)).toBe(recent.length)
        expect(recentSuccessRate(tally)).toBe(
          recent.length === 0 ? null : (100 * (recent.length - failed)) / recent.length,
        )
      }),
    )
  })

  it('forgets a failure with the hundredth execution after it, not before', () => {
    expect(recentSuccessRate(after(['failed', ...times(99, 'success')]))).toBe(99)
    expect(recentSuccessRate(after(['failed', ...times(100, 'success')]))).toBe(100)
  })

  it('changes nothing of the tally before', () => {
    const before = Object.freeze({ ...emptyTally, agents: Object.freeze({}) })
    count(before, countedCycle([runOf('a', 'failed')]))
    expect(before).toEqual(emptyTally)
  })

  it('counts retries, not first attempts', () => {
    const attempts = [1, 2, 3].map((number) => ({ number, durationMs: 1 }))
    expect(count(emptyTally, countedCycle([{ ...runOf('a', 'success'), attempts }])).agents['a']!.retries).toBe(2)
    expect(count(emptyTally, countedCycle([runOf('a', 'success')])).agents['a']!.retries).toBe(0)
  })

  it.each(['constructor', 'hasownproperty', 'tostring'])('counts an agent named %s like any other', (name) => {
    expect(after(['success', 'failed'], name)).toMatchObject({ executions: 2, successes: 1, totalDurationMs: 2_000 })
  })
})

describe('health', () => {
  it.each<[string, readonly RunStatus[], string]>([
    ['unknown when it only ever was skipped or halted', ['skipped', 'halted', 'aborted'], 'unknown'],
    ['healthy after one success', ['success'], 'healthy'],
    ['healthy after a success that did nothing', ['noop'], 'healthy'],
    ['degraded after one failure', ['failed'], 'degraded'],
    ['degraded at 0 of 2', times(2, 'failed'), 'degraded'],
    ['unhealthy at three failures in a row', times(3, 'failed'), 'unhealthy'],
    [
      'unhealthy at three failures in a row after many successes',
      [...times(97, 'success'), ...times(3, 'timeout')],
      'unhealthy',
    ],
    [
      'degraded at two failures in a row after many successes',
      [...times(98, 'success'), ...times(2, 'failed')],
      'degraded',
    ],
    ['healthy at 95 %', [...times(1, 'failed'), ...times(19, 'success')], 'healthy'],
    ['degraded under 95 %', [...times(1, 'failed'), ...times(18, 'success')], 'degraded'],
    ['degraded at 98 % when the last one failed', [...times(49, 'success'), 'failed'], 'degraded'],
    ['degraded at 1 of 4, not in a row', ['failed', 'failed', 'success', 'failed'], 'degraded'],
    ['unhealthy under 50 % over five', ['failed', 'failed', 'success', 'failed', 'success'], 'unhealthy'],
    ['degraded at 50 % over six', ['failed', 'success', 'failed', 'success', 'failed', 'success'], 'degraded'],
    [
      'healthy again when the failures are over 100 executions ago',
      [...times(20, 'failed'), ...times(100, 'success')],
      'healthy',
    ],
    [
      'unhealthy at 30 % without three in a row',
      ['failed', 'failed', 'success', 'failed', 'failed', 'success', 'failed', 'failed', 'success', 'failed'],
      'unhealthy',
    ],
    ['not touched by cycles in which it did not run', [...times(3, 'failed'), ...times(5, 'halted')], 'unhealthy'],
  ])('is %s', (_claim, statuses, expected) => {
    expect(health(after(statuses))).toBe(expected)
  })
})
