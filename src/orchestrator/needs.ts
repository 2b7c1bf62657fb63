/** What must have ended before an agent starts: one that must succeed, by its name, or one whose end is enough. */
export type Need = string | { readonly agent: string; readonly on: 'finished' }

/** The agent that is needed. */
export const nameOf = (need: Need): string => (typeof need === 'string' ? need : need.agent)

/** An agent, as far as its needs matter. */
export interface Needing {
  readonly name: string
  readonly phase: string
  readonly needs: readonly Need[]
}

/** The agents in an order in which each comes after those it needs, if there is one, and otherwise in the order given. */
export function inOrderOfNeeds<A extends Needing>(agents: readonly A[]): readonly A[] {
  if (agents.every(({ needs }) => needs.length === 0)) return agents
  const byName = new Map(agents.map((agent) => [agent.name, agent]))
  const seen = new Set<A>()
  const ordered: A[] = []
  const place = (agent: A) => {
    if (seen.has(agent)) return
    seen.add(agent)
    for (const need of agent.needs) {
      const needed = byName.get(nameOf(need))
      if (needed !== undefined) place(needed)
    }
    ordered.push(agent)
  }
  for (const agent of agents) place(agent)
  return ordered
}
