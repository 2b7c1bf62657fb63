import { bollinger } from '../../market/indicators/bollinger.js'
import { rsi } from '../../market/indicators/rsi.js'
import type { TradingStrategy } from './trading-strategy.js'

/**
 * Up under the middle Bollinger band, down over it: as sure as the last close has come to the outer band times as far as
 * the RSI has come from 50 to its extreme. What was bought for it is over at the middle band.
 */
export const meanReversion: TradingStrategy = {
  name: 'meanReversion',
  judge({ candles: { close }, settings }) {
    const bands = bollinger(close, { period: settings.bollingerPeriod, deviations: settings.bollingerDeviations })
    const strength = rsi(close, settings.reversionRsiPeriod)
    if (bands === undefined || strength === undefined) return undefined
    const low = 1 - 2 * bands.position // 1 at the lower band, 0 in the middle, −1 at the upper band
    const weak = (50 - strength) / (50 - settings.reversionOversold)
    const strong = (strength - 50) / (settings.reversionOverbought - 50)
    const up = share(low) * share(weak)
    const down = share(-low) * share(strong)
    return {
      direction: up > 0 ? 1 : down > 0 ? -1 : 0,
      confidence: Math.max(up, down),
      holds: low > 0,
      reason: `at ${(bands.position * 100).toFixed(0)} % of the Bollinger bands, RSI ${strength.toFixed(0)}`,
    }
  },
}

function share(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}
