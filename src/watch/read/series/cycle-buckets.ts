import type { EquityRow } from '../../../store/money-queries.js'
import type { Bucket } from './buckets.js'

/** Where the high-water mark stood, and when. */
export interface PeakMark {
  readonly peak: number | null
  /** ISO UTC, market time. */
  readonly at: string
}

/** Before the first cycle. */
export const noPeak: PeakMark = { peak: null, at: '' }

/**
 * Cycles as buckets of one each, with the fall from the high-water mark as risk limits measure it: the highest equity that
 * was observed, or what a person has set it to since.
 */
export function* cycleBuckets(
  rows: Iterable<EquityRow>,
  { peak: before, at }: PeakMark,
  rebased: readonly { readonly at: string; readonly equity: number }[],
): IterableIterator<Bucket> {
  const pending = rebased.filter((one) => one.at > at)
  let peak = before
  for (const row of rows) {
    if (row.observed !== null) peak = Math.max(peak ?? row.observed, row.observed)
    for (let next = pending[0]; next !== undefined && next.at <= row.at; next = pending[0]) {
      peak = next.equity
      pending.shift()
    }
    const { id, equity, cash } = row
    yield {
      lastId: id,
      at: row.at,
      equity,
      low: equity,
      drawdown: equity === null || peak === null || peak <= 0 ? null : Math.max(0, 100 * (1 - equity / peak)),
      exposure: equity === null || equity <= 0 ? null : (100 * (equity - cash)) / equity,
      peak,
    }
  }
}
