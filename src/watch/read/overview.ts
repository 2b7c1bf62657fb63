import { createHash } from 'node:crypto'
import { openAsking } from '../../store/approvals.js'
import { snapshot } from '../../store/connection.js'
import { openStoreForReading, type Store } from '../../store/database.js'
import type { DiskUse } from '../../store/disk-use.js'
import { createKillSwitch } from '../../store/kill-switch.js'
import { activeLatches } from '../../store/latches.js'
import { type Holder, lockHolder } from '../../store/lock.js'
import { lastSealedCycle, openOrders, type RecordedCycle, recentCycles, recentOrders } from '../../store/queries.js'
import { recentRequests } from '../../store/requests.js'
import { guarded } from '../../store/store-error.js'
import { storedTally } from '../../store/stored-state.js'
import { cycleCount } from '../../store/watch-queries.js'
import type { Overview, WatchedAlert } from '../api.js'
import type { SystemOutline } from '../setup.js'
import { shortTexts } from '../short-texts.js'
import { standingOf } from './standing.js'
import { watchedAccount } from './watched-account.js'
import { watchedAgents } from './watched-agents.js'

/** What an overview tells that is not in the record. */
export interface OverviewFacts {
  /** Of riskfirst. */
  readonly version: string
  readonly timeZone: string
  readonly outline: SystemOutline
  /** ISO UTC. */
  readonly now: string
  readonly disk: DiskUse
  readonly diskAlert?: WatchedAlert | undefined
  /** Who runs the loop; undefined when nobody does. */
  readonly loop: Holder | undefined
  /** What the loop that runs should have done by now; told the newest cycle of the record. */
  readonly overdue: (newest: RecordedCycle | undefined) => string | null
}

const CYCLES = 20
const ORDERS = 30
const REQUESTS = 20

/** Opens the folder, whoever runs a loop on it, for one look; throws StoreError when it cannot be read. */
export function overviewOfFolder(dataDir: string, facts: Omit<OverviewFacts, 'loop'>): Overview {
  const store = openStoreForReading(dataDir)
  try {
    return readOverview(dataDir, store, { ...facts, loop: lockHolder(dataDir) })
  } finally {
    store?.close()
  }
}

/** The system as its folder tells it, the record as it is at one instant; throws StoreError when it cannot be read. */
export function readOverview(dataDir: string, store: Store | undefined, facts: OverviewFacts): Overview {
  const killSwitch = createKillSwitch(dataDir).thrown()
  const record = store === undefined ? nothingRecorded(facts.outline) : recorded(store, facts.outline)
  return overviewOf({ killSwitch, record }, facts)
}

/** The system before anybody has looked at its folder. */
export function emptyOverview(facts: OverviewFacts): Overview {
  return overviewOf({ killSwitch: undefined, record: nothingRecorded(facts.outline) }, facts)
}

/** What was known before, with an alert that says so. */
export function outdated(before: Overview, alert: WatchedAlert): Overview {
  const { revision: _, readAt, ...known } = before
  const content = { ...known, alerts: [...known.alerts, alert] }
  return { revision: hashOf(content), readAt, ...content }
}

interface Seen {
  readonly killSwitch: string | undefined
  readonly record: ReturnType<typeof recorded>
}

function overviewOf({ killSwitch, record }: Seen, facts: OverviewFacts): Overview {
  const { version, timeZone, outline, now, disk, diskAlert, loop } = facts
  const { market, quote, symbols, intervalMs } = outline
  const { latches, asking, alerts, ...told } = record
  const content: Omit<Overview, 'revision' | 'readAt'> = shortTexts({
    version,
    timeZone,
    market,
    quote,
    symbols,
    intervalMs,
    loop: loopOf(loop),
    waits: loop === undefined ? null : asking,
    standing: standingOf({
      killSwitch,
      latches,
      last: told.lastSealed ?? undefined,
    }),
    killSwitch: killSwitch ?? null,
    ...told,
    alerts: diskAlert === undefined ? alerts : [...alerts, diskAlert],
    disk,
    overdue: loop === undefined ? null : facts.overdue(told.cycles[0]),
  })
  return { revision: hashOf(content), readAt: now, ...content }
}

/** All of the record that an overview tells of. */
function recorded(store: Store, outline: SystemOutline) {
  const { path, database } = store
  return guarded(path, () =>
    snapshot(database, () => {
      const asking = openAsking(database)
      return {
        latches: activeLatches(database),
        asking: asking === undefined ? null : waitOf(asking),
        cycleCount: cycleCount(database),
        cycles: recentCycles(database, CYCLES),
        lastSealed: lastSealedCycle(database) ?? null,
        agents: watchedAgents(outline.agents, database),
        account: watchedAccount(store),
        orders: recentOrders(database, ORDERS),
        openOrders: openOrders(database),
        alerts: storedTally(database)?.alerts ?? [],
        requests: recentRequests(database, REQUESTS),
      }
    }),
  )
}

function nothingRecorded(outline: SystemOutline): ReturnType<typeof recorded> {
  return {
    latches: [],
    asking: null,
    cycleCount: 0,
    cycles: [],
    lastSealed: null,
    account: null,
    orders: [],
    openOrders: [],
    alerts: [],
    requests: [],
    agents: watchedAgents(outline.agents, undefined),
  }
}

const waitOf = ({ cycleId, phase, until }: NonNullable<Overview['waits']>) => ({ cycleId, phase, until })

function loopOf(holder: Holder | undefined): Overview['loop'] {
  return holder === undefined ? null : { pid: holder.pid ?? null, startedAt: holder.startedAt ?? null }
}

const hashOf = (content: object) =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16)
