import type { WatchedAgent } from '../../watch/api.js'
import { counted, duration, inCycles, percent } from '../figures.js'
import { healthMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { scaleOf, sparkline } from '../replay/sparkline.js'
import type { Block } from './block.js'
import { type NotedRow, notedTable } from './noted-table.js'

const NARROW = 76

/** How the agents have been doing. */
export function agentsBlock(agents: readonly WatchedAgent[], page: Page): Block {
  const runs = page.columns < NARROW ? 8 : Math.min(40, Math.floor(page.columns / 5))
  const columns = [
    { head: 'agent', isName: true },
    { head: 'health' },
    { head: 'ok', align: 'right' },
    { head: 'average', align: 'right' },
    { head: 'lately' },
  ] as const
  const rows = agents.map((agent): NotedRow => {
    const { name, enabled, health, recentSuccessRate, averageMs } = agent
    const cells: readonly Cell[] = [
      name,
      enabled ? healthMark[health] : { text: '○ disabled', tone: 'quiet' },
      recentSuccessRate === null ? '–' : percent(recentSuccessRate),
      averageMs === null ? '–' : duration(averageMs),
      recentRuns(agent, runs),
    ]
    return { cells, note: noteOf(agent) }
  })
  const [head, ...lines] = notedTable(columns, rows, page)
  const items = agents.map((agent, index) => ({ lines: [lines[index] ?? ''], rank: rankOf(agent) }))
  return { rank: 4, head: [...page.heading('AGENTS'), ...(head === undefined ? [] : [head])], items, least: 3 }
}

/** The last runs, newest last: how long each took, `×` for one that failed, `·` for one that did not run. */
export function recentRuns({ recent }: Pick<WatchedAgent, 'recent'>, most: number): string {
  const runs = recent.slice(-most)
  const took = runs.map(({ status, durationMs }) => (status === 'success' || status === 'noop' ? durationMs : null))
  const scale = scaleOf(took)
  const bars = scale === undefined ? [] : Array.from(sparkline(took, { ...scale, least: 0 }, runs.length))
  return runs
    .map(({ status }, index) => {
      if (status === 'failed' || status === 'timeout') return '×'
      return took[index] === null ? '·' : (bars[index] ?? '·')
    })
    .join('')
}

function noteOf({ breaker, consecutiveFailures, lastStatus, lastError, summary }: WatchedAgent): Cell {
  const rests =
    breaker?.state === 'open'
      ? [`rests, tries again ${inCycles(breaker.triesInCycles)}`]
      : breaker?.state === 'half-open'
        ? [`tries again ${inCycles(1)}`]
        : []
  const streak = consecutiveFailures === 0 ? [] : [`${counted(consecutiveFailures, 'failure')} in a row`]
  const hasFailed = lastStatus === 'failed' || lastStatus === 'timeout'
  const error = hasFailed && lastError !== null ? [lastError] : []
  const told = [...rests, ...streak, ...error]
  return told.length > 0 ? { text: told.join('; '), tone: 'warning' } : { text: summary ?? '', tone: 'quiet' }
}

/** Who does badly comes first. */
function rankOf({ enabled, health }: WatchedAgent): number {
  return enabled ? ['unhealthy', 'degraded', 'healthy', 'unknown'].indexOf(health) : 4
}
