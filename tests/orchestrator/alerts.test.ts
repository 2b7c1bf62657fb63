import { describe, expect, it } from 'vitest'
import { judge } from '../../src/orchestrator/alerts.js'
import type { RunRecord, RunStatus } from '../../src/orchestrator/record.js'
import { count, emptyTally, type Tally } from '../../src/orchestrator/tally.js'
import { countedCycle, runOf } from '../support/run-records.js'
import { answers, judges, planned, throws } from '../support/scripted-executor.js'
import { World } from '../support/world.js'

interface Turn {
  readonly runs: readonly RunRecord[]
  readonly durationMs?: number
  readonly aborted?: boolean
}

/** The tally after each of these cycles, the nth named after its place. */
function afterEach(turns: readonly Turn[]): readonly Tally[] {
  let tally = emptyTally
  return turns.map(({ runs, durationMs, aborted = false }, i) => {
    const cycle = { ...countedCycle(runs, durationMs), aborted, cycleId: `c${i + 1}` }
    tally = judge(tally, count(tally, cycle), cycle).tally
    return tally
  })
}

const endings = (statuses: readonly RunStatus[]): readonly Turn[] =>
  statuses.map((status) => ({ runs: [runOf('a', status)] }))
const times = (n: number, status: RunStatus): readonly RunStatus[] => Array.from({ length: n }, () => status)
const kinds = ({ alerts }: Tally) => alerts.map(({ kind }) => kind)

/** The kinds that stand after a row of runs. */
const standing = (statuses: readonly RunStatus[]) => kinds(afterEach(endings(statuses)).at(-1)!)

describe('alerts', () => {
  it.each<[string, readonly RunStatus[], readonly string[]]>([
    ['none for an agent that succeeds', times(10, 'success'), []],
    ['none at a success rate of 80 % over five', ['failed', ...times(4, 'success')], []],
    ['low-success under 80 % over five', ['failed', 'failed', ...times(3, 'success')], ['low-success']],
    ['none under 80 % over four', ['failed', ...times(3, 'success')], []],
    ['timeout in the cycle of a timeout', ['success', 'timeout'], ['timeout']],
    ['none once a timeout is over', ['timeout', 'success'], []],
    ['none once a timeout gave way to a failure', ['timeout', 'failed'], []],
    ['timeout while the agent has not run again', ['timeout', 'skipped', 'halted', 'aborted'], ['timeout']],
    ['none for four failures in a row but that it is unhealthy', [...times(20, 'success'), ...times(4, 'failed')], []],
    [
      'unhealthy and failure-streak at five in a row',
      [...times(20, 'success'), ...times(5, 'failed')],
      ['unhealthy', 'failure-streak'],
    ],
    ['no failure-streak after a success', [...times(30, 'success'), ...times(5, 'failed'), 'success'], []],
  ])('are %s', (_claim, statuses, expected) => {
    expect(standing(statuses)).toEqual(expected)
  })

  it('tell of an agent that is unhealthy for three cycles running, not two', () => {
    expect(standing(times(4, 'failed'))).toEqual([])
    expect(standing([...times(20, 'success'), ...times(4, 'failed')])).not.toContain('unhealthy')
    expect(standing([...times(20, 'success'), ...times(5, 'failed')])).toContain('unhealthy')
    expect(standing([...times(20, 'success'), ...times(3, 'failed'), 'halted', 'halted'])).toContain('unhealthy')
  })

  it('tell of a retry in the cycle that needed one', () => {
    const turns = [{ runs: [runOf('a', 'success', 2)] }, { runs: [runOf('a', 'success')] }]
    const [first, second] = afterEach(turns)
    expect(first!.alerts).toMatchObject([{ kind: 'retry', agent: 'a', message: 'a needed 1 retry' }])
    expect(second!.alerts).toEqual([])
  })

  const usual = (n: number): readonly Turn[] => Array.from({ length: n }, () => ({ runs: [], durationMs: 1_000 }))

  it.each([
    ['over twice the average of ten', 10, 2_001, ['slow-cycle']],
    ['exactly twice the average of ten', 10, 2_000, []],
    ['over twice the average of nine', 9, 5_000, []],
  ])('weigh a cycle of %s completed ones', (_claim, before, durationMs, expected) => {
    expect(kinds(afterEach([...usual(before), { runs: [], durationMs }]).at(-1)!)).toEqual(expected)
  })

  it('take the average of completed cycles only, and judge no aborted one', () => {
    const aborted = { runs: [], durationMs: 60_000, aborted: true }
    const tallies = afterEach([...usual(10), aborted, { runs: [], durationMs: 2_001 }])
    expect(kinds(tallies.at(-2)!)).toEqual([])
    expect(kinds(tallies.at(-1)!)).toEqual(['slow-cycle'])
  })

  it('are raised once: one that stands keeps its cycle and its words', () => {
    const tallies = afterEach(endings(times(8, 'failed')))
    const streaks = tallies.map(({ alerts }) => alerts.find(({ kind }) => kind === 'failure-streak'))
    expect(streaks.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined])
    expect(streaks[4]).toMatchObject({ cycleId: 'c5', agent: 'a', raisedAt: '2026-01-01T00:00:01.000Z' })
    for (const streak of streaks.slice(5)) expect(streak).toBe(streaks[4])
  })

  it('of one agent leave the others alone', () => {
    const runs = [runOf('a', 'timeout'), runOf('b', 'success'), runOf('c', 'timeout')]
    expect(afterEach([{ runs }])[0]!.alerts.map(({ agent }) => agent)).toEqual(['a', 'c'])
  })

  it('of an agent that is not scheduled any more are over', () => {
    expect(afterEach([{ runs: [runOf('a', 'timeout')] }, { runs: [runOf('b', 'success')] }])[1]!.alerts).toEqual([])
  })

  it('are announced when they are raised and when they are cleared, once each', async () => {
    const world = new World()
    world.executor.scripts = { risk: judges('active'), a: throws(new Error('down')) }
    const orchestrator = world.orchestrate([planned('risk'), planned('a')])
    for (let cycle = 1; cycle <= 7; cycle++) await orchestrator.cycle()
    world.executor.scripts['a'] = answers()
    await orchestrator.cycle()
    expect(world.transcript.filter((line) => line.startsWith('alert'))).toEqual([
      'alert-raised unhealthy a',
      'alert-raised low-success a',
      'alert-raised failure-streak a',
      'alert-cleared failure-streak a',
    ])
  })

  it('are none, and health is unknown, when health checks are off; the counts go on', async () => {
    const world = new World()
    world.executor.scripts = { risk: judges('active'), a: throws(new Error('down')) }
    const orchestrator = world.orchestrate([planned('risk'), planned('a')], { healthChecks: false })
    for (let cycle = 1; cycle <= 5; cycle++) await orchestrator.cycle()
    const report = await orchestrator.cycle()
    expect(report!).toMatchObject({ alerts: [], health: { risk: 'unknown', a: 'unknown' }, status: 'degraded' })
    expect(report!.tally).toMatchObject({
      cycles: 6,
      alerts: [],
      agents: { a: { failures: 6, consecutiveFailures: 6 } },
    })
    expect(world.transcript.filter((line) => line.startsWith('alert'))).toEqual([])
  })
})
