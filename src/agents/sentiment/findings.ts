import type { History } from './history.js'
import { moodOf, type Opinion } from './mood.js'
import { type Outlook, outlookOf } from './outlook.js'
import type { Reading } from './reading.js'
import type { SentimentSettings } from './settings.js'

/** The subject that all headlines are about. */
export const wholeMarket = 'market'

/** What is known about the market or a symbol, or why nothing is. */
export type Finding = Outlook | string

/** What findings are made from. */
export interface Evidence {
  readonly symbols: readonly string[]
  readonly readings: readonly Reading[]
  readonly history: History
  readonly settings: SentimentSettings
}

/** The market's finding first, then that of each symbol. */
export function find({ symbols, readings, history, settings }: Evidence): ReadonlyMap<string, Finding> {
  const judge = (subject: string, opinions: readonly Opinion[]): Finding => {
    const mood = moodOf(opinions, settings.minHeadlines)
    if (mood !== undefined) return outlookOf(mood, subject, history, settings)
    return `unknown: ${opinions.length} fresh headlines, at least ${settings.minHeadlines} are needed`
  }
  const all = readings.map(({ score, headline }) => ({ score, weight: headline.weight }))
  return new Map([
    [wholeMarket, judge(wholeMarket, all)],
    ...symbols.map((symbol) => [symbol, judge(symbol, opinionsOn(symbol, readings))] as const),
  ])
}

function opinionsOn(symbol: string, readings: readonly Reading[]): readonly Opinion[] {
  return readings.flatMap(({ scores, headline }) => {
    const score = scores.get(symbol)
    return score === undefined ? [] : [{ score, weight: headline.weight }]
  })
}
