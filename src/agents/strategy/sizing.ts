import type { OrderIntent } from '../../desk/order.js'
import { floorDecimal } from './decimal.js'
import type { StrategySettings } from './settings.js'
import type { Trend } from './trend.js'

const maxBuysPerSymbol = 20

/** What an order is about: a symbol, its price and what its candles say. */
export interface Subject {
  readonly symbol: string
  readonly last: number
  readonly trend: Trend
}

/** What positions and orders are sized from; equity in quote currency. */
export interface Budget {
  readonly equity: number
  readonly settings: StrategySettings
}

/** equity · σ*_day / σ_day, at most the largest position; FORMULAS, "Position size"; quote currency. */
export function targetValue({ dailyVolatility }: Trend, { equity, settings }: Budget): number {
  const { targetDailyVolatilityPercent, maxPositionPercent } = settings
  // A percent over a fraction: the quotient is the position in percent of equity.
  return (equity * Math.min(targetDailyVolatilityPercent / dailyVolatility, maxPositionPercent)) / 100
}

/** One order; the desk splits it. Empty when `quantity` is under the smallest there is. */
export function sells({ symbol, trend }: Subject, quantity: number): readonly OrderIntent[] {
  const decimal = floorDecimal(quantity)
  return decimal === '0' ? [] : [{ symbol, side: 'sell', quantity: decimal, reason: trend.text }]
}

/** As many orders of the largest size as `value` takes, each with its stop; empty when no order or no stop is possible. */
export function buys(
  { symbol, last, trend }: Subject,
  value: number,
  { equity, settings }: Budget,
): readonly OrderIntent[] {
  const largest = Math.min((equity * settings.maxOrderPercent) / 100, settings.maxOrderUsd)
  const stop = floorDecimal(Math.max(last - settings.stopAtr * trend.atr, 0))
  if (stop === '0' || largest < settings.minOrderUsd) return []
  const orders: OrderIntent[] = []
  for (let left = value; left >= settings.minOrderUsd && orders.length < maxBuysPerSymbol; left -= largest) {
    const quantity = floorDecimal(Math.min(left, largest) / last)
    if (quantity === '0') break
    orders.push({
      symbol,
      side: 'buy',
      quantity,
      expectedPrice: floorDecimal(last),
      reason: trend.text,
      protect: { stop },
    })
  }
  return orders
}
