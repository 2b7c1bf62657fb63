import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timelineOf } from '../../../src/report/timeline/timeline.js'
import { anyCycle, at, cycleOf, timed } from './cycles.js'

const spans = (cycle: Parameters<typeof timelineOf>[0]) =>
  timelineOf(cycle).phases.map(({ name, beginMs, endMs, runs }) => [
    `${name} ${beginMs}–${endMs}`,
    ...runs.map(({ run, ...span }) => `${run.agent} ${span.beginMs}–${span.endMs}`),
  ])

describe('a timeline', () => {
  it('lies within two milliseconds of what happened, and exactly so within a phase', () =>
    fc.assert(
      fc.property(anyCycle, ({ cycle, truth }) => {
        const { phases, durationMs } = timelineOf(cycle)
        const placed = new Map(phases.flatMap(({ runs }) => runs.map((run) => [run.run.agent, run])))
        for (const { agent, phase, beginMs, endMs } of truth) {
          const run = placed.get(agent)!
          const shift = run.beginMs - beginMs
          expect(Math.abs(shift)).toBeLessThanOrEqual(2)
          expect(run.endMs - endMs).toBeCloseTo(shift, 6)
          const neighbour = truth.find((other) => other.phase === phase)!
          expect(placed.get(neighbour.agent)!.beginMs - neighbour.beginMs).toBeCloseTo(shift, 6)
        }
        expect(durationMs).toBeLessThanOrEqual(cycle.durationMs + 1e-6)
      }),
    ))

  it('never lets a phase begin before the one before it ended', () =>
    fc.assert(
      fc.property(anyCycle, ({ cycle }) => {
        let endMs = 0
        for (const phase of timelineOf(cycle).phases) {
          expect(phase.beginMs).toBeGreaterThanOrEqual(endMs)
          ;({ endMs } = phase)
        }
      }),
    ))

  it('lets phases overlap that share one queue', () => {
    const slow = timed('a', { phase: 'look', startedAt: at(100), durationMs: 500 })
    const quick = timed('b', { phase: 'look', startedAt: at(100), durationMs: 50 })
    const next = timed('c', { phase: 'act', startedAt: at(150), queuedMs: 50, durationMs: 100 })
    expect(spans(cycleOf([slow, quick, next]))).toEqual([
      ['look 100–600', 'a 100–600', 'b 100–150'],
      ['act 100–250', 'c 150–250'],
    ])
  })

  it('keeps runs in their cycle when the wall clock is set in the middle of it', () => {
    const risk = timed('risk', { phase: 'critical', startedAt: at(10), durationMs: 90 })
    const later = timed('a', { startedAt: at(3_600_000), durationMs: 300 })
    const earlier = timed('a', { startedAt: at(-3_600_000), durationMs: 300 })
    expect(spans(cycleOf([risk, later]))).toEqual([
      ['critical 10–100', 'risk 10–100'],
      ['parallel 700–1000', 'a 700–1000'],
    ])
    expect(spans(cycleOf([risk, earlier]))[1]).toEqual(['parallel 100–400', 'a 100–400'])
  })

  it('gives whoever did not run no time, where its phase begins', () => {
    const risk = timed('risk', { phase: 'critical', startedAt: at(10), durationMs: 90 })
    const skipped = timed('a', { status: 'skipped', startedAt: at(100), durationMs: 0, attempts: [] })
    expect(spans(cycleOf([risk, skipped]))[1]).toEqual(['parallel 100–100', 'a 100–100'])
  })

  it('has attempts one after the other, the delays between them growing as backoff does', () => {
    const attempts = [40, 30, 20].map((durationMs, index) => ({ number: index + 1, durationMs }))
    const [phase] = timelineOf(cycleOf([timed('a', { durationMs: 120, attempts })])).phases
    expect(phase?.runs[0]?.attempts.map(({ beginMs, endMs }) => [beginMs, endMs])).toEqual([
      [0, 40],
      [50, 80],
      [100, 120],
    ])
  })
})
