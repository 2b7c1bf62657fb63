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
  const slowestMs = Math.max(0, ...plan.parallel.map(worstRunMs))
  return criticalMs + poolRounds(plan) * slowestMs
}

/** How many runs of the slowest agent the pool takes at most; with needs, by Graham's bound on list scheduling. */
function poolRounds({ parallel, maxWorkers }: Plan): number {
  const chain = longestChain(parallel)
  return chain > 1 ? chain + (parallel.length - chain) / maxWorkers : Math.ceil(parallel.length / maxWorkers)
}

/** How many agents the longest chain of needs holds; 1 when nobody needs anybody. */
export function longestChain(agents: readonly Needing[]): number {
  const lengths = new Map<string, number>()
  for (const { name, needs } of inOrderOfNeeds(agents))
    lengths.set(name, 1 + Math.max(0, ...needs.map((need) => lengths.get(need) ?? 0)))
  return Math.max(0, ...lengths.values())
}
