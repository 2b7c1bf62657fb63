import { strategySettings } from '../../../src/agents/strategy/settings.js'
import type { Sight } from '../../../src/agents/strategy/trading-strategy.js'
import { atr } from '../../../src/market/indicators/atr.js'
import { candles } from '../../support/briefing.js'

const closes = (price: (index: number) => number) => Array.from({ length: 60 }, (_, index) => price(index))
const ranging = closes((index) => 100 + ([0, 1, 0, -1][index % 4] ?? 0))

/** Sixty hand-made closes or one more, each of one kind of market. */
export const shapes = {
  rising: closes((index) => 100 + index * 0.25 + (index % 2)),
  falling: closes((index) => 100 - index * 0.25 - (index % 2)),
  /** Up and down by one around a hundred. */
  ranging,
  breakout: [...ranging, 104],
  breakdown: [...ranging, 96],
  flat: closes(() => 100),
  /** Up so far and so fast that a reversal is due, with a dip in every five candles. */
  hurried: closes((index) => 100 + index * 0.6 - (index % 5 === 0 ? 1.5 : 0)),
} as const

/** What a strategy sees of these closes, whose candles reach one beyond; with an ATR of their own unless it is given. */
export function sightOf(prices: readonly number[], settings: object = {}, range?: number): Sight {
  const seen = candles(prices, 1)
  return { candles: seen, atr: range ?? atr(seen, 14) ?? Number.NaN, settings: strategySettings.parse(settings) }
}
