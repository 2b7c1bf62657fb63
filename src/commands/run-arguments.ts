import * as z from 'zod'
import type { Override } from '../config/load.js'
import { logLevels } from '../report/log-level.js'
import { CommandError, exitCode } from './exit-code.js'
import {
  configurationArguments,
  countArgument,
  fileArgument,
  parseArguments,
  switchArgument,
} from './parse-arguments.js'
import { overridesOf, planArguments } from './plan-arguments.js'
import { logForms } from './screen.js'

/** Without a value, where the page always is. */
const serveArgument = z.string({ error: 'HOST:PORT' }).transform((text) => text || '127.0.0.1:7373')

const schema = z
  .object({
    ...configurationArguments,
    cycleOnce: switchArgument,
    cycles: countArgument.optional(),
    interval: z.string({ error: 'a duration such as 5m' }).optional(),
    ...planArguments,
    dryRun: switchArgument,
    continue: switchArgument,
    trace: fileArgument.optional(),
    serve: serveArgument.optional(),
    log: z.enum(logForms, { error: 'text or json' }).default('text'),
    logLevel: z.enum(logLevels, { error: 'debug, info, warn or error' }).default('info'),
    json: switchArgument,
    quiet: switchArgument,
  })
  .transform(({ cycleOnce, cycles, continue: continues, ...rest }) => ({
    ...rest,
    continues,
    /** Infinite: until it is stopped. */
    cycles: cycleOnce ? 1 : (cycles ?? Number.POSITIVE_INFINITY),
  }))

/** What `run` was told on the command line. */
export type RunArguments = z.output<typeof schema>

/** Throws CommandError (usage) for what cannot be meant. */
export function parseRunArguments(args: unknown): RunArguments {
  const parsed = parseArguments(schema, args)
  if (parsed.continues && parsed.dryRun)
    throw new CommandError(exitCode.usage, '--continue: expected no --dry-run, which keeps nothing, beside it')
  if (parsed.serve !== undefined && parsed.dryRun)
    throw new CommandError(exitCode.usage, '--serve: expected no --dry-run, which nobody watches, beside it')
  return parsed
}

/** What the flags of `run` put in the place of the configuration. */
export function runOverrides({ serve, ...rest }: RunArguments): readonly Override[] {
  const served = serve === undefined ? [] : [{ path: ['serve', 'address'], value: serve, flag: '--serve' }]
  return [...overridesOf(rest), ...served]
}
