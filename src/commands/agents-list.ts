import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `agents list`: every configured agent, enabled or not, in settling order. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const { config } = loadConfiguration(which, io)
  const agents = Object.values(config.agents).map((entry) => ({ entry, description: descriptionOf(entry) }))
  const rows = agents.map(({ entry, description }) => textRow(entry, description))
  const listed = agents.map(({ entry, description }) => jsonRow(entry, description))
  io.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : printTable([HEAD, ...rows]))
  return exitCode.fine
}

const HEAD = ['NAME', 'ENABLED', 'PHASE', 'TIMEOUT', 'RETRIES', 'NEEDS', 'DESCRIPTION']

function textRow({ name, enabled, phase, timeoutMs, retries, needs }: AgentEntry, description: string) {
  const needed = needs.length === 0 ? '-' : needs.join(', ')
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

function printTable(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}
