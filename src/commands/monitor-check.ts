import { plain } from '../report/plain-text.js'
import type { Overview } from '../watch/api.js'

/** How a system does, for tools that watch many: the exit code is the index of its level. */
export const checkLevels = ['OK', 'WARNING', 'CRITICAL'] as const

/** What such a tool is told. */
export interface Check {
  readonly level: (typeof checkLevels)[number]
  readonly words: readonly string[]
  /** As `label=value`; none when nothing could be seen. */
  readonly figures: readonly string[]
}

/** Judges a system: what keeps it from its work is critical, what somebody should look at is a warning. */
export function checkOf(overview: Overview): Check {
  const critical = criticalIn(overview)
  const warnings = warningsIn(overview)
  const { lastSealed, standing, agents } = overview
  const figures = figuresOf(overview)
  if (critical.length > 0) return { level: 'CRITICAL', words: [...critical, ...warnings], figures }
  if (warnings.length > 0) return { level: 'WARNING', words: warnings, figures }
  const enabled = agents.filter((agent) => agent.enabled).length
  const last = lastSealed === null ? 'no cycle has ended yet' : `${lastSealed.id} ${lastSealed.status}`
  return { level: 'OK', words: [standing.state, last, `${enabled} agents`], figures }
}

/** The one line of a check, in the form of the monitoring plugins. */
export function checkLine({ level, words, figures }: Check): string {
  // The bar is what figures begin with.
  const said = plain(words.join('; ')).replaceAll('|', '/')
  return `${level} - ${said}${figures.length === 0 ? '' : ` | ${figures.join(' ')}`}`
}

function criticalIn({ loop, overdue, standing, lastSealed, alerts }: Overview): string[] {
  const why = standing.reasons.map(({ code, message }) => `${code}: ${message}`)
  return [
    ...(loop === null ? ['no loop runs'] : []),
    ...(overdue === null ? [] : [`overdue: ${overdue}`]),
    ...(standing.state === 'halted' ? [`halted${why.length === 0 ? '' : ` (${why.join(', ')})`}`] : []),
    ...alerts.filter(isBlinding).map(({ message }) => message),
    ...(lastSealed?.status === 'failed-closed' || lastSealed?.status === 'error'
      ? [`${lastSealed.id} ended in ${lastSealed.status}`]
      : []),
  ]
}

/** What is told is not what is, then. */
const isBlinding = ({ kind }: Overview['alerts'][number]) => kind === 'record-unreadable'

function warningsIn({ standing, alerts, agents, openOrders, waits }: Overview): string[] {
  const enabled = agents.filter((agent) => agent.enabled)
  const unhealthy = enabled.filter(({ health }) => health === 'unhealthy').map(({ name }) => name)
  const resting = enabled
    .filter(({ breaker }) => breaker !== null && breaker.state !== 'closed')
    .map(({ name }) => name)
  return [
    ...(standing.state === 'reducing' ? ['reducing'] : []),
    ...(waits === null ? [] : [`${waits.cycleId} waits for approval until ${waits.until}`]),
    ...(openOrders.length === 0 ? [] : [`${openOrders.length} orders without answer`]),
    ...(unhealthy.length === 0 ? [] : [`unhealthy: ${unhealthy.join(', ')}`]),
    ...(resting.length === 0 ? [] : [`resting: ${resting.join(', ')}`]),
    ...alerts.filter((alert) => !isBlinding(alert)).map(({ kind, message }) => `${kind}: ${message}`),
  ]
}

/** `U` is what plugins write for what is not known. */
function figuresOf({ account, lastSealed }: Overview): string[] {
  const drawdown = account?.drawdownPercent ?? null
  const durationMs = lastSealed?.durationMs ?? null
  return [
    `equity=${account?.equity ?? 'U'}`,
    `drawdown=${drawdown === null ? 'U' : `${drawdown.toFixed(2)}%`}`,
    `cycle=${durationMs === null ? 'U' : `${(durationMs / 1000).toFixed(3)}s`}`,
  ]
}
