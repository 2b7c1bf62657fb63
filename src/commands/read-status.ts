import { openAsking } from '../store/approvals.js'
import type { Store } from '../store/database.js'
import { diskUse } from '../store/disk-use.js'
import { createKillSwitch } from '../store/kill-switch.js'
import { activeLatches } from '../store/latches.js'
import { lockHolder } from '../store/lock.js'
import {
  lastAccount,
  lastSealedCycle,
  openOrders,
  type RecordedRun,
  recentCycles,
  runsOfCycle,
} from '../store/queries.js'
import { recentRequests } from '../store/requests.js'
import { storedTally } from '../store/stored-state.js'
import { standingOf } from '../watch/read/standing.js'
import { orCommandError, readStore } from './data-folder.js'

/** What a folder tells of its system; null is what there is not (yet). */
export type Status = ReturnType<typeof statusFrom>

/** The same, with what it takes on disk. */
export type StatusOnDisk = Awaited<ReturnType<typeof readStatus>>

/** Looks at the folder without its lock, the record as it is at one instant. */
export async function readStatus({ dataDir, metricsDir }: { readonly dataDir: string; readonly metricsDir: string }) {
  const status = statusFrom(dataDir, readStore(dataDir, readRecord))
  return { ...status, disk: await diskUse(dataDir, metricsDir) }
}

/** The status of a folder whose record was read with more of it; undefined: there is none. */
export function statusFrom(dataDir: string, record: ReturnType<typeof readRecord> | undefined) {
  const killSwitch = createKillSwitch(dataDir).thrown()
  const loop = orCommandError(() => lockHolder(dataDir)) ?? null
  return {
    dataDir,
    loop,
    /** The manual gate that waits for a person; a loop that was killed leaves one behind. */
    waits: loop === null ? null : (record?.asking ?? null),
    standing: standingOf({ killSwitch, latches: record?.latches ?? [], last: record?.lastSealedCycle ?? undefined }),
    killSwitch: killSwitch ?? null,
    record: record ?? null,
  }
}

/** What the status tells of the record. */
export function readRecord({ database, identity }: Store) {
  const sealed = lastSealedCycle(database)
  const runs = sealed === undefined ? [] : runsOfCycle(database, sealed.id)
  const counts = storedTally(database)?.agents ?? {}
  return {
    identity,
    latches: activeLatches(database),
    asking: openAsking(database) ?? null,
    lastCycle: recentCycles(database, 1)[0] ?? null,
    lastSealedCycle: sealed ?? null,
    agents: runs.map((run) => ({ ...withoutProposal(run), breaker: counts[run.agent]?.breaker ?? null })),
    account: lastAccount(database) ?? null,
    openOrders: openOrders(database),
    requests: recentRequests(database, 3),
  }
}

function withoutProposal({ agent, phase, status, health, startedAt, durationMs, attempts, ...rest }: RecordedRun) {
  const { failureCode, failureMessage } = rest
  return { agent, phase, status, health, startedAt, durationMs, attempts, failureCode, failureMessage }
}
