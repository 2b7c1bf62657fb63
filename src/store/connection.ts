import { DatabaseSync } from '@photostructure/sqlite'

/** An open connection to a SQLite file. */
export type Database = InstanceType<typeof DatabaseSync>

const BUSY_TIMEOUT_MS = 5000

/** Opens or creates the file; whatever is committed on the connection has reached the disk. */
export function connect(path: string): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  database.exec('PRAGMA synchronous = FULL')
  return database
}

/** Closes the loop's connection; the file alone then holds everything, so that a copy of it is a whole one. */
export function closeWhole(database: Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint') // closing does not do it while a statement lives
  } catch {
    // A full disk: what is committed stays in the log, and the next start reads it from there.
  }
  database.close()
}

/** Runs `work` in one write transaction: all of it is durable on return, none of it when it throws. */
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

/** Runs `work` on the database as it is at one instant, whatever others write meanwhile. */
export function snapshot<Result>(database: Database, work: () => Result): Result {
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
