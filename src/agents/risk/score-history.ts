import type { Json } from '../agent.js'

/** How many scores are remembered, one a candle, and how many it takes to compare with. */
const REMEMBERED = 500
const FEWEST = 20

/** The scores of past candles, oldest first, and when the last of them closed, epoch ms. */
export interface ScoreHistory {
  readonly scoreAtMs: number
  readonly scores: readonly number[]
}

const nothing: ScoreHistory = { scoreAtMs: 0, scores: [] }

/** What the last run remembered; empty when it is not what was expected. */
export function readHistory(remembered: Json | undefined): ScoreHistory {
  const { scoreAtMs, scores }: { readonly scoreAtMs?: unknown; readonly scores?: unknown } = Object(remembered)
  const isHistory = typeof scoreAtMs === 'number' && Array.isArray(scores) && scores.every(isNumber)
  return isHistory ? { scoreAtMs, scores } : nothing
}

const isNumber = (value: unknown) => typeof value === 'number'

/** The history with the score of a candle, to one decimal; the same when there is none, or the candle is in it. */
export function remember(history: ScoreHistory, score: number | undefined, candleMs: number): ScoreHistory {
  if (score === undefined || candleMs <= history.scoreAtMs) return history
  return { scoreAtMs: candleMs, scores: [...history.scores, Number(score.toFixed(1))].slice(-REMEMBERED) }
}

/** How many of the remembered scores are at or below this one, percent; undefined with fewer than 20 of them. */
export function percentileOf({ scores }: ScoreHistory, score: number): number | undefined {
  if (scores.length < FEWEST) return undefined
  const told = Number(score.toFixed(1))
  let below = 0
  for (const past of scores) if (past <= told) below++
  return (100 * below) / scores.length
}
