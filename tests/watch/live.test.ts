import { describe, expect, test } from 'vitest'
import { type LiveState, liveAfter, nothingLive } from '../../src/watch/live.js'
import type { WatchedEvent } from '../../src/watch/watched-event.js'
import { after, cycle, phase, runEnded, started, T0 } from './happenings.js'

const GRACE_MS = 500

const livesAfter = (...events: readonly WatchedEvent[]): LiveState =>
  events.reduce<LiveState>((live, event) => liveAfter(live, event, GRACE_MS), nothingLive)

const runOf = (live: LiveState, agent: string) => live.cycle?.runs.find((run) => run.agent === agent)

const begins = (ms: number, agent: string, attempt = 1) => after(ms, { type: 'attempt-started', agent, attempt })
const isLate = (ms: number, agent: string) => after(ms, { type: 'attempt-late', agent, attempt: 1 })
const timedOut = (ms: number, agent: string) =>
  after(ms, {
    type: 'attempt-failed',
    agent,
    attempt: 1,
    failure: {
      code: 'timeout',
      message: 'no answer within 1 s',
    },
  })

describe('what is live', () => {
  test('follows a run from the queue through a retry to its end', () => {
    const queued = [started, phase(10, 'parallel', 'slow', 'other')]
    expect(runOf(livesAfter(...queued), 'slow')).toMatchObject({ doing: 'queued', queuedMs: T0 + 10, retries: 2 })
    const failed = after(130, {
      type: 'attempt-failed',
      agent: 'slow',
      attempt: 1,
      failure: {
        code: 'threw',
        message: 'no feed',
      },
      retryInMs: 200,
    })
    const waits = runOf(livesAfter(...queued, begins(30, 'slow'), failed), 'slow')
    expect(waits).toMatchObject({ doing: 'waiting', retryAtMs: T0 + 330 })
    expect(waits?.attempts).toEqual([
      {
        number: 1,
        startedMs: T0 + 30,
        deadlineMs: T0 + 1030,
        endedMs: T0 + 130,
        late: false,
        ending: 'failed',
        failure: {
          code: 'threw',
          message: 'no feed',
        },
      },
    ])
    const again = [...queued, begins(30, 'slow'), failed, begins(330, 'slow', 2)]
    expect(runOf(livesAfter(...again), 'slow')).toMatchObject({ doing: 'running', retryAtMs: null })
    const over = runOf(livesAfter(...again, runEnded(400, 'slow')), 'slow')
    expect(over).toMatchObject({ doing: 'ended', status: 'success', summary: 'slow has spoken.', failure: null })
    expect(over?.attempts.map(({ ending, endedMs }) => [ending, endedMs])).toEqual([
      ['failed', T0 + 130],
      ['answered', T0 + 400],
    ])
    expect(runOf(livesAfter(...again), 'other')).toMatchObject({ doing: 'queued' })
  })

  test.each([
    [
      'ended by itself within its grace',
      [isLate(1200, 'slow'), timedOut(1201, 'slow')],
      { ending: 'late', late: true, endedMs: T0 + 1200 },
    ],
    [
      'was killed after it',
      [isLate(1512, 'slow'), timedOut(1513, 'slow')],
      { ending: 'killed', late: true, endedMs: T0 + 1512 },
    ],
    [
      'could not be killed, and runs on',
      [timedOut(1700, 'slow')],
      { ending: 'runs-on', late: false, endedMs: T0 + 1700 },
    ],
    [
      'ran on, and ended at last',
      [timedOut(1700, 'slow'), isLate(1900, 'slow')],
      { ending: 'late', late: true, endedMs: T0 + 1900 },
    ],
  ] as const)('tells of an attempt past its deadline that it %s', (_, events, told) => {
    const live = livesAfter(started, phase(0, 'parallel', 'slow'), begins(0, 'slow'), ...events)
    expect(runOf(live, 'slow')?.attempts).toMatchObject([{ ...told, failure: { code: 'timeout' } }])
  })

  test('drops the last cycle when the next begins, and sleeps until it is due', () => {
    const decided = after(5, {
      type: 'gate-decided',
      state: { state: 'reducing', reasons: [], restrict: [], since: cycle.tick },
    })
    const running = livesAfter(started, phase(0, 'critical', 'risk'), decided)
    expect(running).toMatchObject({
      doing: 'running',
      cycle: { state: 'reducing', skippedTicks: 2, graceMs: GRACE_MS },
    })
    const asleep = liveAfter(running, after(90, { type: 'sleeping', untilMs: T0 + 900_000 }), GRACE_MS)
    expect(asleep).toMatchObject({ doing: 'sleeping', sleepsUntilMs: T0 + 900_000, cycle: { id: 'c000007' } })
    const next = after(900_000, { type: 'cycle-started', cycle: { ...cycle, id: 'c000008' }, skippedTicks: 0 })
    expect(liveAfter(asleep, next, 700)).toMatchObject({
      doing: 'running',
      sleepsUntilMs: null,
      cycle: {
        id: 'c000008',
        runs: [],
        state: null,
        graceMs: 700,
      },
    })
  })

  test('takes no harm from events that were missed', () => {
    expect(livesAfter(begins(0, 'slow'), isLate(5, 'slow'), runEnded(9, 'slow'))).toEqual(nothingLive)
    const live = livesAfter(started, begins(3, 'unheard'), runEnded(9, 'unheard', 'timeout'))
    expect(live.cycle?.runs).toMatchObject([{ agent: 'unheard', doing: 'ended', status: 'timeout' }])
  })

  test('leaves what it was told before as it was', () => {
    const before = livesAfter(started, phase(0, 'parallel', 'slow'), begins(1, 'slow'))
    const copy = structuredClone(before)
    for (const event of [isLate(5, 'slow'), timedOut(6, 'slow'), runEnded(7, 'slow')])
      liveAfter(before, event, GRACE_MS)
    expect(before).toEqual(copy)
  })
})
