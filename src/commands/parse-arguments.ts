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

/** A file that is named on the command line. */
export const fileArgument = file

const ofCount = { error: 'a whole number of at least 1' }

/** A whole number from 1, as it was typed. */
export const countArgument = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/)
        .transform(Number),
    ],
    ofCount,
  )
  .pipe(z.int(ofCount).min(1, ofCount))

/** `--json` and the like; off unless given. */
export const switchArgument = z.boolean({ error: 'no value' }).default(false)
