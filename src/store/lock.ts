import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { makeFolder } from './make-folder.js'
import { guarded, isBusy } from './store-error.js'

/** The process that runs the loop of a data folder, as far as it is known. */
export interface Holder {
  readonly pid?: number
  /** ISO UTC. */
  readonly startedAt?: string
}

/** The right to run the loop of a data folder; ends with `release`, or with the process, however it ends. */
export interface Lock {
  release(): void
}

/** Another process runs the loop of this folder. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly holder: Holder

  constructor(dataDir: string, holder: Holder) {
    const who = holder.pid === undefined ? '' : ` (process ${holder.pid}, since ${holder.startedAt})`
    super(
      `${dataDir}: another riskfirst runs on this folder${who}. ` +
        'End it with `riskfirst stop`, or use another folder with --data-dir.',
    )
    this.holder = holder
  }
}

/** Long enough to outlast a look at the lock, short enough to be an answer. */
const ACQUIRE_TIMEOUT_MS = 1000

/** Keeps the connections alive: a collected one would let go of its lock. */
const held = new Set<object>()

/** Takes the folder for this process; throws LockedError when another one has it. */
export function acquireLock(dataDir: string, self: Required<Holder>): Lock {
  const path = lockPath(dataDir)
  return guarded(path, () => {
    makeFolder(dataDir)
    const database = new DatabaseSync(path, { timeout: ACQUIRE_TIMEOUT_MS })
    try {
      database.exec('BEGIN EXCLUSIVE')
      writeFileSync(holderPath(dataDir), JSON.stringify(self))
    } catch (error) {
      database.close()
      throw isBusy(error) ? new LockedError(dataDir, readHolder(dataDir)) : error
    }
    held.add(database)
    return {
      release() {
        if (held.delete(database)) database.close()
      },
    }
  })
}

/** Who runs the loop of this folder; undefined when nobody does. Never keeps another process from looking, too. */
export function lockHolder(dataDir: string): Holder | undefined {
  const path = lockPath(dataDir)
  return guarded(path, () => {
    if (!existsSync(path)) return undefined
    const database = new DatabaseSync(path, { timeout: 0 })
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      return undefined
    } catch (error) {
      if (isBusy(error)) return readHolder(dataDir)
      throw error
    } finally {
      database.close()
    }
  })
}

const lockPath = (dataDir: string) => join(dataDir, 'lock.db')
const holderPath = (dataDir: string) => join(dataDir, 'lock.json')

/** Words for people only: whether the folder is taken is for the lock alone to say. */
function readHolder(dataDir: string): Holder {
  try {
    const holder: Partial<Record<keyof Holder, unknown>> = JSON.parse(readFileSync(holderPath(dataDir), 'utf8'))
    return typeof holder.pid === 'number' && typeof holder.startedAt === 'string'
      ? { pid: holder.pid, startedAt: holder.startedAt }
      : {}
  } catch {
    return {} // written a moment after the lock is taken: a holder without a name is still a holder
  }
}
