import type { Indicators } from './indicators.js'

/** How much there is to go by, 0…1: (min(1, candles / enough) + share of indicators that are known) / 2. It is no confidence. */
export function sufficiencyOf(indicators: Indicators, candles: number, enough: number): number {
  const all = Object.values(indicators)
  const known = all.filter((indicator) => indicator !== undefined).length
  return (Math.min(1, candles / enough) + known / all.length) / 2
}
