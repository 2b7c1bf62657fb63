import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPage } from '../../src/report/page.js'
import { cycleSummary } from '../../src/report/sections/cycle-summary.js'
import { schedule } from '../../src/report/sections/schedule.js'
import { cycleFigures } from '../../src/report/timeline/cycle-figures.js'
import { timelineOf } from '../../src/report/timeline/timeline.js'
import { anyCycle, at, cycleOf, timed } from './timeline/cycles.js'

// A second opinion on widths: what cli-table3 measures with.
const stringWidth = createRequire(createRequire(import.meta.url).resolve('cli-table3'))('string-width') as (
  text: string,
) => number

const page = (columns = 60, colours = false) => createPage({ columns, colours })
const drawn = (cycle: ReturnType<typeof cycleOf>) => schedule(timelineOf(cycle), page())

const failure = { code: 'threw', message: 'no' } as const
const risk = timed('risk', { phase: 'critical', durationMs: 200 })
const later = { startedAt: at(200) }

describe('the schedule', () => {
  it('shows who queued, ran and tried again, phase by phase, on one axis', () => {
    const attempts = [
      { number: 1, durationMs: 200, failure },
      { number: 2, durationMs: 300 },
    ]
    const runs = [
      risk,
      timed('late', { startedAt: at(600), queuedMs: 400, durationMs: 100 }),
      timed('flaky', { ...later, durationMs: 700, attempts }),
      timed('slow', { ...later, durationMs: 400, status: 'timeout', failure }),
      timed('idle', { ...later, durationMs: 0, status: 'skipped', attempts: [] }),
    ]
    expect(drawn(cycleOf(runs))).toEqual([
      'SCHEDULE',
      '  agent     0ms         500ms         1.0s  ended       took',
      '  CRITICAL  ├────┤························             200ms',
      '  risk      ██████························  ● success  200ms',
      '  PARALLEL  ······├───────────────────┤···             700ms',
      '  flaky     ······██████▒▒▒▒▒▒↻████████···  ● success  700ms',
      '  slow      ······████████████············  ✖ timeout  400ms',
      '  late      ······░░░░░░░░░░░░███·········  ● success  100ms',
      '  ░ queued · █ running · ▒ retry delay · ↻ retry',
    ])
  })

  it('gives the shortest run a column, and does not take what follows an answer for a wait', () => {
    const brief = timed('brief', { ...later, durationMs: 0.01 })
    const blocked = timed('blocked', { ...later, durationMs: 800, attempts: [{ number: 1, durationMs: 100 }] })
    const [, , , , , first, second] = drawn(cycleOf([risk, brief, blocked]))
    expect(first).toMatch(/brief +·+█·+ /)
    expect(second).toMatch(/blocked +·+█{20,} /)
  })

  it('is not there where nothing ran side by side or in no time', () => {
    expect(drawn(cycleOf([risk]))).toEqual([])
    expect(drawn(cycleOf([timed('a', { durationMs: 0 }), timed('b', { durationMs: 0 })], { durationMs: 0 }))).toEqual(
      [],
    )
  })

  it('leaves nobody of a crowd out, and tells long names apart by their ends', () => {
    const crowd = Array.from({ length: 60 }, (_, n) => timed(`worker-of-a-long-name-${n + 10}`))
    const lines = drawn(cycleOf([risk, ...crowd]))
    expect(lines).toHaveLength(1 + 1 + 2 + 1 + 60 + 1)
    for (let n = 10; n < 70; n++) expect(lines.join('\n')).toMatch(new RegExp(`worker.*….*-${n} `))
  })

  it('is never wider than its page, and says the same with colours', () =>
    fc.assert(
      fc.property(
        anyCycle,
        fc.integer({ min: 60, max: 140 }),
        fc.string({ unit: 'grapheme' }),
        ({ cycle }, columns, name) => {
          const named = { ...cycle, runs: cycle.runs.map((run) => ({ ...run, agent: name + run.agent })) }
          const timeline = timelineOf(named)
          const lines = schedule(timeline, page(columns))
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
          expect(schedule(timeline, page(columns, true)).map((line) => stripVTControlCharacters(line))).toEqual(lines)
        },
      ),
    ))
})

describe('the summary of a cycle', () => {
  const summary = (cycle: ReturnType<typeof cycleOf>) =>
    cycleSummary(cycleFigures(timelineOf(cycle)), page()).join('\n')

  it('tells what is measured', () => {
    const text = summary(
      cycleOf([risk, timed('a', { ...later, durationMs: 800 }), timed('b', { ...later, durationMs: 500 })]),
    )
    for (const line of [/Agents +3$/m, /Success rate +100\.0%/, /Total time +1\.0s/, /Sequential time +1\.5s/])
      expect(text).toMatch(line)
    for (const line of [
      /Time saved +500ms/,
      /Efficiency +33\.3%/,
      /Speed-up +1\.50x/,
      /Phases +2/,
      /parallel +2 agents/,
    ])
      expect(text).toMatch(line)
  })

  it('claims nothing where an agent did not succeed, and no saving where there is none', () => {
    expect(summary(cycleOf([risk, timed('a', { status: 'failed', failure })]))).toMatch(
      /Time saved +n\/a \(not every agent succeeded\)/,
    )
    expect(summary(cycleOf([risk]))).not.toContain('Not due')
    expect(summary(cycleOf([risk]))).toMatch(/Time saved +none: 800ms more than the agents took/)
  })
})
