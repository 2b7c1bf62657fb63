import { atr, dailyVolatility, ema, rsi } from '../../market/indicators.js'
import type { Candles } from '../../market/snapshot.js'
import type { Signal } from '../agent.js'
import type { StrategySettings } from './settings.js'

/** What the candles of one symbol say. */
export interface Trend {
  /** 1 up, −1 down, 0 neither. */
  readonly direction: -1 | 0 | 1
  /** Distance of the two averages in ATRs, at most 1. */
  readonly confidence: number
  readonly rsi: number
  /** Price units. */
  readonly atr: number
  /** 0.02 is 2 % a day. */
  readonly dailyVolatility: number
  /** All of it in words, with figures. */
  readonly text: string
}

/** Reads the trend from the candles; undefined when there are too few. */
export function readTrend(candles: Candles, timeframeMs: number, settings: StrategySettings): Trend | undefined {
  const { close } = candles
  const fast = ema(close, settings.fast)
  const slow = ema(close, settings.slow)
  const strength = rsi(close, settings.rsiPeriod)
  const range = atr(candles, settings.atrPeriod)
  const volatility = dailyVolatility(close, timeframeMs)
  if (fast === undefined || slow === undefined || strength === undefined) return undefined
  if (range === undefined || volatility === undefined) return undefined
  const distance = range === 0 ? 0 : Math.abs(fast - slow) / range
  const side = fast > slow ? 'over' : fast < slow ? 'under' : 'at'
  return {
    direction: fast > slow ? 1 : fast < slow ? -1 : 0,
    confidence: Math.min(distance, 1),
    rsi: strength,
    atr: range,
    dailyVolatility: volatility,
    text:
      `EMA${settings.fast} ${figure(fast)} ${side} EMA${settings.slow} ${figure(slow)}, ` +
      `${distance.toFixed(2)} ATR apart, RSI ${strength.toFixed(0)}`,
  }
}

/** The trend as an opinion for other agents. */
export function signalOf(symbol: string, { direction, confidence, text }: Trend): Signal {
  return { symbol, direction, confidence, reason: text }
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)))
}
