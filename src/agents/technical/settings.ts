import * as z from 'zod'

const period = z.int().min(2).max(500)

/** What the technical agent can be told. */
export const technicalSettings = z
  .strictObject({
    symbols: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('What it looks at; default: every symbol of the market.'),
    smaFast: period.default(20).describe('Period of the fast simple average (SMA), candles.'),
    smaSlow: period.default(50).describe('Period of the slow simple average (SMA), candles; above `smaFast`.'),
    emaFast: period.default(12).describe('Period of the fast exponential average (EMA), candles.'),
    emaSlow: period.default(26).describe('Period of the slow exponential average (EMA), candles; above `emaFast`.'),
    macdFast: period.default(12).describe('Period of the fast average of the MACD, candles.'),
    macdSlow: period.default(26).describe('Period of the slow average of the MACD, candles; above `macdFast`.'),
    macdSignal: period.default(9).describe('Period of the average of the MACD itself, its signal, candles.'),
    rsiPeriod: period.default(14).describe('Period of the RSI, candles.'),
    atrPeriod: period.default(14).describe('Period of the average true range (ATR), candles.'),
    bollingerPeriod: period.default(20).describe('Period of the Bollinger bands, candles.'),
    bollingerDeviations: z
      .number()
      .positive()
      .max(10)
      .default(2)
      .describe('Distance of each Bollinger band from the middle, in standard deviations.'),
    donchianPeriod: period.default(20).describe('Period of the Donchian channel, candles.'),
    sufficientCandles: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('Candles from which on there are enough of them; fewer lower the sufficiency.'),
  })
  .refine(({ smaFast, smaSlow }) => smaFast < smaSlow, below('smaFast', 'smaSlow'))
  .refine(({ emaFast, emaSlow }) => emaFast < emaSlow, below('emaFast', 'emaSlow'))
  .refine(({ macdFast, macdSlow }) => macdFast < macdSlow, below('macdFast', 'macdSlow'))

/** The settings of the technical agent, every default filled in. */
export type TechnicalSettings = z.output<typeof technicalSettings>

function below(fast: string, slow: string) {
  return { path: [fast], error: `expected ${fast} to be less than ${slow}` }
}
