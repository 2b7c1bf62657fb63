/* oxlint-disable typescript/no-non-null-assertion -- every function checks its bounds once, before its loop */
import type { Column } from '../snapshot.js'

/** p_t / p_(t−1) − 1 for every price after the first. */
export function simpleReturns(prices: Column): Float64Array {
  const returns = new Float64Array(Math.max(prices.length - 1, 0))
  for (let i = 0; i < returns.length; i++) returns[i] = prices[i + 1]! / prices[i]! - 1
  return returns
}
