import { changeOf, type History } from './history.js'
import type { Mood } from './mood.js'
import type { SentimentSettings } from './settings.js'

/** The mood about a subject, and what is new about it. */
export interface Outlook extends Mood {
  /** From the cycle before, percentage points. */
  readonly changePoints?: number
  /** Strong or new enough to tell people. */
  readonly isAnnounced: boolean
}

/** Compares a mood with the last one. */
export function outlookOf(mood: Mood, subject: string, history: History, settings: SentimentSettings): Outlook {
  const changePoints = changeOf(history, subject, mood.percent)
  const isStrong = Math.abs(mood.score) > settings.announceScore
  const isNew = Math.abs(changePoints ?? 0) > settings.announceChangePoints
  return { isAnnounced: isStrong || isNew, ...mood, ...(changePoints === undefined ? {} : { changePoints }) }
}

/** An outlook in one line: "62.3 % slightly positive of 14 headlines, +1.2 points". */
export function describeOutlook({ percent, band, headlines, changePoints, isAnnounced }: Outlook): string {
  const change =
    changePoints === undefined ? '' : `, ${changePoints < 0 ? '−' : '+'}${Math.abs(changePoints).toFixed(1)} points`
  return `${isAnnounced ? 'ANNOUNCED: ' : ''}${percent.toFixed(1)} % ${band} of ${headlines} headlines${change}`
}
