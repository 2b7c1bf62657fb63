import { averageExecutionMs, recentSuccessRate } from '../../report/derived-figures.js'
import type { Database } from '../../store/connection.js'
import { storedTally } from '../../store/stored-state.js'
import { recentResults } from '../../store/watch-queries.js'
import type { WatchedAgent } from '../api.js'
import type { OutlinedAgent } from '../setup.js'

const RECENT_RUNS = 40

/** What the agents of a configuration have done, as far as they are on record; without a record, that they have done nothing. */
export function watchedAgents(
  agents: readonly OutlinedAgent[],
  database: Database | undefined,
): readonly WatchedAgent[] {
  if (database === undefined) return agents.map((agent) => ({ ...agent, ...nothingDone }))
  const counts = new Map(Object.entries(storedTally(database)?.agents ?? {}))
  return agents.map((agent) => {
    const { runs, summary } = recentResults(database, agent.name, RECENT_RUNS)
    const counted = counts.get(agent.name)
    const recent = runs.map(({ cycleId, status, durationMs }) => ({ cycleId, status, durationMs })).reverse()
    const seen = { summary, recent, health: runs[0]?.health ?? nothingDone.health }
    if (counted === undefined) return { ...agent, ...nothingDone, ...seen }
    const { executions, failures, timeouts, retries, consecutiveFailures, breaker } = counted
    const { lastStatus, lastExecution, lastError } = counted
    return {
      ...agent,
      ...seen,
      breaker,
      executions,
      failures,
      timeouts,
      retries,
      consecutiveFailures,
      lastStatus,
      lastExecution,
      lastError,
      recentSuccessRate: recentSuccessRate(counted),
      averageMs: averageExecutionMs(counted),
    }
  })
}

const nothingDone: Omit<WatchedAgent, keyof OutlinedAgent> = {
  health: 'unknown',
  breaker: null,
  executions: 0,
  failures: 0,
  timeouts: 0,
  retries: 0,
  recentSuccessRate: null,
  consecutiveFailures: 0,
  averageMs: null,
  lastStatus: null,
  lastExecution: null,
  lastError: null,
  summary: null,
  recent: [],
}
