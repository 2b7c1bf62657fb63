import type { Indicators } from './indicators.js'

/** 1 up, −1 down, 0 abstains: the two that are compared are equal, or one is missing. */
export type Vote = -1 | 0 | 1

/** What the three pairs of averages say of the trend. */
export interface Votes {
  /** MACD over its signal. */
  readonly macd: Vote
  /** Fast SMA over slow SMA. */
  readonly sma: Vote
  /** Fast EMA over slow EMA. */
  readonly ema: Vote
}

/** What the votes come to. */
export interface TrendVote {
  /** The side with more votes; 0 for a tie or none. */
  readonly direction: Vote
  /** Votes for the direction; 0 without one. */
  readonly agreeing: number
  /** Votes that do not abstain. */
  readonly available: number
  /** |fast EMA − slow EMA| in ATRs; undefined while one is missing. */
  readonly distanceAtr: number | undefined
  /** agreeing / available · min(1, distanceAtr); 0 for what is unknown. */
  readonly confidence: number
  readonly votes: Votes
}

/** Counts the votes; FORMULAS, "Indicators". */
export function voteOnTrend({ macd, smaFast, smaSlow, emaFast, emaSlow, atr }: Indicators): TrendVote {
  const votes: Votes = {
    macd: compare(macd?.macd, macd?.signal),
    sma: compare(smaFast, smaSlow),
    ema: compare(emaFast, emaSlow),
  }
  const cast = [votes.macd, votes.sma, votes.ema].filter((vote) => vote !== 0)
  const direction = compare(
    cast.reduce<number>((sum, vote) => sum + vote, 0),
    0,
  )
  const agreeing = cast.filter((vote) => vote === direction).length
  const distanceAtr = distance(emaFast, emaSlow, atr)
  const unanimity = cast.length === 0 ? 0 : agreeing / cast.length
  const confidence = unanimity * Math.min(1, distanceAtr ?? 0)
  return { direction, agreeing, available: cast.length, distanceAtr, confidence, votes }
}

function compare(one: number | undefined, other: number | undefined): Vote {
  if (one === undefined || other === undefined || one === other) return 0
  return one > other ? 1 : -1
}

function distance(fast: number | undefined, slow: number | undefined, atr: number | undefined): number | undefined {
  if (fast === undefined || slow === undefined || atr === undefined) return undefined
  // Without any range there is no distance to speak of, only what is left of rounding.
  return atr === 0 ? 0 : Math.abs(fast - slow) / atr
}
