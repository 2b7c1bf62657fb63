import { existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { backup as copyDatabase } from '@photostructure/sqlite'
import { type BackupContents, unpackAll } from './backup-contents.js'
import { openBackup, packBackup } from './backup-file.js'
import { connect, type Database } from './connection.js'
import { openStoreForReading, paperBrokerPath, requireBroker, requireSound } from './database.js'
import { fsyncFolder } from './fsync-folder.js'
import { guarded, guardedAsync, StoreError } from './store-error.js'

/** Which folder is backed up, and where to. */
export interface BackupOptions {
  readonly dataDir: string
  readonly file: string
  /** ISO UTC. */
  readonly at: string
  /** Whether an older backup of this name may be replaced; nothing else ever is. */
  readonly replace: boolean
}

/**
 * Puts record and broker of a data folder, both as they are at one instant, into one file, and reads it back. A loop may
 * go on: it waits for no longer than it takes to begin two transactions. The file is whole and durable, or not there at
 * all. Throws StoreError.
 */
export async function backUp({ dataDir, file, at, replace }: BackupOptions): Promise<BackupContents> {
  requireFree(dataDir, file, replace)
  const unfinished = guarded(file, () => mkdtempSync(`${file}.part-`)) // beside it, so that it can be renamed
  try {
    const copies = join(unfinished, 'copies')
    const packed = join(unfinished, basename(file))
    guarded(copies, () => mkdirSync(copies))
    packBackup(packed, { at, files: await copyFolder(dataDir, copies) })
    rmSync(copies, { recursive: true })
    const contents = readBack(packed, unfinished)
    guarded(file, () => renameSync(packed, file))
    fsyncFolder(dirname(file))
    return contents
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Names in a data folder that mean something, or that SQLite may take for a part of a database. */
const TAKEN = /^(HALT|lock\.(db|json)|(riskfirst|paper-broker)\.db)/

function requireFree(dataDir: string, file: string, replace: boolean): void {
  if (resolve(dirname(file)) === resolve(dataDir) && TAKEN.test(basename(file)))
    throw new StoreError('occupied', `${file}: expected another name, as this one has a meaning in the data folder.`)
  const there = guarded(file, () => lstatSync(file, { throwIfNoEntry: false }))
  if (there === undefined) return
  if (!there.isFile())
    throw new StoreError('occupied', `${file}: expected a new file, found something else of that name.`)
  if (!replace) throw new StoreError('occupied', `${file}: there already; --force replaces an older backup.`)
  openBackup(file).close() // throws for anything else, which may be worth more than a backup
}

/** Copies both databases into a folder; returns the paths of the copies. */
async function copyFolder(dataDir: string, into: string): Promise<readonly string[]> {
  const store = openStoreForReading(dataDir)
  if (store === undefined)
    throw new StoreError('missing', `${dataDir}: nothing to back up, as nothing has run on this folder yet.`)
  const open: Database[] = [store.database]
  try {
    requireBroker(store, dataDir)
    const sources = new Map([[store.path, store.database]])
    const brokerPath = paperBrokerPath(dataDir)
    if (existsSync(brokerPath)) {
      const broker = guarded(brokerPath, () => connect(brokerPath))
      open.push(broker)
      sources.set(brokerPath, broker)
    }
    guarded(store.path, () => holdStill(store.path, [...sources.values()]))
    const copies: string[] = []
    for (const [path, database] of sources) copies.push(await copy(path, database, join(into, basename(path))))
    return copies
  } finally {
    for (const database of open) database.close()
  }
}

/**
 * From here on every one of them reads what it holds at this instant. An order is in the record before the broker hears
 * of it, and its answer comes after: while nobody can write to the record, all that the broker can have or get is known
 * to it, and what it gets in between is found by its id when the record is opened again.
 */
function holdStill(recordPath: string, databases: readonly Database[]): void {
  const writer = connect(recordPath)
  try {
    writer.exec('BEGIN IMMEDIATE')
    for (const database of databases) {
      database.exec('BEGIN')
      database.prepare('SELECT count(*) FROM sqlite_schema').get() // only a read makes it begin
    }
  } finally {
    writer.close()
  }
}

async function copy(path: string, database: Database, to: string): Promise<string> {
  await guardedAsync(path, () => copyDatabase(database, to, { rate: -1 }))
  guarded(to, () => {
    const copied = connect(to)
    try {
      requireSound(copied, path)
      copied.exec('PRAGMA journal_mode = DELETE') // whole without a log
    } finally {
      copied.close()
    }
  })
  return to
}

function readBack(packed: string, folder: string): BackupContents {
  const backup = openBackup(packed)
  try {
    return unpackAll(backup, packed, { folder, ending: '.check' })
  } finally {
    backup.close()
  }
}
