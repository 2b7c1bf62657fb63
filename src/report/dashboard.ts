import type { DeskReport } from './desk-report.js'
import type { WrittenFile } from './metrics-files.js'
import { createPage } from './page.js'
import { recentAlerts } from './sections/alerts.js'
import { cycleMetrics } from './sections/cycle.js'
import { executionTimes } from './sections/execution-times.js'
import { metricsExport } from './sections/export.js'
import { agentHealth } from './sections/health.js'
import { orders } from './sections/orders.js'
import { performanceSummary } from './sections/performance.js'
import { portfolio } from './sections/portfolio.js'
import { riskFigures } from './sections/risk.js'
import { schedule } from './sections/schedule.js'
import { tradingState } from './sections/trading-state.js'
import { timedReport } from './timeline/timed-report.js'
import { timelineOf } from './timeline/timeline.js'

/** What the dashboard needs beside the report. */
export interface DashboardOptions {
  /** Of the terminal; fewer than 60 count as 60. */
  readonly columns: number
  readonly colours: boolean
  /** The first lines: which market, whose money, which configuration. */
  readonly banner: readonly string[]
  /** The metrics file of this cycle, if one was written. */
  readonly export?: WrittenFile
  /** As the user writes it, for what to do about a halt. */
  readonly dataDir: string
}

/** More agents than this have no room for their schedule; `history --cycle` shows it. */
const CROWD = 20

/** One cycle on a screen for people: plain text that ends with a newline, no line wider than `columns`. */
export function renderDashboard(report: DeskReport, options: DashboardOptions): string {
  const page = createPage(options)
  const sections = [
    [...options.banner.flatMap((line) => page.heading(line)), '─'.repeat(page.columns)],
    tradingState(report, page, options.dataDir),
    cycleMetrics(report, page),
    executionTimes(report, page),
    report.runs.length > CROWD ? [] : schedule(timelineOf(timedReport(report)), page),
    agentHealth(report, page),
    portfolio(report, page),
    riskFigures(report, page),
    orders(report, page),
    performanceSummary(report, page),
    recentAlerts(report, page),
    ...(options.export === undefined ? [] : [metricsExport(options.export, page)]),
  ]
  const told = sections.filter((lines) => lines.length > 0)
  return `${told.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
