import * as z from 'zod'

const percent = z.number().positive().max(100)

/** What an agent that trades can be told about the size of its orders; to be spread into its own settings. */
export const sizingShape = {
  targetDailyVolatilityPercent: percent
    .default(2)
    .describe('A position is sized to move equity by this much on an ordinary day, percent.'),
  maxPositionPercent: percent.default(30).describe('The most of equity in one symbol of its own book, percent.'),
  maxAccountPercent: percent
    .default(29.5)
    .describe('The most of equity in one symbol of all books, percent; a little under what the desk allows.'),
  maxOrderPercent: percent
    .default(9.5)
    .describe('The most of equity in one buy, percent; a little under what the desk allows, as fees shrink equity.'),
  maxOrderUsd: z.number().positive().default(2500).describe('The most in one buy, in quote currency.'),
  minCashPercent: z
    .number()
    .min(0)
    .max(100)
    .default(20.5)
    .describe('Cash of the account that its buys leave, of equity, percent; a little over what the desk keeps.'),
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
}

const sizingSettings = z.strictObject(sizingShape)

/** What sizes are bounded by, every default filled in. */
export type SizingSettings = z.output<typeof sizingSettings>
