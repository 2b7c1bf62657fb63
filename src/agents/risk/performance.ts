/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import type { Moments } from './statistics.js'

/** How returns have paid for their risk; a ratio to nothing is left out. */
export interface Performance {
  readonly sharpe?: number
  readonly sortino?: number
  readonly calmar?: number
  readonly maxDrawdownPercent: number
  /** The longest way from a peak back to it, or to the end, bars. */
  readonly longestDrawdownBars: number
}

/** What performance is measured with. */
export interface Yardstick {
  readonly barsAYear: number
  /** What money earns without risk, percent a year. */
  readonly riskFreePercent: number
}

/** Sharpe, Sortino, Calmar and the deepest and longest drawdown of simple returns, oldest first; FORMULAS, "Sharpe". */
export function measurePerformance(
  returns: Float64Array,
  { mean, deviation }: Moments,
  { barsAYear, riskFreePercent }: Yardstick,
): Performance {
  const riskFree = riskFreePercent / 100 / barsAYear
  const drawdown = measureDrawdown(returns)
  const excess = (mean - riskFree) * Math.sqrt(barsAYear)
  const downside = downsideDeviation(returns, riskFree)
  const annual = drawdown.end ** (barsAYear / returns.length) - 1
  const fall = drawdown.deepest
  return {
    maxDrawdownPercent: 100 * fall,
    longestDrawdownBars: drawdown.longestBars,
    ...(deviation > 0 ? { sharpe: excess / deviation } : {}),
    ...(downside > 0 ? { sortino: excess / downside } : {}),
    ...(fall > 0 && Number.isFinite(annual) ? { calmar: annual / fall } : {}),
  }
}

/** The root of the mean square of what lies below the target, over all returns. */
function downsideDeviation(returns: Float64Array, target: number): number {
  let squares = 0
  for (let i = 0; i < returns.length; i++) squares += Math.min(returns[i]! - target, 0) ** 2
  return Math.sqrt(squares / returns.length)
}

interface Drawdown {
  /** Share of the peak. */
  readonly deepest: number
  readonly longestBars: number
  /** What 1 has become. */
  readonly end: number
}

function measureDrawdown(returns: Float64Array): Drawdown {
  let value = 1
  let peak = 1
  let peakAt = -1
  let deepest = 0
  let longestBars = 0
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i]!
    if (value < peak) {
      deepest = Math.max(deepest, 1 - value / peak)
      longestBars = Math.max(longestBars, i - peakAt)
    } else {
      peak = value
      peakAt = i
    }
  }
  return { deepest, longestBars, end: value }
}
