import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { significant } from '../../src/agents/significant.js'

describe('a number in significant digits', () => {
  it.each([
    [1234.5678, 6, 1234.57],
    [-0.000123456789, 4, -0.0001235],
    [987_654_321, 3, 988_000_000],
    [999.9996, 6, 1000],
    [105.582485, 8, 105.58249], // a tie that binary holds a little lower
    [1, 8, 1],
    [0, 6, 0],
    [5e-324, 6, 5e-324],
    [Number.NaN, 6, Number.NaN],
    [Number.NEGATIVE_INFINITY, 6, Number.NEGATIVE_INFINITY],
  ])('%d to %d digits is %d', (value, digits, rounded) => {
    expect(significant(value, digits)).toBe(rounded)
  })

  it('is what toPrecision says, but for ties', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 12 }),
        (value, digits) => {
          const rounded = significant(value, digits)
          const [down, up] = [-1e-12, 1e-12].map((share) => Number((value * (1 + share)).toPrecision(digits)))
          expect([down, up, Number(value.toPrecision(digits))]).toContain(rounded)
        },
      ),
    )
  })
})
