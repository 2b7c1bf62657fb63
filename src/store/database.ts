import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { closeCleanly, connect, type Database, isClosedCleanly, pragma, transaction } from './connection.js'
import { fsyncFolder } from './fsync-folder.js'
import { type Identity, readIdentity, requireIdentity, writeIdentity } from './identity.js'
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

/**
 * Opens the folder's database for the loop, which holds the lock; makes folder and file when there are none, and brings
 * an older format up to date. Throws StoreError for a newer, damaged or foreign file, another identity, or no access.
 * The whole file is read for damage only when the last loop did not close it.
 */
export function openStore({ dataDir, identity }: { readonly dataDir: string; readonly identity: Identity }): Store {
  const path = databasePath(dataDir)
  return guarded(path, () => {
    mkdirSync(dataDir, { recursive: true })
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
export function openStoreForReading(dataDir: string): Store | undefined {
  const path = databasePath(dataDir)
  return guarded(path, () => {
    if (!existsSync(path)) return undefined
    return opened(path, (database) => {
      requireOurs(database, path)
      requireFormat(database, path)
    })
  })
}

/** Under another name first, so that a crash on the way leaves no database that looks finished. */
function create(dataDir: string, identity: Identity): void {
  const path = databasePath(dataDir)
  if (existsSync(`${path}-wal`)) throw corrupt(path, 'nothing, beside a write-ahead log that belongs to it')
  const unfinished = `${path}.part`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + end, { force: true })
  const database = connect(unfinished)
  try {
    database.exec('PRAGMA journal_mode = MEMORY') // torn by a crash, it is made anew
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    migrate(database, unfinished, migrations)
    transaction(database, () => writeIdentity(database, identity))
  } finally {
    database.close()
  }
  renameSync(unfinished, path)
  fsyncFolder(dataDir)
}

function opened(path: string, check: (database: Database) => void): Store {
  const database = connect(path)
  try {
    check(database)
    return { path, identity: readIdentity(database), database, close: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

function requireOurs(database: Database, path: string): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID)
    throw corrupt(path, 'an empty file or a database of another program')
}

function requireSound(database: Database, path: string): void {
  const found: string = database.prepare('PRAGMA quick_check(1)').get().quick_check
  if (found !== 'ok') throw corrupt(path, found.replaceAll(/\s+/g, ' '))
}

function requireFormat(database: Database, path: string): void {
  const format = pragma(database, 'user_version')
  if (format > migrations.length) throw newer(path, format, migrations.length)
  if (format < migrations.length)
    throw new StoreError(
      'older',
      `${path}: written by an older riskfirst (format ${format}, this one writes ${migrations.length}). ` +
        'The next `riskfirst run` brings it up to date and keeps a copy.',
    )
}
