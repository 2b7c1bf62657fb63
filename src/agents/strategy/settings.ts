import * as z from 'zod'
import { sizingShape } from '../sizing-settings.js'

const period = z.int().min(2).max(500)
const strength = z.number().min(0).max(100)

/** What the strategy agent can be told. */
export const strategySettings = z
  .strictObject({
    symbols: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('What it trades; default: every symbol of the market.'),
    minConfidence: z
      .number()
      .min(0)
      .max(1)
      .default(0.7)
      .describe('A strategy has a say from this confidence on, 0 to 1; two that contradict each other are HOLD.'),
    trend: z.boolean().default(true).describe('Trend: on or off. It buys while the fast average is over the slow one.'),
    fast: period.default(12).describe('Trend: period of the fast average (EMA), candles.'),
    slow: period.default(26).describe('Trend: period of the slow average (EMA), candles; above `fast`.'),
    certainAtr: z
      .number()
      .positive()
      .max(100)
      .default(0.4)
      .describe('Trend: its confidence is 1 when the averages are this far apart, in ATRs, and less in proportion.'),
    rsiPeriod: period.default(14).describe('Trend: period of the RSI, candles.'),
    rsiOverbought: strength.default(70).describe('Trend: no buying at or above this RSI.'),
    meanReversion: z
      .boolean()
      .default(false)
      .describe('Mean reversion: on or off. It buys near the lower Bollinger band and is out at the middle.'),
    bollingerPeriod: period.default(20).describe('Mean reversion: period of the Bollinger bands, candles.'),
    bollingerDeviations: z
      .number()
      .positive()
      .max(10)
      .default(2)
      .describe('Mean reversion: distance of each band from the middle, in standard deviations.'),
    reversionRsiPeriod: period.default(14).describe('Mean reversion: period of the RSI, candles.'),
    reversionOversold: z
      .number()
      .min(0)
      .lt(50)
      .default(30)
      .describe('Mean reversion: certain of a rise at or below this RSI, under the lower band.'),
    reversionOverbought: z
      .number()
      .gt(50)
      .max(100)
      .default(70)
      .describe('Mean reversion: certain of a fall at or above this RSI, over the upper band.'),
    breakout: z.boolean().default(false).describe('Breakout: on or off. It buys a close over the Donchian channel.'),
    donchianPeriod: period.default(20).describe('Breakout: period of the channel that is broken, candles.'),
    donchianExitPeriod: period
      .default(10)
      .describe('Breakout: it is out at a close under the lowest of so many candles before.'),
    atrPeriod: period.default(14).describe('Period of the average true range (ATR), candles.'),
    stopAtr: z
      .number()
      .positive()
      .max(100)
      .default(2)
      .describe('How far below the price each buy is stopped out, in ATRs; the stop follows the price up, never down.'),
    stopStepAtr: z
      .number()
      .min(0)
      .max(100)
      .default(0.25)
      .describe('A stop moves up once that lifts it by more than this, in ATRs.'),
    ...sizingShape,
    maxPositionPercent: sizingShape.maxPositionPercent
      .unwrap()
      .default(20)
      .describe('The most of equity in one symbol of its own book, percent; with room for fees and other agents.'),
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'expected fast to be less than slow' })
  .refine(({ trend, meanReversion, breakout }) => trend || meanReversion || breakout, {
    path: ['trend'],
    error: 'expected at least one of trend, meanReversion and breakout to be on',
  })

/** The settings of the strategy agent, every default filled in. */
export type StrategySettings = z.output<typeof strategySettings>
