import type { AgentTally } from '../../orchestrator/tally.js'
import type { Column } from '../column-widths.js'
import { averageExecutionMs, recentSuccessRate } from '../derived-figures.js'
import type { DeskReport } from '../desk-report.js'
import { counted, duration, inCycles, percent } from '../figures.js'
import { healthMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { remainder, shortlist } from '../shortlist.js'

const COLUMNS: readonly Column[] = [
  { head: 'agent', isName: true },
  { head: 'health' },
  { head: 'recent success', align: 'right' },
  { head: 'average', align: 'right' },
  { lines: 2 },
]

/** How the scheduled agents have been doing over their last 100 executions. */
export function agentHealth({ runs, health, tally }: DeskReport, page: Page): string[] {
  const healthOf = (agent: string) => health[agent] ?? 'unknown'
  const agents = runs.map((run) => run.agent)
  const isNotable = (agent: string) => ['unhealthy', 'degraded'].includes(healthOf(agent))
  const { shown, rest } = shortlist(agents, isNotable)
  const row = (agent: string): Cell[] => {
    const counts = tally.agents[agent]
    const rate = counts === undefined ? null : recentSuccessRate(counts)
    const averageMs = counts === undefined ? null : averageExecutionMs(counts)
    return [
      agent,
      healthMark[healthOf(agent)],
      rate === null ? '–' : percent(rate),
      averageMs === null ? '–' : duration(averageMs),
      counts === undefined ? '' : note(counts),
    ]
  }
  return [
    ...page.heading('AGENT HEALTH STATUS'),
    ...page.table(COLUMNS, shown.map(row)),
    ...(rest.length === 0 ? [] : page.paragraph(remainder(rest, healthOf))),
  ]
}

function note({ consecutiveFailures, breaker }: AgentTally): string {
  const streak = consecutiveFailures === 0 ? [] : [`${counted(consecutiveFailures, 'failure')} in a row`]
  return [...streak, ...nextTry(breaker)].join('; ')
}

function nextTry(breaker: AgentTally['breaker']): readonly string[] {
  if (breaker.state === 'closed') return []
  return [
    breaker.state === 'open' ? `rests, tries again ${inCycles(breaker.triesInCycles)}` : `tries again ${inCycles(1)}`,
  ]
}
