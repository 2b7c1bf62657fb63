import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import { createJsonSchema } from '../config/json-schema.js'
import { hintFor } from '../config/nearest.js'
import { CONFIG_FILE } from '../config/read-files.js'
import { createTemplate, SCHEMA_FILE } from '../config/template.js'
import { writeWhole } from '../files/whole-file.js'
import { readExample } from './example-file.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { parseArguments, switchArgument } from './parse-arguments.js'

const schema = z.object({
  template: z.string({ error: 'the name of a template' }).optional(),
  force: switchArgument,
})

const ECHO = 'agents/echo.mjs'

/** The templates by name, each with the files that its agents are. */
const templates: ReadonlyMap<string, readonly string[]> = new Map([
  ['trading', []],
  ['conservative', []],
  ['high-performance', []],
  ['pipeline', [ECHO]],
  ['full-stack', [ECHO]],
  ['api', [ECHO]],
  ['frontend', [ECHO]],
])

const NEXT_STEPS = `Next:
  riskfirst config check     is it valid?
  riskfirst plan             what would run?
  riskfirst --cycle-once     one cycle, paper money
`

/** `init`: writes a commented configuration and its JSON schema into the working folder; replaces nothing unasked. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { template, force } = parseArguments(schema, args)
  const contents = {
    ...(template === undefined ? { [CONFIG_FILE]: createTemplate(builtinAgents) } : await filesOf(template)),
    [SCHEMA_FILE]: `${JSON.stringify(createJsonSchema(builtinAgents), null, 2)}\n`,
  }
  const taken = Object.keys(contents).filter((name) => existsSync(join(io.cwd, name)))
  if (taken.length > 0 && !force)
    throw new CommandError(exitCode.usage, `${taken.join(' and ')}: already there; --force replaces what is there`)
  for (const [name, text] of Object.entries(contents)) {
    await write(io.cwd, name, text).catch((error: Error) => {
      throw new CommandError(exitCode.configuration, `${name}: cannot be written (${error.message})`, { cause: error })
    })
    io.stdout.write(`${name}\n`)
  }
  io.stderr.write(NEXT_STEPS)
  return exitCode.fine
}

/** The configuration of a template and the files of its agents, by the names they get in the working folder. */
async function filesOf(template: string): Promise<Readonly<Record<string, string>>> {
  const agents = templates.get(template)
  if (agents === undefined) {
    const { hint } = hintFor(template, [...templates.keys()])
    throw new CommandError(exitCode.usage, `--template: expected the name of a template, got "${template}" (${hint})`)
  }
  const text = await readExample(`templates/${template}.jsonc`)
  const programs = agents.map(async (file) => [file, await readExample(`templates/${file}`)] as const)
  return {
    [CONFIG_FILE]: text.replace(/"\$schema": ".*?"/, `"$schema": "./${SCHEMA_FILE}"`),
    ...Object.fromEntries(await Promise.all(programs)),
  }
}

/** Writes a file, and the folder that it may want within the working folder, which itself must be there. */
async function write(cwd: string, name: string, text: string): Promise<void> {
  if (name.includes('/')) await mkdir(join(cwd, dirname(name)), { recursive: true })
  await writeWhole(join(cwd, name), text)
}
