import { type Needing, needsProblems } from '../orchestrator/needs.js'

/** What the needs of an agent follow from. */
export interface Using extends Omit<Needing, 'needs'> {
  readonly enabled: boolean
  /** As its entry says; undefined when it says nothing. */
  readonly needs: readonly string[] | undefined
  /** The agents whose proposals it looks at, as it says itself. */
  readonly uses: readonly string[]
}

/**
 * What each agent needs, by name: what its entry says, else of the agents that it uses those that it can come after. One
 * that is missing, disabled, of another phase, or waiting for it, is done without.
 */
export function needsByAgent(agents: readonly Using[]): ReadonlyMap<string, readonly string[]> {
  const needs = new Map(agents.map((agent) => [agent.name, agent.needs ?? []]))
  const enabled = agents.filter((agent) => agent.enabled)
  const canComeAfter = (name: string, used: string) => {
    const tried = enabled.map(({ phase, name: other }) => {
      const before = needs.get(other) ?? []
      return { name: other, phase, needs: other === name ? [...before, used] : before }
    })
    const last = needs.get(name)?.length
    return !needsProblems(tried, []).some(({ agent, index }) => agent === name && index === last)
  }
  for (const { name, needs: said, uses } of enabled) {
    if (said !== undefined) continue
    for (const used of new Set(uses)) if (canComeAfter(name, used)) needs.set(name, [...(needs.get(name) ?? []), used])
  }
  return needs
}
