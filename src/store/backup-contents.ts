import { basename, join } from 'node:path'
import { type BackupFile, damaged, readingBackup } from './backup-file.js'
import { connect, type Database } from './connection.js'
import { damageIn, databasePath, paperBrokerPath, requireKnownFormat, requireOurs } from './database.js'
import { type Identity, readIdentity } from './identity.js'
import { lastAccount } from './queries.js'

/** What a backup holds, read from its own copy of the record. */
export interface BackupContents {
  /** When it was made, ISO UTC. */
  readonly createdAt: string
  readonly identity: Identity
  /** How many began, and the last of them. */
  readonly cycles: number
  readonly lastCycle: string | null
  /** Orders that were sent, ever, and those of them that were filled. */
  readonly orders: number
  readonly filled: number
  /** As the last sealed cycle left the account, exact decimal text, quote currency; with its market time. */
  readonly cash: string | null
  readonly equity: string | null
  readonly asOf: string | null
}

const RECORD = basename(databasePath(''))
const BROKER = basename(paperBrokerPath(''))

/** Reads a backup to its end, and throws StoreError unless it holds the files of a data folder, each as it was. */
export function verifyBackup(backup: BackupFile, path: string): void {
  requireKnownNames(backup, path)
  backup.verify()
}

function requireKnownNames({ names }: BackupFile, path: string): void {
  const strange = names.find((name) => name !== RECORD && name !== BROKER)
  if (strange !== undefined) throw damaged(path, `a file "${strange}" that no data folder has`)
  if (!names.includes(RECORD)) throw damaged(path, 'no record')
}

/**
 * Unpacks every file of a backup into a folder, each with `ending` after its name, and tells what they hold. Throws
 * StoreError, and leaves what it has unpacked, unless each is a whole database of this program's format or an older one.
 */
export function unpackAll(backup: BackupFile, path: string, into: { folder: string; ending: string }): BackupContents {
  requireKnownNames(backup, path)
  for (const name of backup.names) {
    const file = join(into.folder, name + into.ending)
    backup.unpack(name, file)
    const found = readCopy(path, file, damageIn)
    if (found !== undefined) throw damaged(path, `${name}: ${found}`)
  }
  const record = databasePath(into.folder) + into.ending
  return readCopy(path, record, (database) => {
    requireOurs(database, path)
    requireKnownFormat(database, path)
    return contentsOf(database, backup.createdAt)
  })
}

function contentsOf(database: Database, createdAt: string): BackupContents {
  const count = (sql: string): number => database.prepare(`SELECT count(*) AS n FROM ${sql}`).get().n
  const last: { id: string } | undefined = database.prepare('SELECT id FROM cycles ORDER BY number DESC').get()
  const account = lastAccount(database)
  return {
    createdAt,
    identity: readIdentity(database),
    cycles: count('cycles'),
    lastCycle: last?.id ?? null,
    orders: count("orders WHERE status <> 'denied'"),
    filled: count('fills'),
    cash: account?.cash ?? null,
    equity: account?.equity ?? null,
    asOf: account?.asOf ?? null,
  }
}

function readCopy<Result>(backupPath: string, copy: string, work: (database: Database) => Result): Result {
  return readingBackup(backupPath, () => {
    const database = connect(copy)
    try {
      return work(database)
    } finally {
      database.close()
    }
  })
}
