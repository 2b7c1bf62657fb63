import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { type BackupContents, unpackAll, verifyBackup } from './backup-contents.js'
import { type BackupFile, openBackup } from './backup-file.js'
import { connect, transaction } from './connection.js'
import { databasePath, paperBrokerPath } from './database.js'
import { fsyncFolder } from './fsync-folder.js'
import { throwKillSwitch } from './kill-switch.js'
import { acquireLock } from './lock.js'
import { upgrade } from './migrate.js'
import { addRequest } from './requests.js'
import { migrations } from './schema.js'
import { guarded, StoreError } from './store-error.js'

/** Which backup is restored into which folder, by whom. */
export interface RestoreOptions {
  readonly dataDir: string
  readonly file: string
  readonly who: string
  readonly pid: number
  /** ISO UTC. */
  readonly at: string
  /** Whether a record that is there already may be moved aside. */
  readonly replace: boolean
}

/** What was restored. */
export interface Restored extends BackupContents {
  /** What HALT says now. */
  readonly reason: string
  /** The files that were moved aside, under their new names. */
  readonly movedAside: readonly string[]
}

const UNPACKED = '.restored'
/** The parts of a SQLite database. */
const ENDINGS = ['', '-wal', '-shm', '-journal']

/**
 * Puts the record and the broker of a backup into a folder, halted: HALT is there before they are. Interrupted at any
 * instant, it leaves a folder that no loop starts on, or the old one, or the new one. Throws LockedError while a loop
 * runs on the folder, and StoreError.
 */
export function restore(options: RestoreOptions): Restored {
  const { dataDir, file, at, pid } = options
  const backup = openBackup(file)
  try {
    verifyBackup(backup, file) // before anything is made of it
    const lock = acquireLock(dataDir, { pid, startedAt: at })
    try {
      return guarded(dataDir, () => restoreInto(options, backup))
    } finally {
      lock.release()
    }
  } finally {
    backup.close()
  }
}

function restoreInto({ dataDir, file, who, at, replace }: RestoreOptions, backup: BackupFile): Restored {
  // The record comes last: without it, or beside another's broker, no loop starts.
  const paths = [paperBrokerPath(dataDir), databasePath(dataDir)]
  const present = paths.flatMap(partsOf)
  if (present.length > 0 && !replace)
    throw new StoreError(
      'occupied',
      `${dataDir}: this folder has a record already. Name an empty one with --data-dir, or move its files aside with --force.`,
    )
  const reason = `restored from ${basename(file)}, a backup of ${backup.createdAt}`
  const remove = () => paths.flatMap((path) => partsOf(path + UNPACKED)).forEach((part) => rmSync(part))
  remove() // what a crash left
  try {
    const contents = unpackAll(backup, file, { folder: dataDir, ending: UNPACKED })
    const record = databasePath(dataDir) + UNPACKED
    bringUpToDate(record)
    note(record, { reason, who, at })
    throwKillSwitch(dataDir, { reason, who, at })
    const ending = freeEnding(paths)
    for (const path of paths) {
      for (const part of partsOf(path)) renameSync(part, aside(path, part, ending))
      if (existsSync(path + UNPACKED)) renameSync(path + UNPACKED, path)
      fsyncFolder(dataDir)
    }
    const movedAside = paths.flatMap((path) => partsOf(path + ending))
    return { ...contents, reason, movedAside }
  } finally {
    remove()
  }
}

/** A record of an older format; the backup is the copy of what it was. */
function bringUpToDate(record: string): void {
  const database = connect(record)
  try {
    upgrade(database, migrations)
  } finally {
    database.close()
  }
}

/**
 * A flatten, a close or a stop that was asked for in the past of this record must not happen in its future. A resume is
 * carried out: the record says already that it was given, and what it re-bases holds only once HALT is lifted.
 */
function note(record: string, halt: { readonly reason: string; readonly who: string; readonly at: string }): void {
  const database = connect(record)
  try {
    transaction(database, () => {
      database
        .prepare(
          "UPDATE commands SET applied_at = ?, result = ? WHERE kind IN ('flatten', 'close', 'stop') AND applied_at IS NULL",
        )
        .run(halt.at, JSON.stringify('withdrawn by restore'))
      addRequest(database, { kind: 'halt', ...halt, appliedAt: halt.at })
    })
  } finally {
    database.close()
  }
}

const partsOf = (path: string) => ENDINGS.map((ending) => path + ending).filter((part) => existsSync(part))

/** A log keeps the name that goes with its database. */
const aside = (path: string, part: string, ending: string) => path + ending + part.slice(path.length)

function freeEnding(paths: readonly string[]): string {
  for (let number = 1; ; number++) {
    const ending = `.before-restore-${number}`
    if (paths.every((path) => partsOf(path + ending).length === 0)) return ending
  }
}
