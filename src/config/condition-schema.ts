import { Cron } from 'croner'
import * as z from 'zod'
import { agentName, distinct, oneOf, wholeNumber } from './scalars.js'

const timeZone = z
  .string({ error: 'a time zone such as "Europe/Berlin"' })
  .refine(isTimeZone, { error: 'a time zone such as "Europe/Berlin"' })

const ofSchedule = { error: 'five fields of cron, such as "0 */4 * * *"' }
// Without "?", which means now, and with fields alone: what is due must not depend on when it is asked.
const cron = z
  .string(ofSchedule)
  .regex(/^ *[\w*,/#-]+( +[\w*,/#-]+){4} *$/, ofSchedule)
  .refine(isCron, ofSchedule)

const ofTime = { error: 'a time of day such as "09:00"' }
const timeOfDay = z.string(ofTime).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, ofTime)

/** The days of a week, as Intl abbreviates them in English, in lower case. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const hours = z
  .strictObject({
    from: timeOfDay.default('00:00').describe('First minute of the day that it may run in.'),
    to: timeOfDay.default('24:00').describe('First minute that it may not run in; before from: of the next day.'),
    timeZone: timeZone.default('UTC').describe('Where the clock hangs.'),
    weekdays: distinct(oneOf(WEEKDAYS), 'days')
      .min(1, { error: 'at least one day' })
      .default([...WEEKDAYS])
      .describe('Days that it may run on; past midnight, the one on which the hours began.'),
  })
  .refine(({ from, to }) => from !== to, { error: 'another time than from', path: ['to'] })

const agent = agentName().describe('Of which agent.')
const oneOrMore = <const Words extends readonly string[]>(words: Words) => {
  const error = `one of ${words.map((word) => `"${word}"`).join(', ')}, or a list of them`
  return z.union([z.enum(words, { error }), z.array(z.enum(words, { error })).min(1, { error })], { error })
}

const when = z.union(
  [
    z.strictObject({
      agent,
      health: oneOrMore(['unknown', 'healthy', 'degraded', 'unhealthy']).describe('Its health after the last cycle.'),
    }),
    z.strictObject({ state: oneOrMore(['active', 'reducing', 'halted']).describe('The trading state.') }),
    z.strictObject({
      agent,
      signal: oneOf(['positive', 'negative']).describe('The direction of a signal that it gives in this cycle.'),
      symbol: z.string({ error: 'a symbol such as "BTC/USDT"' }).optional().describe('Which; default: any.'),
    }),
  ],
  { error: '{ "agent", "health" }, { "state" } or { "agent", "signal" }' },
)

/** The keys of an agent's entry that say in which cycles it has a turn; all that are there must hold. */
export const conditionShape = {
  every: wholeNumber(1, 1_000_000)
    .optional()
    .describe('It runs in each cycle whose number is a multiple. Default: 1, every cycle.'),
  schedule: z
    .union([cron, z.strictObject({ cron, timeZone: timeZone.default('UTC').describe('Of the schedule.') })], ofSchedule)
    .optional()
    .describe(
      'Instants in the five fields of cron, UTC, or { "cron", "timeZone" }: it runs in the first cycle that looks at one or past it.',
    ),
  hours: hours
    .optional()
    .describe('Hours of the day, at the time that a cycle looks at, outside of which it does not run.'),
  when: when
    .optional()
    .describe(
      'What must be so: { "agent", "health" }, { "state" }, or { "agent", "signal": "positive", "symbol"? }, for which it waits for that agent.',
    ),
}

/** What gives an agent a turn in some cycles only. */
export type Conditions = z.output<z.ZodObject<typeof conditionShape>>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false // it is none that anyone knows
  }
}

function isCron(pattern: string): boolean {
  try {
    return new Cron(pattern, { mode: '5-part', timezone: 'UTC' }).nextRun(new Date(0)) !== null
  } catch {
    return false // croner says why, in words that tell no more
  }
}
