import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LiveCycle } from '../../../src/watch/api.js'
import { drawnRun } from '../../../src/watch/page/gantt/bars.js'
import { placeOf, scaleOf } from '../../../src/watch/page/gantt/scale.js'
import { nth } from '../../support/nth.js'
import { runningLive, sleepingLive } from '../../support/watched-system.js'

const NOW = Date.UTC(2026, 0, 1)
const cycleOf = (live: ReturnType<typeof runningLive>): LiveCycle => live.cycle!
const running = cycleOf(runningLive(NOW))
const over = cycleOf(sleepingLive(NOW))
const runOf = (cycle: LiveCycle, agent: string) => cycle.runs.find((run) => run.agent === agent)!

describe('the scale of a cycle', () => {
  it('fits a cycle that is over, and all that has happened of one that goes on, for any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), fc.boolean(), (tookMs, isOver) => {
        const cycle = { ...running, runs: [], endedMs: isOver ? running.startedMs + tookMs : null }
        const { toMs, marksMs } = scaleOf(cycle, running.startedMs + tookMs)
        const spanMs = toMs - cycle.startedMs
        expect(spanMs).toBeGreaterThanOrEqual(tookMs)
        expect(spanMs).toBeLessThanOrEqual(Math.max(200, tookMs * 2.2))
        expect(marksMs.length).toBeGreaterThanOrEqual(2)
        expect(marksMs.length).toBeLessThanOrEqual(6)
        expect(nth(marksMs, marksMs.length - 1)).toBeLessThan(spanMs)
      }),
    )
  })

  it('stays the same while a bar grows, so that nothing swims', () => {
    const quiet = { ...running, runs: [] }
    const ends = [4300, 4500, 5000, 5400].map((ms) => scaleOf(quiet, quiet.startedMs + ms).toMs - quiet.startedMs)
    expect(new Set(ends).size).toBeLessThanOrEqual(2)
  })

  it('takes a deadline in once a quarter of the way to it has gone, and leaves it beyond the edge until then', () => {
    const [attempt] = runOf(running, 'sentiment').attempts
    const deadlineMs = running.startedMs + 20_000
    const cycle = { ...running, runs: [{ ...runOf(running, 'sentiment'), attempts: [{ ...attempt!, deadlineMs }] }] }
    expect(scaleOf(cycle, running.startedMs + 3000).toMs).toBeLessThan(deadlineMs)
    expect(scaleOf(cycle, running.startedMs + 6000).toMs).toBeGreaterThan(deadlineMs)
  })

  it('places instants in percent, and what lies beyond an edge on it', () => {
    const scale = { fromMs: 1000, toMs: 3000, marksMs: [] }
    expect([500, 1000, 1500, 3000, 9000].map((atMs) => placeOf(scale, atMs))).toEqual([0, 0, 25, 100, 100])
  })
})

describe('the bars of a run', () => {
  it('follow each other without a gap from its place in the queue to its end', () => {
    for (const run of over.runs) {
      const { bars } = drawnRun(run, over, NOW)
      expect(bars.every(({ fromMs, toMs }) => toMs > fromMs)).toBe(true)
      expect(bars.map(({ fromMs }) => fromMs)).toEqual(
        [run.queuedMs, ...bars.map(({ toMs }) => toMs)].slice(0, bars.length),
      )
    }
  })

  it('show the time after a deadline apart, and its grace only where it mattered', () => {
    const { bars, deadline } = drawnRun(runOf(over, 'copybot'), over, NOW)
    const { deadlineMs, endedMs } = nth(runOf(over, 'copybot').attempts, 0)
    expect(bars.map(({ kind }) => kind)).toEqual(['queued', 'killed', 'overtime'])
    expect(bars.at(-1)).toMatchObject({ fromMs: deadlineMs, toMs: endedMs, end: 'killed' })
    expect(deadline).toEqual({ atMs: deadlineMs, graceUntilMs: deadlineMs + over.graceMs })
    expect(drawnRun(runOf(over, 'technical'), over, NOW).deadline?.graceUntilMs).toBeUndefined()
  })

  it('reach to now while it runs, and to the next attempt while it waits', () => {
    expect(drawnRun(runOf(running, 'strategy'), running, NOW).bars.at(-1)).toMatchObject({ kind: 'running', toMs: NOW })
    const trading = runOf(running, 'trading')
    const drawn = drawnRun(trading, running, NOW)
    expect(drawn.bars.at(-1)).toMatchObject({ kind: 'waiting', toMs: trading.retryAtMs })
    expect(drawn.deadline).toBeUndefined()
  })

  it('are none for an agent that had no turn', () => {
    expect(drawnRun(runOf(over, 'slow'), over, NOW)).toEqual({ bars: [], deadline: undefined })
  })
})
