import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import { createJsonSchema } from '../config/json-schema.js'
import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { printFile, printOrigin, printPath } from '../config/problem.js'
import type { Path } from '../config/sourced.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { tryAgents } from './start-agents.js'

const schema = z.object({
  ...configurationArguments,
  action: z.enum(['check', 'show', 'schema']),
  json: switchArgument,
})

/** `config check|show|schema`: whether it is valid, every value with where it comes from, or its JSON schema. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { action, json, ...which } = parseArguments(schema, args)
  if (action === 'schema') io.stdout.write(`${JSON.stringify(createJsonSchema(builtinAgents), null, 2)}\n`)
  else {
    const loaded = loadConfiguration(which, io)
    if (action === 'check') await check(loaded, io)
    else io.stdout.write(json ? showJson(loaded) : showText(loaded, io.cwd))
  }
  return exitCode.fine
}

/** Agents with a process of their own are asked, too: they know what their settings may be. */
async function check(loaded: LoadedConfig, io: Io): Promise<void> {
  await tryAgents(loaded, io)
  io.stdout.write(`ok · ${printFiles(loaded, io.cwd)}\n`)
}

/** The files that say something, or that there are none and where they were looked for. */
export function printFiles({ files, where }: Pick<LoadedConfig, 'files' | 'where'>, cwd: string): string {
  const found = files.map((file) => printFile(file, cwd)).join(', ')
  return `config: ${found === '' ? `none (looked in ${where.join(', ')})` : found}`
}

function showText(loaded: LoadedConfig, cwd: string): string {
  const rows = leaves(masked(loaded)).map(({ path, value }) => ({
    text: `${printPath(path)} = ${JSON.stringify(value)}`,
    origin: printOrigin(loaded.origin(path), cwd),
  }))
  const width = Math.min(60, Math.max(...rows.map(({ text }) => text.length)))
  const lines = rows.map(({ text, origin }) => `${text.padEnd(width)}  ${origin}`)
  return [`# ${printFiles(loaded, cwd)}`, ...lines, ''].join('\n')
}

function showJson(loaded: LoadedConfig): string {
  const config = masked(loaded)
  const origins = Object.fromEntries(leaves(config).map(({ path }) => [printPath(path), loaded.origin(path)]))
  return `${JSON.stringify({ config, origins, files: loaded.files, where: loaded.where }, null, 2)}\n`
}

/** Secrets stand as references already; this catches one that was also written out. */
function masked({ input, secrets }: LoadedConfig): unknown {
  const mask = createMask(secrets)
  return JSON.parse(JSON.stringify(input), (_, value) => (typeof value === 'string' ? mask(value) : value))
}

function leaves(value: unknown, path: Path = []): readonly { readonly path: Path; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    return [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
