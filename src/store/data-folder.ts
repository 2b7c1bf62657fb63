import type { Desk } from '../desk/desk.js'
import type { Receipt } from '../desk/order.js'
import type { Calendar } from '../orchestrator/clock.js'
import { openStore, openStoreForReading, type Store } from './database.js'
import { type Identity, requireIdentity } from './identity.js'
import { createJournal, type TradingJournal } from './journal.js'
import { Latches } from './latches.js'
import { acquireLock } from './lock.js'
import { createMemoryJournal } from './memory-journal.js'
import { type RequestKind, Requests } from './requests.js'
import { completeResume, rebaseOf } from './resume.js'
import { loadState, type StoredState, sealInterrupted } from './stored-state.js'

/** What people ask of a loop, as it is carried out. */
export interface Requested {
  isPending(kind: RequestKind): boolean
  /** Marks every pending request of a kind as carried out. */
  acknowledge(kind: RequestKind, result: 'done' | readonly Receipt[]): void
  /** Re-bases what pending resumes ask for, on the equity that the desk last knew for sure. */
  rebase(desk: Pick<Desk, 'rebase'>): void
}

/** All that a trading system remembers. */
export interface DataFolder {
  readonly journal: TradingJournal
  /** What the last process left. */
  readonly state: StoredState
  /** The cycles that it did not end. */
  readonly interrupted: readonly string[]
  readonly requested: Requested
  close(): void
}

/** Which folder, and who opens it. */
export interface DataFolderOptions {
  readonly dataDir: string
  readonly identity: Identity
  readonly calendar: Calendar
}

/**
 * Takes the folder for this process and brings its record up to date. Throws LockedError when another process has it,
 * and StoreError when the record cannot be used.
 */
export function openDataFolder({
  dataDir,
  identity,
  calendar,
  pid,
}: DataFolderOptions & { readonly pid: number }): DataFolder {
  const now = () => new Date(calendar.now()).toISOString()
  const lock = acquireLock(dataDir, { pid, startedAt: now() })
  let store: Store | undefined
  const close = () => {
    store?.close()
    lock.release()
  }
  try {
    store = openStore({ dataDir, identity })
    const { database } = store
    const interrupted = sealInterrupted(database, now())
    const state = loadState(database)
    const requests = new Requests(database)
    return {
      journal: createJournal(database),
      state,
      interrupted,
      requested: {
        isPending: (kind) => requests.pending(kind).length > 0,
        acknowledge(kind, result) {
          const receipts =
            result === 'done' ? result : result.map(({ clientOrderId, status }) => ({ clientOrderId, status }))
          for (const { id } of requests.pending(kind)) requests.applied(id, { at: now(), result: receipts })
        },
        rebase(desk) {
          for (const request of requests.pending('resume')) {
            const rebased = desk.rebase(rebaseOf(request))
            if (rebased.length > 0) completeResume(database, request, { at: now(), rebased })
          }
        },
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** A folder to try things on: starts from what the real one holds, if there is one, and keeps nothing. */
export function rehearseDataFolder({ dataDir, identity }: Omit<DataFolderOptions, 'calendar'>): DataFolder {
  const store = openStoreForReading(dataDir)
  if (store !== undefined) requireIdentity(store.path, store.identity, identity)
  const state = store === undefined ? nothingStored : loadState(store.database)
  const journal = createMemoryJournal(state.lastNumber, store === undefined ? [] : new Latches(store.database).active)
  return {
    journal,
    state,
    interrupted: [],
    requested: { isPending: () => false, acknowledge() {}, rebase() {} },
    close: () => store?.close(),
  }
}

const nothingStored: StoredState = {
  lastNumber: 0,
  memory: new Map(),
  desk: { fills: [], protections: [], unconfirmed: [], baselines: [], equity: [] },
}
