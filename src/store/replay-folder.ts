import { closeSync, existsSync, openSync } from 'node:fs'
import { Batch } from './batch.js'
import { closeCleanly, connect, type Database } from './connection.js'
import type { DataFolder, DataFolderOptions } from './data-folder.js'
import { databasePath, furnish, requireRecord } from './database.js'
import type { Identity } from './identity.js'
import { createJournal } from './journal.js'
import type { KillSwitch } from './kill-switch.js'
import { makeFolder } from './make-folder.js'
import { type Lifting, ReplayRequests } from './replay-requests.js'
import { guarded, StoreError } from './store-error.js'
import { nothingStored } from './stored-state.js'

/** All that the trading system of a replay remembers, and its operator's way to lift halts between two cycles. */
export interface ReplayFolder extends DataFolder {
  /** Does what a person's `resume` would, from the next cycle on; tells the codes of what it lifts. */
  resume(lifting: Lifting): { readonly lifted: readonly string[] }
}

/** Nobody can throw the switch of a replay. */
export const neverThrown: KillSwitch = { thrown: () => undefined }

/** Rows of proposals are long: on pages of the usual 4 KiB they leave a tenth of the file empty. */
const PAGE_BYTES = 32_768

/** A whole batch of cycles and what it changes stay in memory until it is committed. */
const CACHE_KIB = 65_536

/**
 * Makes a folder for the record of one replay, in the format of a live one. Cycles reach the file in batches: of a
 * replay that is killed the newest are missing. Equal replays leave equal bytes. Throws StoreError when there is a
 * record.
 */
export function openReplayFolder({ dataDir, identity, calendar, mask }: DataFolderOptions): ReplayFolder {
  const path = databasePath(dataDir)
  return guarded(path, () => {
    const database = createRecord(dataDir, identity)
    const batch = new Batch(database)
    const now = () => new Date(calendar.now()).toISOString()
    const { transact } = batch
    const requested = new ReplayRequests({ database, killSwitch: neverThrown, now, transact })
    return {
      journal: createJournal(database, {
        watcher: batch,
        transact,
        checkpoints: false,
        ...(mask === undefined ? {} : { mask }),
      }),
      state: nothingStored,
      interrupted: [],
      requested,
      killSwitch: neverThrown,
      brokerFile: ':memory:',
      keeps: true,
      resume: (lifting) => ({ lifted: requested.resume(lifting) }),
      close: () => guarded(path, () => close(database, batch)),
    }
  })
}

/** Opens a new record on a connection that does not wait for the disk. */
function createRecord(dataDir: string, identity: Identity): Database {
  const path = databasePath(dataDir)
  makeFolder(dataDir)
  requireRecord(dataDir)
  reserve(path)
  const database = connect(path)
  try {
    database.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA journal_mode = TRUNCATE;
      PRAGMA synchronous = OFF;
      PRAGMA cache_size = -${CACHE_KIB}`)
    furnish(database, path, identity)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Of two replays that begin at once, one has the file. */
function reserve(path: string): void {
  if (existsSync(path))
    throw new StoreError('occupied', `${path}: expected a new folder, found the record of something else.`)
  closeSync(openSync(path, 'wx'))
}

function close(database: Database, batch: Batch): void {
  try {
    batch.end()
  } finally {
    closeCleanly(database)
  }
}
