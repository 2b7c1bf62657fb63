/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import { FEWEST_OBSERVATIONS } from './aligned-returns.js'

/** Mean and sample standard deviation (n − 1). */
export interface Moments {
  readonly count: number
  readonly mean: number
  readonly deviation: number
}

/** The moments of the values that are there; undefined when there are too few. */
export function momentsOf(values: Float64Array): Moments | undefined {
  let count = 0
  let mean = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    count++
    const distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }
  return count < FEWEST_OBSERVATIONS ? undefined : { count, mean, deviation: Math.sqrt(squares / (count - 1)) }
}

/** The share-quantile of sorted values, between two of them in a straight line (type 7, as in R and NumPy). */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below)
}

/**
 * Pearson's correlation of the rows that both have; undefined when those are too few, or one of the two stands still.
 */
export function correlationOf(a: Float64Array, b: Float64Array): number | undefined {
  let count = 0
  let meanA = 0
  let meanB = 0
  let squaresA = 0
  let squaresB = 0
  let products = 0
  for (let i = 0; i < a.length; i++) {
    const distanceA = a[i]! - meanA
    const distanceB = b[i]! - meanB
    if (!Number.isFinite(distanceA + distanceB)) continue
    count++
    meanA += distanceA / count
    meanB += distanceB / count
    const weight = (count - 1) / count
    squaresA += weight * distanceA * distanceA
    squaresB += weight * distanceB * distanceB
    products += weight * distanceA * distanceB
  }
  if (count < FEWEST_OBSERVATIONS || !(squaresA > 0) || !(squaresB > 0)) return undefined
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresA * squaresB)))
}
