import type { Portfolio } from '../desk/portfolio.js'
import type { AgentTally, Tally } from '../orchestrator/tally.js'

/** Counts over all agents. */
export interface Totals {
  readonly executions: number
  readonly successes: number
  readonly failures: number
}

/** Sums the counts of every agent that ever ran on the data folder. */
export function totals(tally: Tally): Totals {
  let executions = 0
  let successes = 0
  let failures = 0
  for (const agent of Object.values(tally.agents)) {
    executions += agent.executions
    successes += agent.successes
    failures += agent.failures
  }
  return { executions, successes, failures }
}

/** Part of a whole in percent; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole
}

/** How many executions of an agent its recent success rate looks back. */
const RECENT = 100

/** Successes among the last 100 executions in percent; null before the first. */
export function recentSuccessRate({ executions, recentFailures }: AgentTally): number | null {
  const recent = Math.min(executions, RECENT)
  return share(recent - recentFailures.length, recent)
}

/** Mean duration of an execution, ms; null before the first. */
export function averageExecutionMs(tally: AgentTally): number | null {
  return tally.executions === 0 ? null : tally.totalDurationMs / tally.executions
}

/** Mean duration of the cycles that ran to their end, ms; null before the first. */
export function averageCycleMs(tally: Tally): number | null {
  return tally.completedCycles === 0 ? null : tally.completedMs / tally.completedCycles
}

/** 1 − equity / high-water mark, in percent and never negative; null when either is unknown. */
export function drawdownPercent({ equity, baselines }: Pick<Portfolio, 'equity' | 'baselines'>): number | null {
  const peak = baselines.highWaterMark?.equity
  if (equity === undefined || peak === undefined || peak <= 0) return null
  return Math.max(0, 100 * (1 - equity / peak))
}
