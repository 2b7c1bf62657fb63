import type { Page } from '../page.js'
import type { ReplayReport } from './report.js'
import { agentRows } from './sections/agent-rows.js'
import { equityLines } from './sections/equity-lines.js'
import { gateTimes } from './sections/gate-times.js'
import { haltList } from './sections/halt-list.js'
import { keyFigures } from './sections/key-figures.js'
import { opening } from './sections/opening.js'

/** A replay on a screen for people; no line is wider than the page. */
export function summaryLines(report: ReplayReport, page: Page): readonly string[] {
  const sections = [
    opening(report, page),
    equityLines(report, page),
    keyFigures(report, page),
    gateTimes(report, page),
    haltList(report, page),
    agentRows(report, page),
  ]
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}
