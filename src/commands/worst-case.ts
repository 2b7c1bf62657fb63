import { KILL_MS } from '../orchestrator/attempt.js'
import { backoffDelayMs } from '../orchestrator/backoff.js'
import { inOrderOfNeeds, type Needing, nameOf } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent, PlannedPhase } from '../orchestrator/plan.js'

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
  const worstPhaseMs = (phase: PlannedPhase) => {
    const { gate, agents, timeoutMs = Number.POSITIVE_INFINITY } = phase
    const endMs = agents.length === 0 ? 0 : plan.shutdownGraceMs + KILL_MS
    return gate === 'manual' ? timeoutMs + endMs : Math.min(poolMs(phase, worstRunMs), timeoutMs + endMs)
  }
  return plan.phases.reduce((sum, phase) => sum + worstPhaseMs(phase), 0)
}

/**
 * How long a phase takes at most: by Graham's bound on list scheduling, the longest chain of needs and then its share of
 * all other work; where nobody needs anybody, rounds of the slowest agent may bound it better.
 */
function poolMs({ agents, maxWorkers }: PlannedPhase, worstRunMs: (agent: PlannedAgent) => number): number {
  const durations = agents.map(worstRunMs)
  if (maxWorkers === 1) return durations.reduce((sum, ms) => sum + ms, 0)
  const chainMs = longestChain(agents, worstRunMs)
  const boundMs = chainMs + (durations.reduce((sum, ms) => sum + ms, 0) - chainMs) / maxWorkers
  if (agents.some(({ needs }) => needs.length > 0)) return boundMs
  return Math.min(boundMs, Math.ceil(agents.length / maxWorkers) * Math.max(0, ...durations))
}

/** The length of the longest chain of needs, each agent as long as `lengthOf` says; 0 of none. */
export function longestChain<A extends Needing>(agents: readonly A[], lengthOf: (agent: A) => number): number {
  const lengths = new Map<string, number>()
  for (const agent of inOrderOfNeeds(agents))
    lengths.set(agent.name, lengthOf(agent) + Math.max(0, ...agent.needs.map((need) => lengths.get(nameOf(need)) ?? 0)))
  return Math.max(0, ...lengths.values())
}
