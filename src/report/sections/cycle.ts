import type { DeskReport } from '../desk-report.js'
import { count, duration, instant } from '../figures.js'
import { cycleMark } from '../marks.js'
import type { Cell, Page } from '../page.js'

/** Which cycle this was, when, and how it ended. */
export function cycleMetrics(report: DeskReport, page: Page): string[] {
  const { cycle, tally } = report
  const pairs: (readonly [string, Cell])[] = [
    ['Status', cycleMark[report.status]],
    ['Total cycles', count(tally.cycles)],
    ['Current cycle', `${count(cycle.number)} (${cycle.id})`],
    ['Cycle start', instant(report.startedAt)],
    ['Cycle end', instant(report.endedAt)],
    ['Cycle duration', duration(report.durationMs)],
    ['Market time', instant(cycle.asOf)],
  ]
  if (tally.skippedTicks > 0)
    pairs.push([
      'Skipped ticks',
      `${count(tally.skippedTicks)} in all, ${count(report.skippedTicks)} before this cycle`,
    ])
  if (!report.sealed) pairs.push(['Record', { text: '✖ not sealed: the journal could not take it', tone: 'bad' }])
  if (report.error !== undefined) pairs.push(['Error', { text: report.error, tone: 'bad' }])
  return [...page.heading('CYCLE METRICS'), ...page.pairs(pairs)]
}
