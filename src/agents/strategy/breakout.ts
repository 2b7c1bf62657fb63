/* oxlint-disable typescript/no-non-null-assertion -- the last close of candles that are not empty */
import { donchian } from '../../market/indicators/donchian.js'
import { figure, type TradingStrategy } from './trading-strategy.js'

/**
 * Up at a close over the Donchian channel of the candles before it, down at one under it: even odds at the edge, certain
 * half an ATR beyond. What was bought for it is over at a close under the shorter channel of exits.
 */
export const breakout: TradingStrategy = {
  name: 'breakout',
  judge({ candles, atr, settings }) {
    const before = candles.close.length - 1
    const channel = donchian(candles, settings.donchianPeriod, before)
    const exit = donchian(candles, settings.donchianExitPeriod, before)
    if (channel === undefined || exit === undefined) return undefined
    const close = candles.close[before]!
    const beyond = Math.max(close - channel.highest, channel.lowest - close)
    const place = `the channel ${figure(channel.lowest)} to ${figure(channel.highest)} of ${settings.donchianPeriod} candles`
    const holds = close >= exit.lowest
    if (beyond <= 0) return { direction: 0, confidence: 0, holds, reason: `${figure(close)} is within ${place}` }
    return {
      direction: close > channel.highest ? 1 : -1,
      confidence: Math.min(0.5 + beyond / atr, 1),
      holds,
      reason: `${figure(close)} is ${(beyond / atr).toFixed(2)} ATR beyond ${place}`,
    }
  },
}
