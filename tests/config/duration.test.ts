import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { duration, printDuration } from '../../src/config/duration.js'

it.each([
  ['500ms', 500],
  ['300s', 300_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1.5h', 5_400_000],
  [30, 30_000],
  [1.1, 1100],
])('reads %j as %d ms', (written, ms) => {
  expect(duration().parse(written)).toBe(ms)
})

it.each([['30'], ['s'], ['-5s'], ['5 s'], ['5S'], [''], [Number.NaN], [true], [null], [['5s']], [0]])(
  'refuses %j',
  (written) => {
    expect(duration().safeParse(written).success).toBe(false)
  },
)

it('reads what it prints', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 366 * 86_400_000 }), (ms) => {
      expect(duration({ positive: false }).parse(printDuration(ms))).toBe(ms)
    }),
  )
})

it('prints the largest whole unit', () => {
  expect([0, 1, 1500, 90_000, 900_000, 7_200_000].map(printDuration)).toEqual([
    '0s',
    '1ms',
    '1500ms',
    '90s',
    '15m',
    '2h',
  ])
})
