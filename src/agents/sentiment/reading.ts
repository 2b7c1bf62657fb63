import type { FreshHeadline } from './headline.js'
import { type Clause, readClauses, toScore } from './scoring/score-headline.js'
import type { NameFinder } from './symbol-names.js'
import { createTitleCache } from './title-cache.js'

/** A headline's tone, as a whole and for each coin that it names. */
export interface Reading {
  readonly headline: FreshHeadline
  /** −1 … 1. */
  readonly score: number
  /** −1 … 1 by symbol. */
  readonly scores: ReadonlyMap<string, number>
}

const clausesOf = createTitleCache(readClauses)

/** Reads a headline; "A rises, B falls" is good for A and bad for B. */
export function read(headline: FreshHeadline, findNames: NameFinder): Reading {
  const clauses = clausesOf(headline.title)
  const mentions = findNames(headline.title).map(({ symbol, at }) => ({ symbol, clause: indexAt(clauses, at) }))
  const symbols = [...new Set(mentions.map(({ symbol }) => symbol))]
  const about = (symbol: string) =>
    clauses.filter((_, clause) => {
      const named = mentions.filter((mention) => mention.clause === clause)
      return named.length === 0 || named.some((mention) => mention.symbol === symbol)
    })
  return {
    headline,
    score: toScore(clauses),
    scores: new Map(symbols.map((symbol) => [symbol, toScore(about(symbol))])),
  }
}

function indexAt(clauses: readonly Clause[], at: number): number {
  return clauses.findLastIndex((clause) => clause.at <= at)
}
