import * as z from 'zod'
import { sizingShape } from '../sizing-settings.js'
import { budgetSettings, modelShape, modelsFault } from './model-settings.js'

const period = z.int().min(2).max(500)
const strength = z.number().min(0).max(100)

/** What the trading agent can be told. */
export const tradingSettings = z
  .strictObject({
    provider: z
      .enum(['rules', 'model'])
      .default('rules')
      .describe('Who decides: "rules" is a vote of indicators, "model" asks one or several language models.'),
    symbols: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('What it trades; default: every symbol of the market.'),
    minConfidence: z
      .number()
      .gt(0)
      .max(1)
      .default(0.7)
      .describe('A decision below this confidence is HOLD, 0 to 1; whoever decides.'),
    stopAtr: z
      .number()
      .positive()
      .max(100)
      .default(2)
      .describe('How far below the price each buy is stopped out, in ATRs; a model may set a stop that is nearer.'),
    fast: period.default(12).describe('Trend: period of the fast average (EMA), candles.'),
    slow: period.default(26).describe('Trend: period of the slow average (EMA), candles; above `fast`.'),
    minTrendAtr: strength
      .default(0.25)
      .describe('Trend: it abstains while the averages are closer than this, in ATRs.'),
    momentumPeriod: period.default(24).describe('Momentum: over how many candles the move is measured.'),
    minMomentumAtr: strength.default(1).describe('Momentum: it abstains while the move is smaller than this, in ATRs.'),
    bollingerPeriod: period.default(20).describe('Mean reversion: period of the Bollinger bands, candles.'),
    bollingerDeviations: z
      .number()
      .positive()
      .max(10)
      .default(2)
      .describe('Mean reversion: distance of each band from the middle, in standard deviations.'),
    rsiPeriod: period.default(14).describe('Mean reversion: period of the RSI, candles.'),
    rsiOversold: strength.default(30).describe('Mean reversion: up under the lower band at or below this RSI.'),
    rsiOverbought: strength.default(70).describe('Mean reversion: down over the upper band at or above this RSI.'),
    regimePeriod: period.default(24).describe('Volatility regime: how many candles are the present.'),
    turbulence: z
      .number()
      .positive()
      .max(100)
      .default(1.5)
      .describe(
        'Volatility regime: down when the present is this many times as volatile as all candles; else it abstains.',
      ),
    atrPeriod: period.default(14).describe('Period of the average true range (ATR), candles.'),
    ...modelShape,
    budget: budgetSettings,
    ...sizingShape,
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'expected fast to be less than slow' })
  .superRefine((settings, context) => {
    const fault = settings.provider === 'model' ? modelsFault(settings) : undefined
    if (fault !== undefined)
      context.addIssue({ code: 'custom', input: settings, path: [...fault.path], message: fault.message })
  })

/** The settings of the trading agent, every default filled in. */
export type TradingSettings = z.output<typeof tradingSettings>
