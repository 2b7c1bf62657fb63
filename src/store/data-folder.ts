import type { Cycle } from '../agents/agent.js'
import type { Desk } from '../desk/desk.js'
import type { Receipt } from '../desk/order.js'
import type { Interrupted } from '../orchestrator/carried.js'
import type { Calendar } from '../orchestrator/clock.js'
import { Approvals } from './approvals.js'
import { interruptedCycle } from './checkpoints.js'
import { snapshot } from './connection.js'
import { openStore, openStoreForReading, paperBrokerPath, requireBroker, type Store } from './database.js'
import { type Identity, requireIdentity } from './identity.js'
import { createJournal, type TradingJournal } from './journal.js'
import { createKillSwitch, type KillSwitch } from './kill-switch.js'
import { activeLatches } from './latches.js'
import { acquireLock } from './lock.js'
import { LoopRequests } from './loop-requests.js'
import { createMemoryJournal } from './memory-journal.js'
import type { RequestKind } from './requests.js'
import { Retention } from './retention.js'
import { guarded } from './store-error.js'
import { loadState, nothingStored, type StoredState, sealInterrupted } from './stored-state.js'

/** What people ask of a loop, as it is carried out. */
export interface Requested {
  /**
   * Whether a request of this kind waits for a cycle; between cycles, whether it waits for one to be begun at once.
   * Withdraws a flatten when HALT is gone, and a close while it is there.
   */
  isPending(kind: RequestKind): boolean
  /** Marks every pending request of a kind as carried out; a flatten stays pending if its receipts leave work to do. */
  acknowledge(kind: RequestKind, result: 'done' | readonly Receipt[]): void
  /** Re-bases what pending resumes ask for, as soon as the desk has observed an equity. */
  rebase(desk: Pick<Desk, 'rebase'>): void
  /** Sells what pending closes name, after a desk has observed; what is not sold whole stays pending. */
  closePositions(desk: Pick<Desk, 'close' | 'awaitsAnswer'>, cycle: Pick<Cycle, 'id' | 'asOf'>): Promise<void>
}

/** All that a trading system remembers. */
export interface DataFolder {
  readonly journal: TradingJournal
  /** What the last process left. */
  readonly state: StoredState
  /** The cycles that it did not end. */
  readonly interrupted: readonly string[]
  /** The last cycle, if it was interrupted and may be gone on with. */
  readonly unfinished?: Interrupted
  /** How manual gates ask people; without it they are open. */
  readonly approvals?: Approvals
  readonly requested: Requested
  /** What removes what is too old; without it everything is kept. */
  readonly retention?: Retention
  readonly killSwitch: KillSwitch
  /** Where the paper broker keeps its books; `:memory:` for one that forgets. */
  readonly brokerFile: string
  /** Whether logs and folders of agents may be written beside the record. */
  readonly keeps: boolean
  close(): void
}

/** Which folder, and who opens it. */
export interface DataFolderOptions {
  readonly dataDir: string
  readonly identity: Identity
  readonly calendar: Calendar
  /** Hides secrets in what is kept of briefings; default: every text of their settings. */
  readonly mask?: (text: string) => string
}

/**
 * Takes the folder for this process and brings its record up to date. Throws LockedError when another process has it,
 * and StoreError when the record cannot be used.
 */
export function openDataFolder({
  dataDir,
  identity,
  calendar,
  mask,
  pid,
}: DataFolderOptions & { readonly pid: number }): DataFolder {
  const now = () => new Date(calendar.now()).toISOString()
  const lock = acquireLock(dataDir, { pid, startedAt: now() })
  let store: Store | undefined
  try {
    const opened = openStore({ dataDir, identity })
    store = opened
    const { path, database, close } = opened
    return guarded(path, () => {
      requireBroker(opened, dataDir)
      const interrupted = sealInterrupted(database, now())
      const approvals = new Approvals(database)
      approvals.endAll(now())
      const unfinished = interruptedCycle(database)
      const killSwitch = createKillSwitch(dataDir)
      const requested = new LoopRequests({ database, killSwitch, now })
      return {
        journal: createJournal(database, { watcher: requested, ...(mask === undefined ? {} : { mask }) }),
        state: loadState(database),
        interrupted,
        ...(unfinished === undefined ? {} : { unfinished }),
        approvals,
        requested,
        retention: new Retention(database),
        killSwitch,
        brokerFile: paperBrokerPath(dataDir),
        keeps: true,
        close() {
          close()
          lock.release()
        },
      }
    })
  } catch (error) {
    store?.database.close() // not cleanly: the next start looks for damage
    lock.release()
    throw error
  }
}

/** A folder to try things on: starts from what the real one holds, if there is one, and keeps nothing. */
export function rehearseDataFolder({ dataDir, identity }: Pick<DataFolderOptions, 'dataDir' | 'identity'>): DataFolder {
  const store = openStoreForReading(dataDir)
  if (store !== undefined) requireIdentity(store.path, store.identity, identity)
  const { state, latches } = store === undefined ? { state: nothingStored, latches: [] } : whatIsStored(store)
  return {
    journal: createMemoryJournal(state.lastNumber, latches),
    state,
    interrupted: [],
    requested: nothingRequested,
    killSwitch: createKillSwitch(dataDir),
    brokerFile: ':memory:',
    keeps: false,
    close: () => store?.close(),
  }
}

function whatIsStored({ path, database }: Store) {
  return guarded(path, () =>
    snapshot(database, () => ({ state: loadState(database), latches: activeLatches(database) })),
  )
}

const nothingRequested: Requested = {
  isPending: () => false,
  acknowledge() {},
  rebase() {},
  closePositions: async () => {},
}
