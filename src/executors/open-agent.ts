import type { Agent, AgentHome } from '../agents/agent.js'
import type { SettingsProblem } from './start-error.js'

/** What runs an agent that is given its home, or why it cannot be opened. Never throws. */
export function openAgent(agent: Agent, home: AgentHome): Pick<Agent, 'run'> | Omit<SettingsProblem, 'path'> {
  try {
    const opened = agent.open?.(home) ?? agent
    // A module of the user's may be plain JavaScript.
    return typeof opened.run === 'function' ? opened : { expected: '"open" to return what runs', got: 'no "run"' }
  } catch (error) {
    return { expected: 'an agent that can be opened', got: error instanceof Error ? error.message : String(error) }
  }
}
