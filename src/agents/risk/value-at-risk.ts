import { type Moments, quantileOf } from './statistics.js'

const TAIL = 0.05
/** The normal distribution's quantile at 95 %, and its density there. */
const Z = 1.645
const DENSITY = Math.exp(-(Z * Z) / 2) / Math.sqrt(2 * Math.PI)

/** What may be lost over 24 h in the worst 5 % of cases, percent of equity: at least, and on average of those cases. */
export interface ValueAtRisk {
  readonly valueAtRiskPercent: number
  readonly conditionalValueAtRiskPercent: number
  readonly parametricValueAtRiskPercent: number
  readonly parametricConditionalValueAtRiskPercent: number
}

/**
 * VaR and CVaR as they happened (the 5 % quantile of returns, and the mean of those at or below it) and as a normal
 * distribution without drift has them, scaled to a day by √bars; FORMULAS, "VaR". Never negative.
 */
export function valueAtRisk(returns: Float64Array, { deviation }: Moments, barsADay: number): ValueAtRisk {
  const sorted = returns.toSorted()
  const quantile = quantileOf(sorted, TAIL)
  let sum = 0
  let count = 0
  for (const value of sorted) {
    if (value > quantile) break
    sum += value
    count++
  }
  const percent = 100 * Math.sqrt(barsADay)
  return {
    valueAtRiskPercent: percent * Math.max(0, -quantile),
    conditionalValueAtRiskPercent: percent * Math.max(0, -sum / count),
    parametricValueAtRiskPercent: percent * Z * deviation,
    parametricConditionalValueAtRiskPercent: (percent * deviation * DENSITY) / TAIL,
  }
}
