import type { Column } from '../column-widths.js'
import { averageExecutionMs, recentSuccessRate } from '../derived-figures.js'
import type { DeskReport } from '../desk-report.js'
import { counted, duration, percent } from '../figures.js'
import { healthMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { remainder, shortlist } from '../shortlist.js'

const COLUMNS: readonly Column[] = [
  { head: 'agent' },
  { head: 'health' },
  { head: 'recent success', align: 'right' },
  { head: 'average', align: 'right' },
  { lines: 2 },
]

/** How the scheduled agents have been doing over their last 100 executions. */
export function agentHealth({ runs, health, tally }: DeskReport, page: Page): string[] {
  const healthOf = (agent: string) => health[agent] ?? 'unknown'
  const agents = runs.map((run) => run.agent)
  const { shown, rest } = shortlist(agents, (agent) => ['unhealthy', 'degraded'].includes(healthOf(agent)))
  const row = (agent: string): Cell[] => {
    const counts = tally.agents[agent]
    const rate = counts === undefined ? null : recentSuccessRate(counts)
    const averageMs = counts === undefined ? null : averageExecutionMs(counts)
    const streak = counts?.consecutiveFailures ?? 0
    return [
      agent,
      healthMark[healthOf(agent)],
      rate === null ? '–' : percent(rate),
      averageMs === null ? '–' : duration(averageMs),
      streak === 0 ? '' : `${counted(streak, 'failure')} in a row`,
    ]
  }
  return [
    ...page.heading('AGENT HEALTH STATUS'),
    ...page.table(COLUMNS, shown.map(row)),
    ...(rest.length === 0 ? [] : page.paragraph(remainder(rest, healthOf))),
  ]
}
