/** What is wrong with a data folder's database; none of these is ever repaired by replacing it. */
export type StoreProblem = 'newer' | 'older' | 'corrupt' | 'identity' | 'unwritable' | 'missing' | 'occupied'

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
      `positions. Restore the whole folder from a copy (riskfirst restore FILE --force), or move the whole folder away to begin anew: with only one of ` +
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

/** Runs `work`, which only makes sense of what the record at `path` holds: whatever it throws is damage. */
export function makingSense<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw senseless(path, error)
  }
}

/** As `guarded`, for work that others go on beside. */
export async function guardedAsync<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw explained(path, error)
  }
}

/** Primary result codes of SQLite: damaged content, and what keeps it from being written. */
const DAMAGED = [1, 11, 26] // ERROR (of a schema: every statement fits a whole one), CORRUPT, NOTADB
const BUSY = 5
const WRITE_FAILURES = [3, 8, 10, 13, 14] // PERM, READONLY, IOERR, FULL, CANTOPEN

function senseless(path: string, error: unknown): StoreError {
  const found = error instanceof Error ? error.message : String(error)
  return corrupt(path, `content that makes no sense (${found})`, { cause: error })
}

function explained(path: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const cause = { cause: error }
  const code = sqliteCode(error)
  if (isDamage(error)) return corrupt(path, error.message, cause)
  // What reads the record trusts it: only JSON that is none or of another shape, or a number beyond all, can make it fail so.
  if ([SyntaxError, TypeError, RangeError].some((kind) => error instanceof kind)) return senseless(path, error)
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

/** A statement that reads all of its rows fails in SQLite's words alone, without its code. */
const CODES_IN_WORDS: readonly (readonly [RegExp, number])[] = [
  [/malformed/, 11],
  [/not a database/, 26],
  [/is locked/, BUSY],
  [/readonly/, 8],
  [/I\/O error/, 10],
  [/is full/, 13],
  [/unable to open/, 14],
]

/** The primary result code of an error of SQLite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff
  if (!('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined
  return CODES_IN_WORDS.find(([words]) => words.test(error.message))?.[1]
}

/** Whether SQLite found what no whole database holds. */
function isDamage(error: unknown): boolean {
  return DAMAGED.includes(sqliteCode(error) ?? -1)
}

/** Whether SQLite gave up because another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY
}
