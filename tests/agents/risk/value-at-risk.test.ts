import { mean, sampleCovariance, sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { momentsOf, quantileOf } from '../../../src/agents/risk/statistics.js'
import { valueAtRisk } from '../../../src/agents/risk/value-at-risk.js'

/** −50 … 50 thousandths, out of order. */
const thousandths = Float64Array.from({ length: 101 }, (_, index) => (((index * 37) % 101) - 50) / 1000)
const wave = (phase: number) =>
  Float64Array.from({ length: 250 }, (_, index) => 0.01 * Math.sin(index * 1.3 + phase) + 0.004 * Math.cos(index * 2.9))

function measured(returns: Float64Array, barsADay: number) {
  const moments = momentsOf(returns)
  if (moments === undefined) throw new Error('too few')
  return valueAtRisk(returns, moments, barsADay)
}

describe('value at risk', () => {
  it('is the 5 % quantile, and what lies beyond it on average, scaled to a day', () => {
    // 101 values: the quantile is the sixth lowest, −45; −50 … −45 average −47.5.
    const hourly = measured(thousandths, 24)
    expect(hourly.valueAtRiskPercent).toBeCloseTo(4.5 * Math.sqrt(24), 10)
    expect(hourly.conditionalValueAtRiskPercent).toBeCloseTo(4.75 * Math.sqrt(24), 10)
    expect(measured(thousandths, 1).valueAtRiskPercent).toBeCloseTo(4.5, 10)
  })

  it('takes the quantile between two values in a straight line', () => {
    // 100 values −50 … 49: place 4.95 lies between −46 and −45.
    const hundred = thousandths.filter((value) => value < 0.05)
    expect(quantileOf(hundred.toSorted(), 0.05)).toBeCloseTo(-0.04505, 12)
    expect(quantileOf(Float64Array.of(1, 2, 4), 0.5)).toBe(2)
    expect(quantileOf(Float64Array.of(1, 2, 4), 0.75)).toBe(3)
  })

  it('is 0 and not negative when even the worst case gains', () => {
    const gains = Float64Array.from({ length: 100 }, (_, index) => 0.01 + index / 10_000)
    expect(measured(gains, 24)).toMatchObject({ valueAtRiskPercent: 0, conditionalValueAtRiskPercent: 0 })
  })

  it('agrees, when returns are normal, with weights and a matrix of covariances', () => {
    const [a, b] = [Array.from(wave(0)), Array.from(wave(1))] as const
    const [w, v] = [0.3, 0.25]
    const variance =
      w * w * sampleCovariance(a, a) + 2 * w * v * sampleCovariance(a, b) + v * v * sampleCovariance(b, b)
    const portfolio = Float64Array.from(a, (value, index) => w * value + v * b[index]!)
    const found = measured(portfolio, 24)
    expect(found.parametricValueAtRiskPercent).toBeCloseTo(100 * 1.645 * Math.sqrt(variance * 24), 10)
    // The mean of the normal tail beyond z, by summing its density.
    let tail = 0
    const step = 0.0001
    for (let z = 1.645; z < 10; z += step) tail += (z + step / 2) * Math.exp(-((z + step / 2) ** 2) / 2) * step
    const expected = (100 * Math.sqrt(variance * 24) * tail) / Math.sqrt(2 * Math.PI) / 0.05
    expect(found.parametricConditionalValueAtRiskPercent).toBeCloseTo(expected, 5)
  })
})

describe('moments', () => {
  it('are those of a library, over the values that are there', () => {
    const values = Array.from(wave(2))
    expect(momentsOf(Float64Array.from([...values, Number.NaN]))).toEqual({
      count: 250,
      mean: expect.closeTo(mean(values), 15),
      deviation: expect.closeTo(sampleStandardDeviation(values), 15),
    })
  })

  it('are unknown with fewer than 100 values', () => {
    expect(momentsOf(new Float64Array(99))).toBeUndefined()
    expect(momentsOf(new Float64Array(100))).toEqual({ count: 100, mean: 0, deviation: 0 })
  })
})
