import type { Need, Needing } from '../orchestrator/needs.js'
import { needsProblems } from './needs-problems.js'

/** What the needs of an agent follow from. */
export interface Using extends Omit<Needing, 'needs'> {
  readonly enabled: boolean
  /** As its entry says; undefined when it says nothing. */
  readonly needs: readonly Need[] | undefined
  /** The agents whose proposals it looks at, as it says itself. */
  readonly uses: readonly string[]
}

/** As much of a phase as needs depend on. */
interface Phase {
  readonly name: string
  readonly gate?: boolean | string | undefined
}

/**
 * What each agent needs, by name: what its entry says, else of the agents that it uses those that it can come after. One
 * that is missing, disabled, of a later phase, or waiting for it, is done without; one of an earlier gate is seen anyway.
 */
export function needsByAgent(agents: readonly Using[], phases: readonly Phase[]): ReadonlyMap<string, readonly Need[]> {
  const needs = new Map(agents.map((agent) => [agent.name, agent.needs ?? []]))
  const enabled = agents.filter((agent) => agent.enabled)
  const phaseNames = phases.map(({ name }) => name)
  const gates = new Set(phases.flatMap(({ name, gate }) => (gate === true ? [name] : [])))
  const isSeen = ({ phase }: Using, used: string) =>
    enabled.some((other) => other.name === used && other.phase !== phase && gates.has(other.phase))
  const canComeAfter = (name: string, used: string) => {
    const tried = enabled.map(({ phase, name: other }) => {
      const before = needs.get(other) ?? []
      return { name: other, phase, needs: other === name ? [...before, used] : before }
    })
    const last = needs.get(name)?.length
    return !needsProblems(tried, { phases: phaseNames }).some(({ agent, index }) => agent === name && index === last)
  }
  for (const agent of enabled) {
    const { name, needs: said, uses } = agent
    if (said !== undefined) continue
    for (const used of new Set(uses))
      if (!isSeen(agent, used) && canComeAfter(name, used)) needs.set(name, [...(needs.get(name) ?? []), used])
  }
  return needs
}
