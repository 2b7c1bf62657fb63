/** A tone and how much the headline that has it counts. */
export interface Opinion {
  /** −1 … 1. */
  readonly score: number
  readonly weight: number
}

/** How the news are in words. */
export type Band = 'very positive' | 'slightly positive' | 'neutral' | 'slightly negative' | 'very negative'

/** What headlines say together; FORMULAS, "Sentiment". */
export interface Mood {
  /** −1 … 1, shrunk to 0 while headlines are few. */
  readonly score: number
  /** (score + 1)·50: 50 is neutral. */
  readonly percent: number
  readonly band: Band
  readonly headlines: number
  /** 0 … 1: 1 when all headlines with a tone point one way, 0 when they cancel out. */
  readonly agreement: number
}

const shrinkage = 5

/** The mean tone by weight, shrunk by n/(n + 5); undefined under `minHeadlines`, as too few say nothing. */
export function moodOf(opinions: readonly Opinion[], minHeadlines: number): Mood | undefined {
  const count = opinions.length
  const weights = sum(opinions.map(({ weight }) => weight))
  if (count < minHeadlines || weights === 0) return undefined
  const total = sum(opinions.map(({ score, weight }) => score * weight))
  const absolute = sum(opinions.map(({ score, weight }) => Math.abs(score) * weight))
  const score = ((total / weights) * count) / (count + shrinkage)
  return {
    score,
    percent: (score + 1) * 50,
    band: bandOf(score),
    headlines: count,
    agreement: absolute === 0 ? 0 : Math.min(1, Math.abs(total) / absolute),
  }
}

/** The band of a score. */
export function bandOf(score: number): Band {
  if (score > 0.3) return 'very positive'
  if (score > 0.05) return 'slightly positive'
  if (score >= -0.05) return 'neutral'
  return score >= -0.3 ? 'slightly negative' : 'very negative'
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
