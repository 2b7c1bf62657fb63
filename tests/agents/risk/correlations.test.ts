import { sampleCorrelation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { concentrationPercent, correlate, meanCorrelation } from '../../../src/agents/risk/correlations.js'

const a = Float64Array.from({ length: 200 }, (_, index) => 0.01 * Math.sin(index * 1.7))
const b = Float64Array.from(a, (value, index) => value + 0.002 * Math.cos(index * 3.1))
const hedge = b.map((value) => -value)
const other = Float64Array.from({ length: 200 }, (_, index) => 0.01 * Math.cos(index * 0.9))
const returns = new Map([
  ['A', a],
  ['B', b],
  ['H', hedge],
  ['O', other],
])
const symbols = ['A', 'B', 'H', 'O']
const weights = (held: Readonly<Record<string, number>>) => new Map(Object.entries(held))

describe('correlations', () => {
  const matrix = correlate(symbols, returns)

  it('are those of a library, 1 on the diagonal, the same in both directions', () => {
    for (const [i, left] of [a, b, hedge, other].entries())
      for (const [j, right] of [a, b, hedge, other].entries())
        expect(matrix.rows[i]?.[j]).toBeCloseTo(
          i === j ? 1 : sampleCorrelation(Array.from(left), Array.from(right)),
          12,
        )
  })

  it('take the rows that both have, and are unknown with fewer than 100 of them', () => {
    const sparse = a.map((value, index) => (index % 2 === 0 ? value : Number.NaN))
    const both = correlate(['S', 'B'], new Map([...returns, ['S', sparse]]))
    const even = (values: Float64Array) => Array.from(values).filter((_, index) => index % 2 === 0)
    expect(both.rows[0]?.[1]).toBeCloseTo(sampleCorrelation(even(a), even(b)), 12)
    const few = correlate(['S', 'B'], new Map([...returns, ['S', sparse.fill(Number.NaN, 0, 2)]]))
    expect(few.rows[0]?.[1]).toBeUndefined()
    expect(meanCorrelation(few)).toBeUndefined()
  })

  it('are unknown of a price that stands still', () => {
    expect(correlate(['A', 'F'], new Map([...returns, ['F', new Float64Array(200)]])).rows[0]?.[1]).toBeUndefined()
  })

  it('average over the pairs', () => {
    const pairs = [matrix.rows[0]?.[1], matrix.rows[0]?.[3], matrix.rows[1]?.[3]].map(Number)
    expect(meanCorrelation(correlate(['A', 'B', 'O'], returns))).toBeCloseTo(
      pairs.reduce((sum, pair) => sum + pair, 0) / 3,
      12,
    )
    expect(meanCorrelation(correlate(['A'], returns))).toBeUndefined()
  })

  it('make a concentration of what moves together, and none of a hedge', () => {
    expect(concentrationPercent(matrix, weights({ A: 0.25, B: 0.2, O: 0.1 }))).toBeCloseTo(45, 10)
    expect(concentrationPercent(matrix, weights({ A: 0.25, H: 0.2 }))).toBe(0)
    expect(concentrationPercent(matrix, weights({ A: 0.25 }))).toBe(0)
    expect(concentrationPercent(matrix, weights({}))).toBe(0)
    expect(concentrationPercent(matrix, weights({ A: 0.25, X: 0.2 }))).toBeUndefined()
  })
})
