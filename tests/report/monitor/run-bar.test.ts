import { describe, expect, it } from 'vitest'
import { roundUp, runBar } from '../../../src/report/monitor/run-bar.js'
import type { LiveRun } from '../../../src/watch/api.js'

const base: LiveRun = {
  agent: 'a',
  phase: 'p',
  doing: 'running',
  queuedMs: 0,
  timeoutMs: 80,
  retries: 1,
  attempts: [],
  retryAtMs: null,
  endedMs: null,
  status: null,
  failure: null,
  summary: null,
}
const attempt = (number: number, startedMs: number, endedMs: number | null) => ({
  number,
  startedMs,
  deadlineMs: startedMs + 80,
  endedMs,
  failure: null,
  late: false,
  ending: null,
})
const axis = { fromMs: 0, toMs: 100, nowMs: 60, columns: 10 }

describe('the bar of a run', () => {
  it('draws queueing, an attempt up to now, and the deadline if it lies on the axis', () => {
    expect(runBar({ ...base, attempts: [attempt(1, 10, null)] }, axis)).toBe('░█████···│')
    expect(runBar({ ...base, attempts: [attempt(1, 30, null)] }, axis)).toBe('░░░███····')
  })

  it('draws the wait for a retry, and where the retry begins', () => {
    const attempts = [attempt(1, 10, 30), attempt(2, 50, 90)]
    expect(runBar({ ...base, doing: 'ended', endedMs: 90, attempts }, axis)).toBe('░██▒▒↻███·')
  })

  it('gives the shortest attempt a column, also at the very end', () => {
    expect(runBar({ ...base, doing: 'ended', endedMs: 100, attempts: [attempt(1, 100, 100)] }, axis)).toBe('░░░░░░░░░█')
  })

  it('stays as wide as it is told whatever the instants', () => {
    for (const startedMs of [-1e15, 0, 99, 1e15])
      expect(runBar({ ...base, queuedMs: startedMs, attempts: [attempt(1, startedMs, null)] }, axis)).toHaveLength(10)
    expect(runBar({ ...base, attempts: [attempt(1, 0, null)] }, { ...axis, toMs: 0 })).toHaveLength(10)
  })

  it('grows its axis in round steps', () => {
    expect([3, 101, 450, 1001, 4999, 60_000].map(roundUp)).toEqual([100, 200, 500, 2000, 5000, 100_000])
  })
})
