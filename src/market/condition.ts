/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the columns' length */
import type { Candles, Column, SymbolCondition } from './snapshot.js'

/** How many of its own standard deviations a symbol may move in one candle before it is suspect. */
export const DEFAULT_SUSPECT_DEVIATIONS = 20

const FEWEST_RETURNS = 30

/** A condition and, unless it is `listed`, why. */
export interface Judgement {
  readonly condition: SymbolCondition
  readonly reason?: string
}

const LISTED: Judgement = { condition: 'listed' }

/** Where a recorded symbol stands at an instant. */
export interface Recording {
  /** Open times of its first and last candle, epoch ms. */
  readonly firstMs: number
  readonly lastMs: number
  /** Whether a candle opens at that time. */
  has(openMs: number): boolean
}

/** Says whether a recorded symbol is there at `asOfMs`: the candle that just closed, and the one that opens now. */
export function judgePresence(recording: Recording, asOfMs: number, timeframeMs: number): Judgement {
  const { firstMs, lastMs } = recording
  if (asOfMs < firstMs) return { condition: 'absent', reason: 'it has no candle yet' }
  if (asOfMs > lastMs) return { condition: 'absent', reason: `its last candle opened at ${iso(lastMs)}` }
  for (const openMs of [asOfMs - timeframeMs, asOfMs])
    if (openMs >= firstMs && !recording.has(openMs))
      return { condition: 'partial', reason: `it lacks the candle of ${iso(openMs)}` }
  return LISTED
}

/**
 * Says `suspect` when the last closed candle, or `last` against its close, moved more than `maxDeviations` sample
 * standard deviations of the other simple returns; never with fewer than 30 of those. The candle that follows settles
 * it: a price that has held for a whole candle is true, and one that is back where it was has been a bad tick.
 */
export function judgePrice(
  { open, close }: Pick<Candles, 'open' | 'close'>,
  last: number,
  maxDeviations: number,
): Judgement {
  const newest = close.length - 1
  const others = newest - 1
  if (others < FEWEST_RETURNS) return LISTED
  const limit = maxDeviations * returnDeviation(close, others)
  const closed = close[newest]!
  const isNear = (price: number) => Math.abs(closed / price - 1) <= limit / 2
  const isSettled = isNear(open[newest]!) || isNear(close[newest - 2]!)
  const closedMove = closed / close[newest - 1]! - 1
  if (Math.abs(closedMove) > limit && !isSettled) return suspect('its last candle', closedMove, limit)
  const openMove = last / closed - 1
  if (Math.abs(openMove) > limit) return suspect('its price since the last close', openMove, limit)
  return LISTED
}

/** Sample standard deviation (n − 1) of the first `count` simple returns. */
function returnDeviation(close: Column, count: number): number {
  let sum = 0
  for (let at = 1; at <= count; at++) sum += close[at]! / close[at - 1]! - 1
  const mean = sum / count
  let squares = 0
  for (let at = 1; at <= count; at++) squares += (close[at]! / close[at - 1]! - 1 - mean) ** 2
  return Math.sqrt(squares / (count - 1))
}

function suspect(what: string, move: number, limit: number): Judgement {
  return { condition: 'suspect', reason: `${what} moved ${percent(move)}, more than the plausible ${percent(limit)}` }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
