import type { AlignedReturns } from './aligned-returns.js'
import { correlationOf } from './statistics.js'

/** From here on two symbols count as one bet; a negative correlation is a hedge, not a concentration. */
const CONCENTRATED = 0.7

/** Every pair of some symbols; what has too little in common is undefined. */
export interface Correlations {
  readonly symbols: readonly string[]
  /** rows[i][j] of symbols i and j; 1 on the diagonal. */
  readonly rows: readonly (readonly (number | undefined)[])[]
}

/** Correlates each of these symbols with each other one. */
export function correlate(symbols: readonly string[], returns: AlignedReturns): Correlations {
  const rows: (number | undefined)[][] = symbols.map(() => [])
  for (const [i, symbol] of symbols.entries()) {
    const row = rows[i]
    const own = returns.get(symbol)
    if (row === undefined || own === undefined) continue
    row[i] = 1
    for (let j = 0; j < i; j++) {
      const other = returns.get(symbols[j] ?? '')
      const correlation = other === undefined ? undefined : correlationOf(own, other)
      row[j] = correlation
      const mirrored = rows[j]
      if (mirrored !== undefined) mirrored[i] = correlation
    }
  }
  return { symbols, rows }
}

/** The mean over all pairs; undefined when there is no pair, or one of them is unknown. */
export function meanCorrelation({ rows }: Correlations): number | undefined {
  let sum = 0
  let pairs = 0
  for (const [i, row] of rows.entries())
    for (let j = 0; j < i; j++) {
      const correlation = row[j]
      if (correlation === undefined) return undefined
      sum += correlation
      pairs++
    }
  return pairs === 0 ? undefined : sum / pairs
}

/**
 * How much of equity is held in symbols that move with another held one (ρ ≥ 0.70), percent; undefined when a pair of
 * held symbols is unknown.
 */
export function concentrationPercent(
  { symbols, rows }: Correlations,
  weights: ReadonlyMap<string, number>,
): number | undefined {
  const held = symbols.flatMap((symbol, at) => (weights.has(symbol) ? [{ at, weight: weights.get(symbol) ?? 0 }] : []))
  if (held.length < weights.size) return undefined
  let concentrated = 0
  for (const { at, weight } of held) {
    const others = held.filter((other) => other.at !== at).map((other) => rows[at]?.[other.at])
    if (others.includes(undefined)) return undefined
    if (others.some((correlation) => correlation !== undefined && correlation >= CONCENTRATED)) concentrated += weight
  }
  return 100 * concentrated
}
