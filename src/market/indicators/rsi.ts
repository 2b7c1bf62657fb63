/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Column } from '../snapshot.js'

/** Wilder's RSI, 0…100: 100 without losses, 50 without any change; undefined before `period` + 1 prices. */
export function rsi(prices: Column, period: number): number | undefined {
  if (prices.length <= period) return undefined
  let gain = 0
  let loss = 0
  for (let i = 1; i < prices.length; i++) {
    const change = prices[i]! - prices[i - 1]!
    const weight = 1 / Math.min(i, period)
    gain += weight * (Math.max(change, 0) - gain)
    loss += weight * (Math.max(-change, 0) - loss)
  }
  if (loss === 0) return gain === 0 ? 50 : 100
  return 100 - 100 / (1 + gain / loss)
}
