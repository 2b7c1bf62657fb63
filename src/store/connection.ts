import { DatabaseSync } from '@photostructure/sqlite'

/** An open connection to a SQLite file. */
export type Database = InstanceType<typeof DatabaseSync>

const BUSY_TIMEOUT_MS = 5000

/** Opens or creates the file; whatever is committed on the connection has reached the disk. */
export function connect(path: string, busyTimeoutMs = BUSY_TIMEOUT_MS): Database {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true })
  database.exec('PRAGMA synchronous = FULL')
  return database
}

/** How long an end waits for somebody who reads. */
const CLOSE_TIMEOUT_MS = 500

/**
 * Closes the loop's connection cleanly: the file alone holds everything, without a log beside it, and its journal mode
 * says so to the next start.
 */
export function closeCleanly(database: Database): void {
  try {
    // Closing alone leaves the log where it is: statements live, and hold the file, until they are collected.
    database.exec(`
      PRAGMA busy_timeout = ${CLOSE_TIMEOUT_MS};
      PRAGMA wal_checkpoint(TRUNCATE);
      PRAGMA journal_mode = DELETE`)
  } catch {
    // A full disk, or somebody who reads: what is committed is in the log, and the next start finds it there.
  }
  database.close()
}

/** Whether the last loop closed the file cleanly, or none has opened it yet. */
export function isClosedCleanly(database: Database): boolean {
  return database.prepare('PRAGMA journal_mode').get().journal_mode !== 'wal'
}

/** Runs work that is kept whole or not at all, and returns what it returns. */
export type Transact = <Result>(work: () => Result) => Result

/**
 * Runs `work` in one write transaction: all of it is durable on return, none of it when it throws. Throws within another,
 * which it leaves as it is: it could not keep that promise there.
 */
export function transaction<Result>(database: Database, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK') // a full disk has rolled back already
    throw error
  }
}

/** What runs work in a transaction of its own on this database. */
export function transactionsOn(database: Database): Transact {
  return (work) => transaction(database, work)
}

/** Runs `work` on the database as it is at one instant, whatever others write meanwhile; one may hold another. */
export function snapshot<Result>(database: Database, work: () => Result): Result {
  if (database.isTransaction) return work()
  database.exec('BEGIN')
  try {
    return work()
  } finally {
    database.exec('ROLLBACK') // nothing was written
  }
}

/** The figure that a PRAGMA without arguments answers. */
export function pragma(database: Database, name: 'application_id' | 'user_version'): number {
  return database.prepare(`PRAGMA ${name}`).get()[name]
}
