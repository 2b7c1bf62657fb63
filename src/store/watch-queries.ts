import type { StoredBaseline, StoredProtection } from '../desk/journal.js'
import type { BaselineName } from '../desk/portfolio.js'
import type { Health } from '../orchestrator/health.js'
import type { RunStatus } from '../orchestrator/record.js'
import type { Database } from './connection.js'
import { requireWord } from './recorded-words.js'

/** How one run went, without what it said. */
export interface RunResult {
  readonly cycleId: string
  readonly status: RunStatus
  readonly durationMs: number
  /** After its cycle. */
  readonly health: Health
}

/** The last runs of an agent, newest first, and what the newest of them that proposed something said. */
export interface RecentResults {
  readonly runs: readonly RunResult[]
  readonly summary: string | null
}

/** How an agent has done lately; cheap, however long the record is. */
export function recentResults(database: Database, agent: string, limit: number): RecentResults {
  const runs: RunResult[] = database
    .prepare(`
      SELECT cycle_id AS cycleId, status, duration_ms AS durationMs, health
      FROM runs WHERE agent = ? ORDER BY rowid DESC LIMIT ?`)
    .all(agent, limit)
  for (const { status, health } of runs) {
    requireWord('run', status)
    requireWord('health', health)
  }
  const said: { readonly summary: string | null } | undefined = database
    .prepare(`
      SELECT json_extract(proposal, '$.summary') AS summary
      FROM (SELECT rowid AS id, proposal FROM runs WHERE agent = ? ORDER BY rowid DESC LIMIT ?)
      WHERE proposal IS NOT NULL ORDER BY id DESC LIMIT 1`)
    .get(agent, limit)
  return { runs, summary: said?.summary ?? null }
}

/** How many cycles there are, sealed or not: they are numbered from 1 without a gap, and none is ever removed. */
export function cycleCount(database: Database): number {
  return database.prepare('SELECT coalesce(max(number), 0) AS count FROM cycles').get().count
}

/** The protections of all books. */
export function protectionsInForce(database: Database): readonly StoredProtection[] {
  const rows: { agent: string; symbol: string; protect: string }[] = database
    .prepare('SELECT agent, symbol, protect FROM protections')
    .all()
  return rows.map((row) => ({ ...row, protect: JSON.parse(row.protect) }))
}

/** A baseline as the last sealed cycle, or a resume since then, left it. */
export function storedBaseline(database: Database, name: BaselineName): StoredBaseline | undefined {
  return database.prepare('SELECT name, equity, at FROM baselines WHERE name = ?').get(name)
}

/** Changes when another connection has written; to be compared on one connection only. */
export function dataVersion(database: Database): number {
  return database.prepare('PRAGMA data_version').get().data_version
}
