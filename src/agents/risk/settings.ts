import * as z from 'zod'

const percent = z.number().positive().max(100)

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
})

/** The settings of the risk agent, every default filled in. */
export type RiskSettings = z.output<typeof riskSettings>
