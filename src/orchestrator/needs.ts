import type { PhaseName } from './phase-name.js'

/** What the needs of an agent are checked on. */
export interface Needing {
  readonly name: string
  readonly phase: PhaseName
  readonly needs: readonly string[]
}

/** A need that cannot be met: entry `index` of the agent's `needs`. */
export interface NeedsProblem {
  readonly agent: string
  readonly index: number
  readonly expected: string
  readonly got: string
}

/** Every need among the enabled `agents` that no order of running could meet; `known` names the disabled ones too. */
export function needsProblems(agents: readonly Needing[], known: readonly string[]): readonly NeedsProblem[] {
  const byName = new Map(agents.map((agent) => [agent.name, agent]))
  const problems: NeedsProblem[] = []
  for (const agent of agents) {
    for (const [index, need] of agent.needs.entries()) {
      const complain = (expected: string, got = `"${need}"`) =>
        problems.push({ agent: agent.name, index, expected, got })
      const needed = byName.get(need)
      if (need === agent.name) complain('another agent')
      else if (needed === undefined && known.includes(need))
        complain('an enabled agent', `"${need}", which is disabled`)
      else if (needed === undefined) complain('the name of an agent')
      else if (needed.phase !== agent.phase)
        complain(`an agent of the ${agent.phase} phase`, `"${need}" of the ${needed.phase} phase`)
      else {
        const way = pathBetween(needed, agent.name, byName)
        if (way !== undefined) complain('needs without a cycle', [agent.name, ...way].join(' → '))
      }
    }
  }
  return problems
}

/** The names from `from` to `to` along needs, both included; undefined when there is no way. */
function pathBetween(from: Needing, to: string, byName: ReadonlyMap<string, Needing>): string[] | undefined {
  const seen = new Set<string>()
  const walk = (agent: Needing): string[] | undefined => {
    if (agent.name === to) return [agent.name]
    if (seen.has(agent.name)) return undefined
    seen.add(agent.name)
    for (const need of agent.needs) {
      const next = byName.get(need)
      const rest = next === undefined ? undefined : walk(next)
      if (rest !== undefined) return [agent.name, ...rest]
    }
    return undefined
  }
  return walk(from)
}

/** The agents in an order in which each comes after those it needs, and otherwise in the order given. */
export function inOrderOfNeeds<A extends Needing>(agents: readonly A[]): readonly A[] {
  const byName = new Map(agents.map((agent) => [agent.name, agent]))
  const ordered = new Set<A>()
  const place = (agent: A) => {
    if (ordered.has(agent)) return
    for (const need of agent.needs) {
      const needed = byName.get(need)
      if (needed !== undefined) place(needed)
    }
    ordered.add(agent)
  }
  for (const agent of agents) place(agent)
  return [...ordered]
}
