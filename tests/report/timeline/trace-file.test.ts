import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timelineOf } from '../../../src/report/timeline/timeline.js'
import { traceEvents, traceNames } from '../../../src/report/timeline/trace-events.js'
import { openTraceFile, TraceFileError, writeTrace } from '../../../src/report/timeline/trace-file.js'
import { breachesOf, readTrace } from '../../support/trace-rules.js'
import { anyCycle, at, cycleOf, timed } from './cycles.js'

const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'riskfirst-trace-'))

const failure = { code: 'threw', message: 'said "no"\n\u2028\u0000' } as const
const tried = timed('a', {
  startedAt: at(110),
  durationMs: 100.5,
  queuedMs: 0.25,
  attempts: [
    { number: 1, durationMs: 30, failure },
    { number: 2, durationMs: 50.5 },
  ],
})
const cycle = cycleOf([
  timed('risk', { phase: 'critical', startedAt: at(10), durationMs: 99.5 }),
  tried,
  timed('b', { startedAt: at(110), durationMs: 40 }),
  timed('c', { startedAt: at(150), queuedMs: 41, durationMs: 40 }),
  timed('d', { status: 'skipped', failure: { code: 'not-due', message: 'later' }, durationMs: 0, attempts: [] }),
])

describe('trace events', () => {
  const events = traceEvents(timelineOf(cycle))
  const zeroUs = Date.parse(cycle.startedAt) * 1000
  const told = (pid: number) =>
    events.flatMap((event) =>
      event.pid !== pid || event.ph !== 'X' ? [] : [`${event.tid} ${event.name} ${event.ts - zeroUs} +${event.dur}`],
    )

  it('put phases into their cycle, attempts into their runs, and runs side by side into rows of their own', () => {
    expect(told(1)).toEqual(['1 c000007 0 +1000000', '1 critical 10000 +99500', '1 parallel 110000 +100750'])
    expect(told(2)).toEqual([
      '1 risk 10000 +99500',
      '1 attempt 1 10000 +99500',
      '1 b 110000 +40000',
      '1 attempt 1 110000 +40000',
      '2 a 110250 +100500',
      '2 attempt 1 110250 +30000',
      '2 attempt 2 160250 +50500',
      '1 c 151000 +40000',
      '1 attempt 1 151000 +40000',
    ])
  })

  it('say who did not run, at the instant, and why', () => {
    expect(events.at(-1)).toMatchObject({ name: 'd: skipped', ph: 'i', s: 't', tid: 0, args: { failure: 'later' } })
  })

  it('keep the rules of the format, whatever ran', () =>
    fc.assert(
      fc.property(anyCycle, ({ cycle }) => {
        const events = traceEvents(timelineOf(cycle))
        expect(breachesOf([...traceNames(events), ...events])).toEqual([])
      }),
    ))

  it('keep them where phases overlap', () => {
    const slow = timed('a', { phase: 'look', durationMs: 500 })
    const next = timed('c', { phase: 'act', startedAt: at(50), queuedMs: 50, durationMs: 600 })
    const events = traceEvents(timelineOf(cycleOf([slow, timed('b', { phase: 'look', durationMs: 50 }), next])))
    expect(breachesOf([...traceNames(events), ...events])).toEqual([])
    expect(events.filter((event) => event.ph === 'X' && event.cat === 'phase').map(({ tid }) => tid)).toEqual([1, 2])
  })
})

describe('a trace file', () => {
  const next = (n: number) => timelineOf({ ...cycle, id: `c${n}`, startedAt: at(n * 2_000) })
  const cyclesIn = (path: string) => readTrace(path).flatMap(({ cat, name }) => (cat === 'cycle' ? [name] : []))

  it('is whole after each cycle, goes on where an earlier one ended, and leaves nothing beside it', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'trace.json')
    const first = await openTraceFile(path)
    for (const n of [1, 2]) {
      await first.add(next(n))
      expect(breachesOf(readTrace(path))).toEqual([])
    }
    const second = await openTraceFile(path)
    await second.add(next(3))
    expect(cyclesIn(path)).toEqual(['c1', 'c2', 'c3'])
    expect(breachesOf(readTrace(path))).toEqual([])
    expect(readTrace(path).some(({ args }) => args['failure'] === failure.message)).toBe(true)
    expect(readdirSync(folder)).toEqual(['trace.json'])
  })

  it('keeps the last 200 cycles', async () => {
    const path = join(temporaryFolder(), 'trace.json')
    const file = await openTraceFile(path)
    for (let n = 1; n <= 203; n++) await file.add(timelineOf(cycleOf([], { id: `c${n}`, startedAt: at(n * 2_000) })))
    expect(cyclesIn(path)).toHaveLength(200)
    expect(cyclesIn(path)[0]).toBe('c4')
    await (await openTraceFile(path)).add(next(204))
    expect(cyclesIn(path)).toHaveLength(200)
    expect(cyclesIn(path).at(-1)).toBe('c204')
  })

  it('moves a cycle that begins before the last one ended, by a clock that was set or knows whole milliseconds', async () => {
    const path = join(temporaryFolder(), 'trace.json')
    const file = await openTraceFile(path)
    await file.add(next(1))
    await file.add(next(0))
    await (await openTraceFile(path)).add(next(0))
    expect(breachesOf(readTrace(path))).toEqual([])
    const starts = readTrace(path).flatMap(({ cat, ts = 0 }) =>
      cat === 'cycle' ? [ts / 1000 - Date.parse(at(0))] : [],
    )
    expect(starts).toEqual([2_000, 3_000, 4_000])
  })

  it('may be an empty file before', async () => {
    const path = join(temporaryFolder(), 'trace.json')
    writeFileSync(path, '')
    await writeTrace(path, next(1))
    expect(cyclesIn(path)).toEqual(['c1'])
  })

  it('of one cycle replaces a trace', async () => {
    const path = join(temporaryFolder(), 'trace.json')
    await writeTrace(path, next(1))
    await writeTrace(path, next(2))
    expect(cyclesIn(path)).toEqual(['c2'])
  })

  it.each(['{}', '{"traceEvents":[]}', '{"traceEvents":[],"otherData":{"generator":"else"}}', 'no JSON'])(
    'is never written over a file of another kind, such as %j',
    async (text) => {
      const path = join(temporaryFolder(), 'mine.json')
      writeFileSync(path, text)
      await expect(openTraceFile(path)).rejects.toThrow(TraceFileError)
      await expect(writeTrace(path, next(1))).rejects.toThrow(
        `expected a new file or a trace of riskfirst, got "${path}"`,
      )
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )

  it('is not opened where a folder is', async () => {
    const path = join(temporaryFolder(), 'folder')
    mkdirSync(path)
    await expect(openTraceFile(path)).rejects.toThrow(TraceFileError)
  })
})
