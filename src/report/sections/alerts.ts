import type { DeskReport } from '../desk-report.js'
import { instant, timeOfDay } from '../figures.js'
import type { Page } from '../page.js'

const LONGEST = 5

/** The alerts that are not yet over, newest first. */
export function recentAlerts({ alerts, endedAt }: DeskReport, page: Page): string[] {
  const newest = alerts.toSorted((a, b) => (a.raisedAt < b.raisedAt ? 1 : a.raisedAt > b.raisedAt ? -1 : 0))
  const when = (iso: string) => (iso.slice(0, 10) === endedAt.slice(0, 10) ? timeOfDay(iso) : instant(iso))
  return [
    ...page.heading('RECENT ALERTS'),
    ...(alerts.length === 0 ? page.paragraph({ text: 'none', tone: 'quiet' }) : []),
    ...newest
      .slice(0, LONGEST)
      .flatMap(({ kind, message, raisedAt }) =>
        page.paragraph(`[${when(raisedAt)}] ${kind}: ${message}`, { text: '▲', tone: 'warning' }),
      ),
    ...(alerts.length > LONGEST ? page.paragraph(`… and ${alerts.length - LONGEST} more`) : []),
  ]
}
