import { describe, expect, it } from 'vitest'
import { progressLine } from '../../../src/report/replay/progress.js'
import { at } from './cycles.js'

const halfway = {
  doneMs: at('2022-07-02T12:00'),
  fromMs: at('2022-01-01T00:00'),
  toMs: at('2023-01-01T00:00'),
  cycles: 4380,
  elapsedMs: 3000,
  columns: 80,
}

describe('the progress of a replay', () => {
  it('is a bar, the share done, the day, the rate and the time left', () => {
    expect(progressLine(halfway)).toBe('███████████████░░░░░░░░░░░░░░░   50%  2022-07-02  1,460 cycles/s  0:03 left')
  })

  it.each([
    [60, '███████░░░░░░░░   50%  2022-07-02  1,460 cycles/s  0:03 left'],
    [50, ' 50%  2022-07-02  1,460 cycles/s  0:03 left'],
    [40, ' 50%  2022-07-02  1,460 cycles/s'],
    [20, ' 50%  2022-07-02'],
    [3, ''],
  ])('leaves out what there is no room for in %i columns', (columns, line) => {
    expect(progressLine({ ...halfway, columns })).toBe(line)
  })

  it('says nothing of the time left before anything is done', () => {
    const line = progressLine({ ...halfway, doneMs: halfway.fromMs, cycles: 0, elapsedMs: 0 })
    expect(line).toBe(`${'░'.repeat(30)}    0%  2022-01-01  0 cycles/s`)
  })

  it('has no share of a span whose end is not known', () => {
    const line = progressLine({ ...halfway, toMs: Number.POSITIVE_INFINITY })
    expect(line).toBe('2022-07-02  1,460 cycles/s  4,380 cycles')
  })

  it('counts long waits in hours', () => {
    expect(progressLine({ ...halfway, elapsedMs: 4_321_000 })).toContain('  1:12:01 left')
  })

  it('is all of it at the end, also of a span of one instant', () => {
    expect(progressLine({ ...halfway, doneMs: halfway.toMs })).toContain('█  100%  2023-01-01')
    expect(progressLine({ ...halfway, toMs: halfway.fromMs })).toContain('100%')
  })
})
