import * as z from 'zod'
import { type Figure, type FigureName, figureNames, figures } from './figure.js'

const percent = z.number().positive().max(100)
const minutes = z.number().positive().max(525_600)

const figureLimits = z.strictObject(
  Object.fromEntries(figureNames.map((name) => [name, limitsOf(figures[name]).exactOptional()])) as Record<
    FigureName, // what fromEntries was given
    z.ZodExactOptional<ReturnType<typeof limitsOf>>
  >,
)

function limitsOf({ label, unit, worse }: Figure) {
  const reaches = worse === 'higher' ? 'at or above' : 'at or below'
  const inUnit = unit === '' ? '' : `, ${unit}`
  return z
    .strictObject({
      soft: z.number().nullable().default(null).describe(`Reductions only ${reaches} this${inUnit}; null: off.`),
      hard: z.number().nullable().default(null).describe(`Halts and latches ${reaches} this${inUnit}; null: off.`),
    })
    .refine(({ soft, hard }) => soft === null || hard === null || (worse === 'higher' ? soft <= hard : soft >= hard), {
      path: ['soft'],
      error: 'expected soft to be reached before hard',
    })
    .describe(`Limits on the ${label}.`)
}

function protection(whose: string, defaults: { readonly losses: number; readonly coolDownMinutes: number }) {
  return z
    .strictObject({
      lossesInARow: z
        .int()
        .min(1)
        .max(100)
        .nullable()
        .default(defaults.losses)
        .describe('Nothing more is bought for a while after so many losing round trips in a row; null: off.'),
      coolDownMinutes: minutes
        .default(defaults.coolDownMinutes)
        .describe('For how long after the last of them, minutes.'),
      lossesInWindow: z
        .int()
        .min(1)
        .max(100)
        .nullable()
        .default(null)
        .describe('Nothing more is bought for a while after so many losing round trips within the window; null: off.'),
      windowMinutes: minutes.default(1440).describe('The window that they are counted in, minutes.'),
      stopMinutes: minutes.default(720).describe('For how long after the last of them, minutes.'),
    })
    .prefault({})
    .describe(`Pauses after losing round trips ${whose}; a round trip is a position opened and closed again.`)
}

const sizing = z
  .strictObject({
    methods: z
      .array(z.enum(['volatilityTarget', 'kelly', 'riskParity']))
      .default([])
      .describe(
        'The methods of which the smallest size caps what other agents buy; none by default: sizes are only shown.',
      ),
    targetDailyVolatilityPercent: percent
      .default(2)
      .describe('Volatility target: a position moves equity by this much on an ordinary day, percent.'),
    maxPositionPercent: percent.default(30).describe('No size is over this share of equity, percent.'),
    kellyFraction: z
      .number()
      .positive()
      .max(1)
      .default(0.25)
      .describe('Share of the bet of Kelly’s formula, which takes at least 30 round trips; 1 is all of it.'),
  })
  .prefault({})
  .describe('How large a position in each symbol might be.')

/** What the risk agent can be told; every limit is a percent of equity or an amount in quote currency. */
export const riskSettings = z.strictObject({
  maxDailyLossPercent: percent
    .default(5)
    .describe('Halts and latches at this loss since the start of the day (UTC), percent.'),
  maxDailyLossUsd: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Halts and latches at this loss since the start of the day (UTC), in quote currency; null: off.'),
  maxRollingLossPercent: percent
    .nullable()
    .default(5)
    .describe('Halts and latches at this loss over the last 24 hours, percent; null: off.'),
  maxDrawdownPercent: percent.default(15).describe('Halts and latches at this fall from the highest equity, percent.'),
  minBalanceUsd: z
    .number()
    .nonnegative()
    .default(50)
    .describe('Halts and latches when equity is below this, in quote currency; 0: off.'),
  maxExposurePercent: percent
    .default(90)
    .describe('Reductions only while more than this share of equity is invested, percent; never halts.'),
  softPercent: percent
    .default(90)
    .describe(
      'How much of a loss, drawdown or balance limit may be used before only reductions are sent, percent of the limit. ' +
        'A limit warns at 80 % of it, lets nothing but reductions through at this share, halts and latches when it is broken.',
    ),
  gainTargetPercent: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Reductions only once the day has gained this much, percent; null: off.'),
  maxDataAgeMinutes: z
    .number()
    .positive()
    .default(120)
    .describe('Halts, without a latch, when a price is older than this, minutes.'),
  figureLimits: figureLimits
    .prefault({})
    .describe(
      'Limits on the figures that it measures; none by default. One that is limited and cannot be measured halts, without a latch.',
    ),
  symbolProtection: protection('in one symbol, which binds that symbol only', { losses: 5, coolDownMinutes: 240 }),
  accountProtection: protection('in any symbol', { losses: 10, coolDownMinutes: 720 }),
  sizing,
  atrPeriod: z.int().min(2).max(500).default(14).describe('Period of the average true range (ATR), candles.'),
  riskFreePercent: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe('What money earns without risk, for the Sharpe and Sortino ratios, percent a year.'),
})

/** The settings of the risk agent, every default filled in. */
export type RiskSettings = z.output<typeof riskSettings>

/** When losing round trips pause buying. */
export type ProtectionSettings = RiskSettings['accountProtection']
