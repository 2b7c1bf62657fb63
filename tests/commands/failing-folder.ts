import { resting } from '../../src/orchestrator/breaker.js'
import type { FailureCode, RunRecord } from '../../src/orchestrator/record.js'
import { count, emptyTally, tallyOf } from '../../src/orchestrator/tally.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { identity } from '../store/data-folders.js'
import { reportOf, runOf, startOf } from '../store/sealed-cycles.js'
import { emptyFolder } from './traded-folder.js'

/** A data folder on which `feed` failed in every cycle until its breaker opened, after five; then it rests. */
export function failingFolder({ cycles, code = 'threw' }: { readonly cycles: number; readonly code?: FailureCode }) {
  const { io, dataDir } = emptyFolder()
  const { database, close } = openStore({ dataDir, identity })
  const journal = createJournal(database)
  const breaker = { failures: 5, cycles: 4 }
  let tally = emptyTally
  for (let n = 0; n < cycles; n++) {
    const { proposal: _, ...feed } = runOf('feed')
    const rest = resting(tallyOf(tally, 'feed'), breaker)
    const run: RunRecord =
      rest === undefined
        ? { ...feed, status: 'failed', failure: { code, message: 'down' } }
        : { ...feed, status: 'skipped', failure: rest, durationMs: 0, attempts: [] }
    const runs = [runOf('risk'), run]
    tally = count(tally, {
      runs,
      aborted: false,
      durationMs: 40,
      skippedTicks: 0,
      breaker,
      gates: new Set(['critical']),
    })
    journal.seal(reportOf(journal.begin(startOf(n)), { runs, tally, health: { risk: 'healthy', feed: 'degraded' } }))
  }
  close()
  return { io, dataDir }
}
