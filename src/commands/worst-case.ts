import { KILL_MS } from '../orchestrator/attempt.js'
import { backoffDelayMs } from '../orchestrator/backoff.js'
import { inOrderOfNeeds, type Needing } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent } from '../orchestrator/plan.js'

/**
 * Upper bound of a cycle's duration: every attempt runs to its deadline, has all of its grace and is killed; every
 * retry waits its delay; nobody rests.
 */
export function worstCaseMs(plan: Plan): number {
  const worstRunMs = (agent: PlannedAgent) => {
    let totalMs = (agent.retries + 1) * (agent.timeoutMs + plan.shutdownGraceMs + KILL_MS)
    for (let retry = 1; retry <= agent.retries; retry++) totalMs += backoffDelayMs(agent.backoff, retry)
    return totalMs
  }
  const criticalMs = plan.critical.reduce((sum, agent) => sum + worstRunMs(agent), 0)
  return criticalMs + poolMs(plan, worstRunMs)
}

/**
 * How long the pool takes at most: by Graham's bound on list scheduling, the longest chain of needs and then its share of
 * all other work; where nobody needs anybody, rounds of the slowest agent may bound it better.
 */
function poolMs({ parallel, maxWorkers }: Plan, worstRunMs: (agent: PlannedAgent) => number): number {
  const durations = parallel.map(worstRunMs)
  const chainMs = longestChain(parallel, worstRunMs)
  const boundMs = chainMs + (durations.reduce((sum, ms) => sum + ms, 0) - chainMs) / maxWorkers
  if (parallel.some(({ needs }) => needs.length > 0)) return boundMs
  return Math.min(boundMs, Math.ceil(parallel.length / maxWorkers) * Math.max(0, ...durations))
}

/** The length of the longest chain of needs, each agent as long as `lengthOf` says; 0 of none. */
export function longestChain<A extends Needing>(agents: readonly A[], lengthOf: (agent: A) => number): number {
  const lengths = new Map<string, number>()
  for (const agent of inOrderOfNeeds(agents))
    lengths.set(agent.name, lengthOf(agent) + Math.max(0, ...agent.needs.map((need) => lengths.get(need) ?? 0)))
  return Math.max(0, ...lengths.values())
}
