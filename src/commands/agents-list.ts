import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { nameOf } from '../orchestrator/needs.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { printProgram, shownProgram } from './shown-program.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `agents list`: every configured agent, enabled or not, in settling order. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const { config } = loadConfiguration(which, io)
  const agents = Object.values(config.agents).map((entry) => ({ entry, description: descriptionOf(entry) }))
  print(io, {
    json,
    data: agents.map(({ entry, description }) => jsonRow(entry, description)),
    lines: (page) => [
      ...page.table(
        [
          { head: 'agent' },
          { head: 'enabled' },
          { head: 'phase' },
          { head: 'deadline', align: 'right' },
          { head: 'retries', align: 'right' },
          { head: 'needs', lines: 3 },
          { head: 'program', lines: 5 },
        ],
        agents.map(({ entry }) => textRow(entry, io.cwd)),
      ),
      '',
      ...page.pairs(described(agents)),
    ],
  })
  return Promise.resolve(exitCode.fine)
}

/** Each kind of agent once, by the name of the first that is one. */
function described(agents: readonly { readonly entry: AgentEntry; readonly description: string }[]) {
  const names = new Map<string, string>()
  for (const { entry, description } of agents)
    if (description !== '' && !names.has(description)) names.set(description, entry.name)
  return [...names].map(([description, name]) => [name, description] as const)
}

function textRow(entry: AgentEntry, cwd: string): string[] {
  const { name, enabled, phase, timeoutMs, retries, needs } = entry
  const needed = needs.length === 0 ? '–' : needs.map(nameOf).join(', ')
  return [name, enabled ? 'yes' : 'no', phase, printDuration(timeoutMs), `${retries}`, needed, printProgram(entry, cwd)]
}

/** Without settings: they may hold secrets. */
function jsonRow(entry: AgentEntry, description: string) {
  const { name, enabled, phase, timeoutMs, retries, backoff, needs, runWhen } = entry
  const program = shownProgram(entry.program)
  return { name, enabled, program, phase, timeoutMs, retries, backoff, needs, runWhen, description }
}

/** A program of the user's describes itself in its own file. */
function descriptionOf({ program }: AgentEntry): string {
  return ('use' in program ? builtinAgents.get(program.use)?.description : undefined) ?? ''
}
