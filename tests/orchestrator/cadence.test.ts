import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Grid, nextTick } from '../../src/orchestrator/cadence.js'
import { startMs } from '../support/world.js'

const minute = 60_000
const quarter: Grid = { intervalMs: 15 * minute, offsetMs: 0 }

/** An instant of the day that the tests run on, epoch ms. */
const at = (hours: number, minutes: number) => startMs + (hours * 60 + minutes) * minute

describe('nextTick', () => {
  it.each([
    { claim: 'on the grid after a cycle on it', last: at(0, 0), now: at(0, 1), tickMs: at(0, 15), skipped: 0 },
    { claim: 'on the grid after a first cycle off it', last: at(0, 7), now: at(0, 8), tickMs: at(0, 15), skipped: 0 },
    { claim: 'at once when it is due this very moment', last: at(0, 0), now: at(0, 15), tickMs: at(0, 15), skipped: 0 },
    { claim: 'the next one when a cycle took too long', last: at(0, 0), now: at(0, 16), tickMs: at(0, 30), skipped: 1 },
    { claim: 'the next one after hours of sleep', last: at(0, 0), now: at(5, 1), tickMs: at(5, 15), skipped: 20 },
    {
      claim: 'after the last when the clock was set back',
      last: at(0, 30),
      now: at(0, 2),
      tickMs: at(0, 45),
      skipped: 0,
    },
  ])('is $claim', ({ last, now, tickMs, skipped }) => {
    expect(nextTick(quarter, last, now)).toEqual({ tickMs, skipped })
  })

  it('moves the grid by its offset', () => {
    const grid = { intervalMs: 60 * minute, offsetMs: 5 * minute }
    expect(nextTick(grid, at(0, 0), at(0, 1))).toEqual({ tickMs: at(0, 5), skipped: 0 })
    expect(nextTick(grid, at(0, 5), at(0, 6))).toEqual({ tickMs: at(1, 5), skipped: 0 })
  })

  it('is now without an interval, and never the same tick twice', () => {
    const atOnce = { intervalMs: 0, offsetMs: 0 }
    expect(nextTick(atOnce, 1_000, 5_000)).toEqual({ tickMs: 5_000, skipped: 0 })
    expect(nextTick(atOnce, 5_000, 5_000)).toEqual({ tickMs: 5_001, skipped: 0 })
    expect(nextTick(atOnce, 5_000, 100)).toEqual({ tickMs: 5_001, skipped: 0 })
  })

  it('lies on the grid, after the last and not in the past, with every point between counted', () => {
    const instant = fc.integer({ min: 0, max: 4e12 })
    const interval = fc.integer({ min: 1, max: 1e9 })
    fc.assert(
      fc.property(
        interval,
        fc.nat(1e9),
        instant,
        fc.integer({ min: -1e10, max: 1e10 }),
        (intervalMs, offsetMs, lastMs, laterMs) => {
          const nowMs = lastMs + laterMs
          const { tickMs, skipped } = nextTick({ intervalMs, offsetMs }, lastMs, nowMs)
          expect((tickMs - offsetMs) % intervalMs).toBeCloseTo(0)
          expect(tickMs).toBeGreaterThan(lastMs)
          expect(tickMs).toBeGreaterThanOrEqual(nowMs)
          const firstAfter = tickMs - skipped * intervalMs
          expect(firstAfter).toBeGreaterThan(lastMs)
          expect(firstAfter - intervalMs).toBeLessThanOrEqual(lastMs)
          expect(skipped === 0 || tickMs - intervalMs < nowMs).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
