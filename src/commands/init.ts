import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { builtinAgents } from '../agents/roster.js'
import { createJsonSchema } from '../config/json-schema.js'
import { CONFIG_FILE } from '../config/read-files.js'
import { createTemplate, SCHEMA_FILE } from '../config/template.js'
import { writeWhole } from '../files/whole-file.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { parseArguments, switchArgument } from './parse-arguments.js'

const schema = z.object({ force: switchArgument })

const NEXT_STEPS = `Next:
  riskfirst config check     is it valid?
  riskfirst plan             what would run?
  riskfirst --cycle-once     one cycle, paper money
`

/** `init`: writes a commented configuration and its JSON schema into the working folder; replaces nothing unasked. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { force } = parseArguments(schema, args)
  const contents = {
    [CONFIG_FILE]: createTemplate(builtinAgents),
    [SCHEMA_FILE]: `${JSON.stringify(createJsonSchema(builtinAgents), null, 2)}\n`,
  }
  const taken = Object.keys(contents).filter((name) => existsSync(join(io.cwd, name)))
  if (taken.length > 0 && !force)
    throw new CommandError(exitCode.usage, `${taken.join(' and ')}: already there; --force replaces what is there`)
  for (const [name, text] of Object.entries(contents)) {
    await writeWhole(join(io.cwd, name), text).catch((error: Error) => {
      throw new CommandError(exitCode.configuration, `${name}: cannot be written (${error.message})`, { cause: error })
    })
    io.stdout.write(`${name}\n`)
  }
  io.stderr.write(NEXT_STEPS)
  return exitCode.fine
}
