import { ema } from '../../market/indicators/averages.js'
import { rsi } from '../../market/indicators/rsi.js'
import { figure, type TradingStrategy } from './trading-strategy.js'

/** Up while the fast average is over the slow one and the RSI is not overbought; as sure as they are far apart. */
export const trend: TradingStrategy = {
  name: 'trend',
  judge({ candles: { close }, atr, settings }) {
    const fast = ema(close, settings.fast)
    const slow = ema(close, settings.slow)
    const strength = rsi(close, settings.rsiPeriod)
    if (fast === undefined || slow === undefined || strength === undefined) return undefined
    const distance = atr === 0 ? 0 : (fast - slow) / atr
    const side = fast > slow ? 'over' : fast < slow ? 'under' : 'at'
    const reason =
      `EMA${settings.fast} ${figure(fast)} ${side} EMA${settings.slow} ${figure(slow)}, ` +
      `${Math.abs(distance).toFixed(2)} ATR apart, RSI ${strength.toFixed(0)}`
    const confidence = Math.min(Math.abs(distance) / settings.certainAtr, 1)
    if (distance < 0) return { direction: -1, confidence, holds: false, reason }
    if (distance === 0) return { direction: 0, confidence: 0, holds: true, reason: `no trend: ${reason}` }
    if (strength < settings.rsiOverbought) return { direction: 1, confidence, holds: true, reason }
    const overbought = `overbought, RSI is not under ${settings.rsiOverbought}: ${reason}`
    return { direction: 0, confidence: 0, holds: true, reason: overbought }
  },
}
