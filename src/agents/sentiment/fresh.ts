import type { FreshHeadline, Headline } from './headline.js'
import type { SentimentSettings } from './settings.js'
import { createTitleCache } from './title-cache.js'

/** The instant of the cycle, and how headlines age. */
export interface Ageing {
  /** Epoch ms, in the market's own time. */
  readonly asOfMs: number
  readonly settings: Pick<SentimentSettings, 'maxAgeMinutes' | 'halfLifeMinutes'>
}

/**
 * The headlines that count at an instant, newest first: not too old, not of its future, and each told once, as old as
 * where it was told first.
 */
export function keepFresh(headlines: readonly Headline[], { asOfMs, settings }: Ageing): readonly FreshHeadline[] {
  const first = new Map<string, FreshHeadline>()
  for (const headline of headlines) {
    const ageMinutes = ageAt(asOfMs, headline)
    if (ageMinutes < 0) continue
    const key = keyOf(headline.title)
    if (ageMinutes <= (first.get(key)?.ageMinutes ?? -1)) continue
    first.set(key, { ageMinutes, weight: 0.5 ** (ageMinutes / settings.halfLifeMinutes), ...headline })
  }
  return [...first.values()]
    .filter(({ ageMinutes }) => ageMinutes <= settings.maxAgeMinutes)
    .sort((a, b) => a.ageMinutes - b.ageMinutes || (a.title < b.title ? -1 : 1))
}

/** Whether a headline is old enough to be known at that instant, and not too old to count. */
export function isFresh(headline: Headline, { asOfMs, settings }: Ageing): boolean {
  const ageMinutes = ageAt(asOfMs, headline)
  return ageMinutes >= 0 && ageMinutes <= settings.maxAgeMinutes
}

function ageAt(asOfMs: number, { publishedAtMs }: Headline): number {
  return (asOfMs - publishedAtMs) / 60_000
}

/** The same for two tellings of one headline: without case, marks, "UPDATE 2-" before it and " - Newspaper" after it. */
const keyOf = createTitleCache((title) => {
  const bare = title
    .toLowerCase()
    .replace(/^(update|brief|exclusive|breaking|corrected|refile)\b\s*\d*\s*[-:–—]\s*/, '')
    .replace(/\s[-|–—]\s[\p{L}\p{N}.]+(\s[\p{L}\p{N}.]+){0,2}$/u, '')
  return bare.replaceAll(/[^\p{L}\p{N}%$€£.]+/gu, ' ').trim()
})
