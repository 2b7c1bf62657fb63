import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A headline and what a reader makes of it for whom it is about, −1 … 1. */
export interface Labelled {
  readonly title: string
  readonly score: number
}

/** The headlines that the lexicon was tuned on, and every third one, which was held out. All names in them are made up. */
export function labelledHeadlines(): { readonly tuned: readonly Labelled[]; readonly heldOut: readonly Labelled[] } {
  const lines = readFileSync(join(process.cwd(), 'tests/agents/sentiment/headlines.tsv'), 'utf8').trim().split('\n')
  const all = lines.map((line) => {
    const [score = '', title = ''] = line.split('\t')
    return { title, score: Number(score) }
  })
  return { tuned: all.filter((_, i) => i % 3 !== 2), heldOut: all.filter((_, i) => i % 3 === 2) }
}

/** The cosine of the angle between predicted and labelled scores, seen as two vectors. */
export function cosine(headlines: readonly Labelled[], predict: (title: string) => number): number {
  const rows = headlines.map(({ title, score }) => ({ score, predicted: predict(title) }))
  const sum = (term: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + term(row), 0)
  const lengths = Math.sqrt(sum(({ score }) => score ** 2) * sum(({ predicted }) => predicted ** 2))
  return lengths === 0 ? 0 : sum(({ score, predicted }) => score * predicted) / lengths
}

/** The share of headlines whose sign is predicted; within ±0.05 is neutral. */
export function signAccuracy(headlines: readonly Labelled[], predict: (title: string) => number): number {
  const sign = (score: number) => (score > 0.05 ? 1 : score < -0.05 ? -1 : 0)
  return headlines.filter(({ title, score }) => sign(predict(title)) === sign(score)).length / headlines.length
}
