import { renameSync, rmSync } from 'node:fs'
import { type Database, pragma, transaction } from './connection.js'
import { StoreError } from './store-error.js'

/**
 * Brings the database to the newest format, one transaction a step; a file that held an older format is first copied to
 * `<path>.v<format>.bak`. A newer format is refused.
 */
export function migrate(database: Database, path: string, migrations: readonly string[]): void {
  const format = pragma(database, 'user_version')
  if (format > migrations.length) throw newer(path, format, migrations.length)
  if (format > 0 && format < migrations.length) copy(database, `${path}.v${format}.bak`)
  upgrade(database, migrations)
}

/** Brings the database to the newest format, one transaction a step, without a copy of what it was. */
export function upgrade(database: Database, migrations: readonly string[]): void {
  const format = pragma(database, 'user_version')
  for (const [index, sql] of migrations.entries())
    if (index >= format)
      transaction(database, () => {
        database.exec(sql)
        database.exec(`PRAGMA user_version = ${index + 1}`)
      })
}

/** Refuses a format that this program does not know. */
export function newer(path: string, format: number, newest: number): StoreError {
  return new StoreError(
    'newer',
    `${path}: written by a newer riskfirst (format ${format}, this one knows up to ${newest}). ` +
      'Update riskfirst, or use another folder with --data-dir.',
  )
}

/** Whole or not at all: a copy that a crash cut short never carries the final name. */
function copy(database: Database, to: string): void {
  const unfinished = `${to}.part`
  rmSync(unfinished, { force: true })
  database.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, to)
}
