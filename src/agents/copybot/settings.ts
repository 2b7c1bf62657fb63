import * as z from 'zod'
import { settingPath } from '../setting-path.js'
import { sizingShape } from '../sizing-settings.js'
import { isUnprotected, webAddress } from '../web-address.js'

const { targetDailyVolatilityPercent: _, ...sizes } = sizingShape

const leaderPath = 'the path of a file'
const leader = z.union([
  z.literal('sample', { error: '"sample"' }),
  webAddress(),
  settingPath().refine((text) => !text.includes('://'), { error: leaderPath }),
])

/** What the copybot can be told. */
export const copybotSettings = z
  .strictObject({
    leader: leader
      .default('sample')
      .describe(
        'Whom it follows: a file, an http(s) address, or "sample". JSON: { "version": 1, "asOf": "2026-01-01T12:00:00Z", ' +
          '"positions": { "BTC/USDT": 0.4 } }, each weight a share of the leader\'s portfolio, together at most 1; ' +
          'the rest is cash.',
      ),
    maxAgeMinutes: z.number().positive().default(60).describe('An older portfolio is refused, minutes.'),
    maxAheadMinutes: z
      .number()
      .nonnegative()
      .default(5)
      .describe('A portfolio this far after the cycle is still taken, as clocks differ and agents wait, minutes.'),
    timeoutSeconds: z.number().positive().max(3600).default(10).describe('How long an address may take, seconds.'),
    maxBytes: z.int().positive().max(1_048_576).default(65_536).describe('A longer file or answer is refused, bytes.'),
    allowHttp: z
      .boolean()
      .default(false)
      .describe('true: plain http also to other machines, where anyone on the way may change what the leader says.'),
    budgetPercent: z
      .number()
      .positive()
      .max(100)
      .default(10)
      .describe('What its own book may be worth in all, percent of equity.'),
    scale: z
      .number()
      .positive()
      .max(10)
      .default(1)
      .describe('The weights are multiplied by this; together they never take more than the budget.'),
    jumpPercent: z
      .number()
      .min(0)
      .max(100)
      .default(50)
      .describe('When more than this share of the weights changes at once, it waits for the next cycle, percent.'),
    ...sizes,
  })
  .refine((settings) => settings.allowHttp || !isUnprotected(settings.leader), {
    path: ['leader'],
    error: 'an https address (http is for this machine alone, unless allowHttp is true)',
  })

/** The settings of the copybot, every default filled in. */
export type CopybotSettings = z.output<typeof copybotSettings>
