import { describe, expect, it } from 'vitest'
import { reasonFigures } from '../../../src/report/replay/reason-figures.js'

describe('the figures of a reason', () => {
  it.each([
    ['drawdown -15.23 % (limit 15 %): broken', -15.2296, 15, ''],
    ['balance 1,234.50 under 2,000', 1234.496, 2000, ''],
    ['4 losses in a row, at most 3', 4, 3, ''],
    ['lost too much', 5.3125, 5, 'value 5.31, limit 5'],
    ['lost 5.3 %', 5.3125, 5, 'value 5.31, limit 5'],
    ['limit 15 %', -15.2296, 15, 'value −15.23, limit 15'],
    ['5 % in a day', 5.31, 5, 'value 5.31, limit 5'],
    ['volatility', 0.012345, 0.01, 'value 0.012, limit 0.01'],
    ['no limit', 3, null, 'value 3'],
    ['it lost 5.3 %', 5.31, null, ''],
    ['no figures', null, null, ''],
  ])('of "%s" with %d and %d are "%s"', (message, value, limit, told) => {
    expect(reasonFigures({ message, value, limit })).toBe(told)
  })
})
