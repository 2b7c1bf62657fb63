import type { Database } from './connection.js'

/**
 * Makes a connection prepare each statement once, for somebody who asks the same again and again: what is dropped holds
 * memory and the file until it is collected. A statement may not be asked while its own rows are still being read.
 */
export function keepStatements(database: Database): void {
  const prepare = database.prepare.bind(database)
  const kept = new Map<string, ReturnType<Database['prepare']>>()
  const keeping: typeof prepare = (sql) => {
    const statement = kept.get(sql) ?? prepare(sql)
    kept.set(sql, statement)
    return statement
  }
  Object.defineProperty(database, 'prepare', { value: keeping }) // its own is not to be assigned to
}
