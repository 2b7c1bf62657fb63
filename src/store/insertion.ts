import type { Database } from './connection.js'

type Value = string | number | null

/**
 * Prepares the insertion of whole rows. Values are handed over by position: SQLite takes longer to find a row's names
 * than to keep it.
 */
export function insertionInto<Column extends string>(
  database: Database,
  table: string,
  { columns, onConflict = '' }: { readonly columns: readonly Column[]; readonly onConflict?: string },
): (row: Readonly<Record<Column, Value>>) => void {
  const places = columns.map(() => '?').join()
  const statement = database.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${places}) ${onConflict}`)
  return (row) => statement.run(...columns.map((column) => row[column]))
}
