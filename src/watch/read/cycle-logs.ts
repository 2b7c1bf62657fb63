import { join } from 'node:path'
import type { LogEntry } from '../../report/agent-log-line.js'
import { AgentLogReader, loggedAgents } from '../../report/agent-log-reader.js'
import type { CycleLogs } from '../api.js'

/** What is asked of the logs. */
export interface LogsQuery {
  /** Of a cycle. */
  readonly id: string
  /** Default: of all agents. */
  readonly agent?: string | undefined
}

const MOST_LINES = 500

/** What agents' processes printed in a cycle, as far as their logs still have it: the first 500 lines, by time. */
export function cycleLogs(dataDir: string, { id, agent }: LogsQuery): CycleLogs {
  const dir = join(dataDir, 'logs')
  // The name becomes one of a file: only of those that are there.
  const agents = loggedAgents(dir).filter((name) => agent === undefined || name === agent)
  const entries = agents.flatMap((name) => linesOf(dir, name, id))
  const lines = entries.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
  return {
    lines: lines.slice(0, MOST_LINES).map(({ time, agent, stream, text }) => ({ at: time, agent, stream, text })),
    cut: lines.length > MOST_LINES,
  }
}

/** One agent after the other, so that no more than one log is held at a time. */
function linesOf(dir: string, agent: string, id: string): readonly LogEntry[] {
  const { entries } = new AgentLogReader(dir, agent).read({ toEnd: true })
  return entries.filter(({ cycleId }) => cycleId === id).slice(0, MOST_LINES + 1)
}
