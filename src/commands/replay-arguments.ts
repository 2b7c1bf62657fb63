import * as z from 'zod'
import { instant } from '../config/scalars.js'
import { systemCalendar } from '../system-clocks.js'
import { CommandError, exitCode } from './exit-code.js'
import { onHaltArgument } from './on-halt-argument.js'
import { onlyArgument } from './only-argument.js'
import { configurationArguments, fileArgument, parseArguments, switchArgument } from './parse-arguments.js'

const DAY_MS = 86_400_000

/** A bare date is meant with the whole of its day. */
const lastInstant = z.union([z.iso.date().transform((text) => Date.parse(text) + DAY_MS - 1), instant()], {
  error: 'a date or time in ISO form, such as "2022-12-31"',
})

const schema = z.object({
  ...configurationArguments,
  from: instant(),
  to: lastInstant.optional(),
  name: z
    .string()
    .regex(/^\w[\w.-]{0,79}$/, { error: 'a name of letters, digits, dots and dashes' })
    .optional(),
  store: z.boolean({ error: 'no value' }).default(true),
  recorded: fileArgument.optional(),
  onHalt: onHaltArgument,
  compare: z.literal('no-gate', { error: 'no-gate' }).optional(),
  html: fileArgument.optional(),
  only: onlyArgument,
  json: switchArgument,
  quiet: switchArgument,
})

/** What `replay` was asked for. */
export type ReplayArguments = z.output<typeof schema>

/** Throws CommandError (usage) with what does not fit. */
export function parseReplayArguments(args: unknown): ReplayArguments {
  const parsed = parseArguments(schema, args)
  const { name, store, from, to = Number.POSITIVE_INFINITY } = parsed
  if (to < from) throw new CommandError(exitCode.usage, `--to: expected a time after ${iso(from)}, got ${iso(to)}`)
  if (name !== undefined && !store)
    throw new CommandError(exitCode.usage, `--name: expected none with --no-store, which keeps nothing, got "${name}"`)
  return parsed
}

/** The end that was asked for or else, epoch ms: recorded data ends by itself, a made-up market must not know tomorrow. */
export function endOf({ to }: ReplayArguments, market: 'simulated' | 'csv'): number {
  return to ?? (market === 'csv' ? Number.POSITIVE_INFINITY : systemCalendar.now())
}

/** The name of a replay that was given none. */
export function spanName({ from, to }: ReplayArguments): string {
  return `${iso(from).slice(0, 10)}_${to === undefined ? 'end' : iso(to).slice(0, 10)}`
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()
