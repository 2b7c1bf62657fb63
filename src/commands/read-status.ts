import { openAsking } from '../store/approvals.js'
import type { Store } from '../store/database.js'
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
import { orCommandError, readStore } from './data-folder.js'
import { standingOf } from './standing.js'

/** All that `status` tells; null is what there is not (yet). */
export type Status = ReturnType<typeof readStatus>

/** Looks at the folder without its lock, the record as it is at one instant. */
export function readStatus(dataDir: string) {
  return statusFrom(dataDir, readStore(dataDir, readRecord))
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
