/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import { type AlignedReturns, FEWEST_OBSERVATIONS } from './aligned-returns.js'

/**
 * What the portfolio would have returned, bar by bar, at today's weights (shares of equity; the rest is cash, which
 * returns 0), where all that it holds has a return; undefined with fewer than 100 such bars. Oldest first.
 */
export function portfolioReturns(
  weights: ReadonlyMap<string, number>,
  returns: AlignedReturns,
): Float64Array | undefined {
  const parts: { readonly weight: number; readonly own: Float64Array }[] = []
  for (const [symbol, weight] of weights) {
    const own = returns.get(symbol)
    if (own === undefined) return undefined
    parts.push({ weight, own })
  }
  const bars = parts[0]?.own.length ?? 0
  const portfolio = new Float64Array(bars)
  let count = 0
  for (let bar = 0; bar < bars; bar++) {
    let sum = 0
    for (const { weight, own } of parts) sum += weight * own[bar]!
    if (Number.isFinite(sum)) portfolio[count++] = sum
  }
  return count < FEWEST_OBSERVATIONS ? undefined : portfolio.subarray(0, count)
}
