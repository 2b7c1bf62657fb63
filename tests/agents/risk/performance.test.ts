import { mean, sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { measurePerformance } from '../../../src/agents/risk/performance.js'
import { momentsOf } from '../../../src/agents/risk/statistics.js'

const hourly = { barsAYear: 8760, riskFreePercent: 0 }

function performance(returns: readonly number[], yardstick = hourly) {
  const moments = momentsOf(Float64Array.from(returns))
  if (moments === undefined) throw new Error('too few')
  return measurePerformance(Float64Array.from(returns), moments, yardstick)
}

const still = (count: number) => Array.from({ length: count }, () => 0)
const wavy = Array.from({ length: 300 }, (_, index) => 0.01 * Math.sin(index * 1.1) + 0.0004)

describe('performance', () => {
  it('pays for all deviations (Sharpe), or for those below the target alone (Sortino), a year', () => {
    const { sharpe, sortino } = performance(wavy)
    expect(sharpe).toBeCloseTo((mean(wavy) / sampleStandardDeviation(wavy)) * Math.sqrt(8760), 10)
    const downside = Math.sqrt(mean(wavy.map((value) => Math.min(value, 0) ** 2)))
    expect(sortino).toBeCloseTo((mean(wavy) / downside) * Math.sqrt(8760), 10)
  })

  it('counts from what money earns without risk', () => {
    const { sharpe } = performance(wavy, { ...hourly, riskFreePercent: 8.76 })
    const excess = mean(wavy) - 0.0876 / 8760
    expect(sharpe).toBeCloseTo((excess / sampleStandardDeviation(wavy)) * Math.sqrt(8760), 10)
  })

  it('measures the deepest fall from a peak, and the longest way back to one', () => {
    // 1 → 2 → 1.5 → 1.8 → 2 (a fall of 25 % for 2 bars), 2 → 1.8 for 4 bars (10 %), then back.
    const returns = [...still(95), 1, -0.25, 0.2, 1 / 9, -0.1, 0, 0, 0, 1 / 9]
    expect(performance(returns)).toMatchObject({
      maxDrawdownPercent: expect.closeTo(25, 10),
      longestDrawdownBars: 4,
    })
    expect(performance([-0.5, ...still(120)])).toMatchObject({ maxDrawdownPercent: 50, longestDrawdownBars: 121 })
  })

  it('sets the gain of a year beside the deepest fall (Calmar)', () => {
    // 100 bars that are a year: from 1 to 1.21, with a fall of a tenth.
    const returns = [...still(96), 0.1, -0.1, 1 / 9, 0.1]
    expect(performance(returns, { barsAYear: 100, riskFreePercent: 0 }).calmar).toBeCloseTo(2.1, 10)
  })

  it('knows no ratio where there is no risk', () => {
    expect(performance(still(100))).toEqual({ maxDrawdownPercent: 0, longestDrawdownBars: 0 })
  })
})
