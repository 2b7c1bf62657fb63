import { type Needing, nameOf } from '../orchestrator/needs.js'

/** A need that cannot be met: entry `index` of the agent's `needs`. */
export interface NeedsProblem {
  readonly agent: string
  readonly index: number
  readonly expected: string
  readonly got: string
}

/** What needs are checked against, beside each other. */
export interface NeedsContext {
  /** The names of the phases, in their order. */
  readonly phases: readonly string[]
  /** Names of agents, the disabled ones too. */
  readonly known?: readonly string[]
  /** Names of enabled agents that are not asked for. */
  readonly leftOut?: readonly string[]
}

/** Every need among the enabled `agents` that no order of running could meet. */
export function needsProblems(
  agents: readonly Needing[],
  { phases, known = [], leftOut = [] }: NeedsContext,
): readonly NeedsProblem[] {
  const byName = new Map(agents.map((agent) => [agent.name, agent]))
  const problems: NeedsProblem[] = []
  for (const agent of agents) {
    for (const [index, need] of agent.needs.map(nameOf).entries()) {
      const complain = (expected: string, got = `"${need}"`) =>
        problems.push({ agent: agent.name, index, expected, got })
      const needed = byName.get(need)
      if (need === agent.name) complain('another agent')
      else if (needed === undefined && leftOut.includes(need))
        complain('an agent that runs', `"${need}", which --only leaves out`)
      else if (needed === undefined && known.includes(need))
        complain('an enabled agent', `"${need}", which is disabled`)
      else if (needed === undefined) complain('the name of an agent')
      else if (phases.indexOf(needed.phase) > phases.indexOf(agent.phase))
        complain(
          `an agent of the ${agent.phase} phase or before`,
          `"${need}" of the ${needed.phase} phase, a later one`,
        )
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
      const next = byName.get(nameOf(need))
      const rest = next === undefined ? undefined : walk(next)
      if (rest !== undefined) return [agent.name, ...rest]
    }
    return undefined
  }
  return walk(from)
}
