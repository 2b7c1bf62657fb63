/** What is wrong with a data folder's database; none of these is ever repaired by replacing it. */
export type StoreProblem = 'newer' | 'older' | 'corrupt' | 'identity' | 'unwritable'

/** The database of a data folder cannot be used; the message says which file, what was found, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: StoreProblem

  constructor(kind: StoreProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** The error for a file that is damaged, or not ours. */
export function corrupt(path: string, found: string, options?: ErrorOptions): StoreError {
  return new StoreError(
    'corrupt',
    `${path}: expected a riskfirst database, found: ${found}. It was left as it is, as it may hold the books of real ` +
      `positions. Restore the whole folder from a copy, or move the whole folder away to begin anew: with only one of ` +
      'riskfirst.db and paper-broker.db, orders would get the ids of older ones.',
    options,
  )
}

/** Runs `work` on the database at `path`; what SQLite or the file system refuse becomes a StoreError. */
export function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw explained(path, error)
  }
}

/** Primary result codes of SQLite: damaged content, and what keeps it from being written. */
const CORRUPT = 11
const NOT_A_DATABASE = 26
const BUSY = 5
const WRITE_FAILURES = [3, 8, 10, 13, 14] // PERM, READONLY, IOERR, FULL, CANTOPEN

function explained(path: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const cause = { cause: error }
  const code = sqliteCode(error)
  if (code === CORRUPT || code === NOT_A_DATABASE) return corrupt(path, error.message, cause)
  if (code === BUSY)
    return new StoreError('unwritable', `${path}: another program keeps it locked; end it and try again.`, cause)
  if (WRITE_FAILURES.includes(code ?? -1) || 'syscall' in error)
    return new StoreError(
      'unwritable',
      `${path}: expected a file that can be read and written: ${error.message}. ` +
        'Check the folder, its permissions and the free space, or use another folder with --data-dir.',
      cause,
    )
  return error
}

/** The primary result code of an error of SQLite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** Whether SQLite gave up because another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY
}
