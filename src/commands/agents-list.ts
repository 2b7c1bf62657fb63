import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `agents list`: every configured agent, enabled or not, in settling order. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const { config } = loadConfiguration(which, io)
  const agents = Object.values(config.agents).map((entry) => ({ entry, description: descriptionOf(entry) }))
  print(io, {
    json,
    data: agents.map(({ entry, description }) => jsonRow(entry, description)),
    lines: (page) =>
      page.table(
        [
          { head: 'agent' },
          { head: 'enabled' },
          { head: 'phase' },
          { head: 'deadline', align: 'right' },
          { head: 'retries', align: 'right' },
          { head: 'needs', lines: 3 },
          { head: 'does', lines: 5 },
        ],
        agents.map(({ entry, description }) => textRow(entry, description)),
      ),
  })
  return Promise.resolve(exitCode.fine)
}

function textRow({ name, enabled, phase, timeoutMs, retries, needs }: AgentEntry, description: string): string[] {
  const needed = needs.length === 0 ? '–' : needs.join(', ')
  return [name, enabled ? 'yes' : 'no', phase, printDuration(timeoutMs), `${retries}`, needed, description]
}

/** Without settings: they may hold secrets. */
function jsonRow(entry: AgentEntry, description: string) {
  const { name, enabled, use, phase, timeoutMs, retries, backoff, needs, runWhen } = entry
  return { name, enabled, use, phase, timeoutMs, retries, backoff, needs, runWhen, description }
}

function descriptionOf({ use }: AgentEntry): string {
  return builtinAgents.get(use)?.description ?? ''
}
