import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cycleFigures } from '../../../src/report/timeline/cycle-figures.js'
import { timelineOf } from '../../../src/report/timeline/timeline.js'
import { anyCycle, at, cycleOf, timed } from './cycles.js'

const figures = (...cycle: Parameters<typeof cycleOf>) => cycleFigures(timelineOf(cycleOf(...cycle)))

describe('the figures of a cycle', () => {
  it('tell what running side by side saved', () => {
    const runs = [
      timed('risk', { phase: 'critical', startedAt: at(0), durationMs: 200_000 }),
      timed('a', { startedAt: at(200_000), durationMs: 250_000 }),
      timed('b', { startedAt: at(200_000), durationMs: 250_000, status: 'noop' }),
      timed('c', { startedAt: at(200_000), durationMs: 260_000 }),
    ]
    expect(figures(runs, { durationMs: 480_000 })).toEqual({
      agents: 4,
      succeeded: 4,
      failed: 0,
      notDue: 0,
      unfinished: 0,
      successRatePercent: 100,
      totalMs: 480_000,
      sequentialMs: 960_000,
      timeSavedMs: 480_000,
      efficiencyPercent: 50,
      speedup: 2,
      phases: 2,
      mostInParallel: 3,
    })
  })

  it('claim no saving where an agent did not finish, and count who neither succeeded nor failed apart', () => {
    const idle = { durationMs: 0, attempts: [] }
    const runs = [timed('a'), timed('b', { status: 'timeout' }), timed('c', { status: 'skipped', ...idle })]
    expect(figures(runs)).toMatchObject({
      succeeded: 1,
      failed: 1,
      unfinished: 1,
      successRatePercent: 50,
      timeSavedMs: null,
      efficiencyPercent: null,
      speedup: null,
    })
    expect(figures([timed('c', { status: 'halted', ...idle })])).toMatchObject({
      successRatePercent: null,
      mostInParallel: 0,
    })
  })

  it('count who was not due apart, which is no loss', () => {
    const failure = { code: 'not-due', message: 'every 4 cycles' } as const
    const idle = timed('c', { status: 'skipped', durationMs: 0, attempts: [], failure })
    expect(figures([timed('a', { durationMs: 1_000 }), idle], { durationMs: 500 })).toMatchObject({
      agents: 2,
      succeeded: 1,
      notDue: 1,
      unfinished: 0,
      speedup: 2,
    })
    expect(figures([idle])).toMatchObject({ notDue: 1, timeSavedMs: null })
  })

  it('own up to a loss', () => {
    expect(figures([timed('a', { durationMs: 500 })], { durationMs: 1_000 })).toMatchObject({
      timeSavedMs: -500,
      efficiencyPercent: -100,
      speedup: 0.5,
    })
  })

  it('take no run for one beside that which it follows, whatever rounding makes of their times', () => {
    const next = timed('b', { queuedMs: 0.1 + 0.7 }) // 0.7999999999999999
    expect(figures([timed('a', { durationMs: 0.8 }), next])).toMatchObject({ mostInParallel: 1 })
  })

  it('have no more in parallel than overlapped at any instant, and no fewer', () =>
    fc.assert(
      fc.property(anyCycle, ({ cycle, truth }) => {
        const lasting = truth.filter(({ beginMs, endMs }) => endMs - beginMs > 0.01)
        const most = Math.max(
          0,
          ...lasting.map(
            ({ beginMs: ms }) => lasting.filter((one) => one.beginMs <= ms && one.endMs > ms + 0.005).length,
          ),
        )
        const all = Math.max(
          0,
          ...truth.map(({ beginMs: ms }) => truth.filter((one) => one.beginMs <= ms && one.endMs >= ms).length),
        )
        const { mostInParallel } = cycleFigures(timelineOf(cycle))
        expect(mostInParallel).toBeGreaterThanOrEqual(most)
        expect(mostInParallel).toBeLessThanOrEqual(all)
      }),
    ))
})
