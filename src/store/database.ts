import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { closeCleanly, connect, type Database, isClosedCleanly, pragma, transaction } from './connection.js'
import { fsyncFolder } from './fsync-folder.js'
import { type Identity, readIdentity, requireIdentity, writeIdentity } from './identity.js'
import { makeFolder } from './make-folder.js'
import { migrate, newer } from './migrate.js'
import { APPLICATION_ID, migrations } from './schema.js'
import { corrupt, guarded, StoreError } from './store-error.js'

/** An open data folder. */
export interface Store {
  readonly path: string
  readonly identity: Identity
  readonly database: Database
  readonly close: () => void
}

/** Where a data folder keeps its record. */
export const databasePath = (dataDir: string): string => join(dataDir, 'riskfirst.db')

/** Where the paper broker of a data folder keeps its own books, as a venue would. */
export const paperBrokerPath = (dataDir: string): string => join(dataDir, 'paper-broker.db')

/**
 * Opens the folder's database for the loop, which holds the lock; makes folder and file when there are none, and brings
 * an older format up to date. Throws StoreError for a newer, damaged or foreign file, another identity, or no access.
 * The whole file is read for damage only when the last loop did not close it.
 */
export function openStore({ dataDir, identity }: { readonly dataDir: string; readonly identity: Identity }): Store {
  const path = databasePath(dataDir)
  return guarded(path, () => {
    makeFolder(dataDir)
    if (!existsSync(path)) create(dataDir, identity)
    const store = opened(path, (database) => {
      requireOurs(database, path)
      if (!isClosedCleanly(database)) requireSound(database, path)
      migrate(database, path, migrations)
      requireIdentity(path, readIdentity(database), identity)
      database.exec('PRAGMA journal_mode = WAL') // until it is closed cleanly
    })
    return { ...store, close: () => closeCleanly(store.database) }
  })
}

/**
 * Opens the folder's database beside a running loop, to read it and to leave requests; undefined when there is none.
 * Throws StoreError for another format, a foreign file, or no access.
 */
export function openStoreForReading(dataDir: string, busyTimeoutMs?: number): Store | undefined {
  const path = databasePath(dataDir)
  return guarded(path, () => {
    if (!existsSync(path)) return undefined
    const check = (database: Database) => {
      requireOurs(database, path)
      requireFormat(database, path)
    }
    return opened(path, check, busyTimeoutMs)
  })
}

/** Refuses a folder that has lost its record: a new one would give orders the ids of older ones. */
export function requireRecord(dataDir: string): void {
  const path = databasePath(dataDir)
  if (existsSync(path)) return
  const left = [`${path}-wal`, paperBrokerPath(dataDir)].find((part) => existsSync(part))
  if (left !== undefined) throw corrupt(path, `nothing, beside ${left}, which belongs to it`)
}

/** Refuses a folder that has lost its paper broker: a new one would deny ever having got the orders that it filled. */
export function requireBroker({ database, identity }: Store, dataDir: string): void {
  const path = paperBrokerPath(dataDir)
  if (identity.broker !== 'paper' || existsSync(path)) return
  const sent = database.prepare("SELECT 1 FROM orders WHERE status <> 'denied'").get()
  if (sent !== undefined) throw corrupt(path, `nothing, although ${databasePath(dataDir)} tells of orders sent to it`)
}

/** Under another name first, so that a crash on the way leaves no database that looks finished. */
function create(dataDir: string, identity: Identity): void {
  const path = databasePath(dataDir)
  requireRecord(dataDir)
  const unfinished = `${path}.part`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + end, { force: true })
  const database = connect(unfinished)
  try {
    database.exec('PRAGMA journal_mode = MEMORY') // torn by a crash, it is made anew
    furnish(database, unfinished, identity)
  } finally {
    database.close()
  }
  renameSync(unfinished, path)
  fsyncFolder(dataDir)
}

/** Makes an empty file a record without a cycle. */
export function furnish(database: Database, path: string, identity: Identity): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(database, path, migrations)
  transaction(database, () => writeIdentity(database, identity))
}

function opened(path: string, check: (database: Database) => void, busyTimeoutMs?: number): Store {
  const database = connect(path, busyTimeoutMs)
  try {
    check(database)
    return { path, identity: readIdentity(database), database, close: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Refuses an empty file, and a database of another program. */
export function requireOurs(database: Database, path: string): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID)
    throw corrupt(path, 'an empty file or a database of another program')
}

/** Reads the whole file for damage, and tells the first that it finds. */
export function damageIn(database: Database): string | undefined {
  const found: string = database.prepare('PRAGMA quick_check(1)').get().quick_check
  return found === 'ok' ? undefined : found.replaceAll(/\s+/g, ' ')
}

/** Refuses a damaged file. */
export function requireSound(database: Database, path: string): void {
  const found = damageIn(database)
  if (found !== undefined) throw corrupt(path, found)
}

/** Refuses a format that this program does not know. */
export function requireKnownFormat(database: Database, path: string): void {
  const format = pragma(database, 'user_version')
  if (format > migrations.length) throw newer(path, format, migrations.length)
}

/** Refuses a format that is not this program's own. */
function requireFormat(database: Database, path: string): void {
  requireKnownFormat(database, path)
  const format = pragma(database, 'user_version')
  if (format < migrations.length)
    throw new StoreError(
      'older',
      `${path}: written by an older riskfirst (format ${format}, this one writes ${migrations.length}). ` +
        'The next `riskfirst run` brings it up to date and keeps a copy.',
    )
}
