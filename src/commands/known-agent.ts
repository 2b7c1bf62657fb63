import type { AgentEntry, Config } from '../config/config.js'
import { hintFor } from '../config/nearest.js'
import { CommandError, exitCode } from './exit-code.js'

/** The entry of the agent that a person named; throws CommandError (usage) with a hint when there is none. */
export function knownAgent({ agents }: Config, name: string): AgentEntry {
  const entry = Object.hasOwn(agents, name) ? agents[name] : undefined
  if (entry !== undefined) return entry
  const known = Object.keys(agents)
  const { hint = `known: ${known.join(', ')}` } = hintFor(name, known)
  throw new CommandError(exitCode.usage, `expected the name of an agent, got "${name}" (${hint})`)
}
