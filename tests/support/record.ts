import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>

/** The rows of a query on a database file, read beside whoever writes it. */
export function query(file: string, sql: string): readonly Row[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** The rows of a query on the record in a data folder. */
export function recorded(dataDir: string, sql: string): readonly Row[] {
  return query(join(dataDir, 'riskfirst.db'), sql)
}
