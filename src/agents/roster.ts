import type { Agent } from './agent.js'
import { copybot } from './copybot/copybot.js'
import { risk } from './risk/risk.js'
import { sentiment } from './sentiment/sentiment.js'
import { strategy } from './strategy/strategy.js'
import { technical } from './technical/technical.js'
import { trading } from './trading/trading.js'

/** The agents that come with the program, by name, in the order in which their orders are settled by default. */
export const builtinAgents: ReadonlyMap<string, Agent> = createRosterOf([
  risk,
  technical,
  sentiment,
  strategy,
  trading,
  copybot,
])

/** Whether an agent is one of those that come with the program, and no other of that name. */
export function isBuiltin(agent: Agent): boolean {
  return builtinAgents.get(agent.name) === agent
}

/** The built-in agents and `extra`, by name; throws on a name that is taken or ill-formed. */
export function createRoster(extra: readonly Agent[] = []): ReadonlyMap<string, Agent> {
  return createRosterOf([...builtinAgents.values(), ...extra])
}

function createRosterOf(agents: readonly Agent[]): ReadonlyMap<string, Agent> {
  const roster = new Map<string, Agent>()
  for (const agent of agents) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(agent.name))
      throw new Error(
        `agent name: expected a letter and then at most 39 lower-case letters, digits or dashes, got "${agent.name}"`,
      )
    if (roster.has(agent.name)) throw new Error(`agent name: expected one that is not taken, got "${agent.name}" again`)
    roster.set(agent.name, agent)
  }
  return roster
}
