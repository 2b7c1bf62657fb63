import type { RunRecord } from '../orchestrator/record.js'
import type { Database } from './connection.js'

/** What an agent came to in a cycle that goes on, without what it was told. */
export type FinishedRun = Omit<RunRecord, 'briefing'>

/** What agents have come to so far in a cycle that is not sealed, first ended first. */
export function finishedRuns(database: Database, cycleId: string): readonly FinishedRun[] {
  const rows: { record: string }[] = database
    .prepare("SELECT json_remove(record, '$.briefing') AS record FROM checkpoints WHERE cycle_id = ?")
    .all(cycleId)
  const runs = rows.map(({ record }): FinishedRun => JSON.parse(record)) // as Checkpoints wrote it
  const endMs = ({ startedAt, durationMs }: FinishedRun) => Date.parse(startedAt) + durationMs
  return runs.sort((a, b) => endMs(a) - endMs(b))
}
