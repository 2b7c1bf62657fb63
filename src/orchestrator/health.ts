import { type AgentTally, recentExecutions } from './tally.js'

/** See DESIGN, "Health". */
export type Health = 'unknown' | 'healthy' | 'degraded' | 'unhealthy'

/** Share of successes among the last 100 executions, 0…100; null before the first. */
export function recentSuccessRate(tally: AgentTally): number | null {
  const executions = recentExecutions(tally)
  return executions === 0 ? null : (100 * (executions - tally.recentFailures.length)) / executions
}

/**
 * `unknown` before the first execution; `healthy` at a recent success rate of at least 95 % and no failure in a row;
 * `unhealthy` at three or more in a row, or under 50 % over at least five; else `degraded`.
 */
export function health(tally: AgentTally): Health {
  const rate = recentSuccessRate(tally)
  if (rate === null) return 'unknown'
  if (tally.consecutiveFailures >= 3 || (recentExecutions(tally) >= 5 && rate < 50)) return 'unhealthy'
  return rate >= 95 && tally.consecutiveFailures === 0 ? 'healthy' : 'degraded'
}
