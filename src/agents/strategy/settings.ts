import * as z from 'zod'

const period = z.int().min(2).max(500)
const percent = z.number().positive().max(100)

/** What the strategy can be told. */
export const strategySettings = z
  .strictObject({
    symbols: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('What it trades; default: every symbol of the market.'),
    fast: period.default(12).describe('Period of the fast average (EMA), candles.'),
    slow: period.default(26).describe('Period of the slow average (EMA), candles; above `fast`.'),
    rsiPeriod: period.default(14).describe('Period of the RSI, candles.'),
    rsiOverbought: z.number().min(0).max(100).default(70).describe('No buying at or above this RSI.'),
    atrPeriod: period.default(14).describe('Period of the average true range (ATR), candles.'),
    minConfidence: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe('No buying below this confidence, 0 to 1: the distance of the two averages in ATRs, at most 1.'),
    targetDailyVolatilityPercent: percent
      .default(2)
      .describe('A position is sized to move equity by this much on an ordinary day, percent.'),
    maxPositionPercent: percent.default(30).describe('The most of equity in one symbol of its own book, percent.'),
    maxOrderPercent: percent
      .default(9.5)
      .describe('The most of equity in one buy, percent; a little under what the desk allows, as fees shrink equity.'),
    maxOrderUsd: z.number().positive().default(2500).describe('The most in one buy, in quote currency.'),
    stopAtr: z.number().positive().default(2).describe('How far below the price each buy is stopped out, in ATRs.'),
    minTradePercent: z
      .number()
      .min(0)
      .max(100)
      .default(5)
      .describe('A difference to the target below this share of the target is left alone, percent.'),
    minOrderUsd: z
      .number()
      .positive()
      .default(10)
      .describe('No order below this, in quote currency, unless it closes the position.'),
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'expected fast to be less than slow' })

/** The settings of the strategy, every default filled in. */
export type StrategySettings = z.output<typeof strategySettings>
