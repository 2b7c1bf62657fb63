import { averageCycleMs, share, totals } from '../derived-figures.js'
import type { DeskReport } from '../desk-report.js'
import { count, duration, percent } from '../figures.js'
import type { Page } from '../page.js'

/** Counts over all cycles of the data folder, and what running side by side saved in this one. */
export function performanceSummary({ tally, performance }: DeskReport, page: Page): string[] {
  const { executions, successes, failures } = totals(tally)
  const averageMs = averageCycleMs(tally)
  return [
    ...page.heading('PERFORMANCE SUMMARY'),
    ...page.pairs([
      ['Total executions', count(executions)],
      ['Successful', withShare(successes, executions)],
      ['Failed', withShare(failures, executions)],
      ['Average cycle time', averageMs === null ? 'n/a' : duration(averageMs)],
      ['Speed-up', speedup(performance)],
    ]),
  ]
}

function withShare(part: number, whole: number): string {
  const rate = share(part, whole)
  return rate === null ? count(part) : `${count(part)} (${percent(rate)})`
}

function speedup({ speedup, sequentialMs, wallMs }: DeskReport['performance']): string {
  if (speedup === null) return 'n/a (not every agent finished)'
  return `${speedup.toFixed(2)}x (${duration(sequentialMs)} of work in ${duration(wallMs)})`
}
