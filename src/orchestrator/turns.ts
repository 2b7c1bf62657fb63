import { inOrderOfNeeds, nameOf } from './needs.js'
import type { PlannedAgent, PlannedPhase } from './plan.js'

/**
 * The agents of a phase in the order of their turns: of those that are ready, the first has the next free place. Of a
 * sequential one, in plan order; else the one before the longest remaining path, then by name. What comes after the
 * phase lengthens every path alike. Who never ran is expected to take as long as it may.
 */
export function inTurns(
  { agents, sequential }: Pick<PlannedPhase, 'agents' | 'sequential'>,
  expectedMs: (agent: string) => number | null,
): PlannedAgent[] {
  if (sequential) return [...agents]
  const pathsMs = new Map<string, number>() // of an agent that is not reached yet: what waits for it
  const paths = [...inOrderOfNeeds(agents)].reverse().map((agent) => {
    const pathMs = (expectedMs(agent.name) ?? agent.timeoutMs) + (pathsMs.get(agent.name) ?? 0)
    for (const need of agent.needs) pathsMs.set(nameOf(need), Math.max(pathsMs.get(nameOf(need)) ?? 0, pathMs))
    return { agent, pathMs }
  })
  paths.sort((a, b) => b.pathMs - a.pathMs || (a.agent.name < b.agent.name ? -1 : 1))
  return paths.map(({ agent }) => agent)
}
