/** What is kept of a series of daily returns: enough for its ratios, whatever its length. */
export interface DailyReturns {
  readonly count: number
  readonly mean: number
  /** Σ (r − mean)². */
  readonly squares: number
  /** Σ min(r, 0)². */
  readonly downsideSquares: number
}

/** Before the first day. */
export const noReturns: DailyReturns = { count: 0, mean: 0, squares: 0, downsideSquares: 0 }

/** A market that never closes. */
const DAYS_A_YEAR = 365

/** The same with the return of one more day (Welford's update). */
export function withReturn(returns: DailyReturns, dailyReturn: number): DailyReturns {
  const count = returns.count + 1
  const distance = dailyReturn - returns.mean
  const mean = returns.mean + distance / count
  return {
    count,
    mean,
    squares: returns.squares + distance * (dailyReturn - mean),
    downsideSquares: returns.downsideSquares + Math.min(dailyReturn, 0) ** 2,
  }
}

/** Figures of a year at a risk-free rate of 0; null where there is nothing to divide by. FORMULAS, "Sharpe". */
export interface YearlyRatios {
  readonly volatility_percent: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
}

/** Volatility is that of the sample (n − 1); Sortino's is the root of the mean square of what lies below 0. */
export function yearlyRatios({ count, mean, squares, downsideSquares }: DailyReturns): YearlyRatios {
  const deviation = count < 2 ? null : Math.sqrt(squares / (count - 1))
  const downside = count < 2 ? 0 : Math.sqrt(downsideSquares / count)
  const yearly = Math.sqrt(DAYS_A_YEAR)
  return {
    volatility_percent: deviation === null ? null : 100 * deviation * yearly,
    sharpe: deviation === null || deviation === 0 ? null : (mean / deviation) * yearly,
    sortino: downside === 0 ? null : (mean / downside) * yearly,
  }
}

/** The yearly growth of what became `end` times itself in so many ms; null for spans that say nothing of a year. */
export function yearlyGrowthPercent(end: number, spanMs: number): number | null {
  if (spanMs < SHORTEST_MS || end <= 0) return null
  return 100 * (end ** ((DAYS_A_YEAR * DAY_MS) / spanMs) - 1)
}

/** The length of a day. */
export const DAY_MS = 86_400_000

const SHORTEST_MS = 30 * DAY_MS
