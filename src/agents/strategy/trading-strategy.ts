import type { Candles } from '../../market/snapshot.js'
import type { StrategySettings } from './settings.js'

/** The names of the strategies, which are also the settings that switch them on. */
export const strategyNames = ['trend', 'meanReversion', 'breakout'] as const

/** One of them. */
export type StrategyName = (typeof strategyNames)[number]

/** What strategies look at. */
export interface Sight {
  /** At least as many as the ATR needs. */
  readonly candles: Candles
  /** Average true range, price units; 0 when the price does not move at all. */
  readonly atr: number
  readonly settings: StrategySettings
}

/** What one strategy makes of one symbol. */
export interface Opinion {
  /** 1 up, −1 down, 0 neither. */
  readonly direction: -1 | 0 | 1
  /** 0 … 1. */
  readonly confidence: number
  /** False: what it would have bought for is over. */
  readonly holds: boolean
  /** In words, with figures. */
  readonly reason: string
}

/** One way to trade. A pure function of what it sees. */
export interface TradingStrategy {
  readonly name: StrategyName
  /** Undefined when there are too few candles. */
  judge(sight: Sight): Opinion | undefined
}

/** A price in words, to six digits. */
export function figure(price: number): string {
  return String(Number(price.toPrecision(6)))
}
