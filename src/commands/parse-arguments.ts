import * as z from 'zod'
import { inOurWords } from '../config/expectation.js'
import { printPath, printValue } from '../config/problem.js'
import { CommandError, exitCode } from './exit-code.js'

/** Arguments that fit `schema`; throws CommandError (usage) with every one that does not. */
export function parseArguments<Schema extends z.ZodType>(schema: Schema, args: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(args, inOurWords)
  if (error === undefined) return data
  const lines = error.issues.map(({ path, message, input }) => {
    const name = printPath(path.map((step) => (typeof step === 'number' ? step : String(step))))
    return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: expected ${message}, got ${printValue(input)}`
  })
  throw new CommandError(exitCode.usage, lines.join('\n'))
}

const file = z.string({ error: 'a path' }).min(1, { error: 'a path' })

/** What every command that reads the configuration takes. */
export const configurationArguments = {
  config: z.union([z.array(file), file.transform((one) => [one])], { error: 'a path, or several' }).optional(),
  dataDir: file.optional(),
}

/** `--json` and the like; off unless given. */
export const switchArgument = z.boolean({ error: 'no value' }).default(false)
