import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { connect, type Database, pragma, transaction } from './connection.js'
import { newer } from './migrate.js'
import { guarded, StoreError } from './store-error.js'

/** Marks a SQLite file as a backup of ours (`rskb`). */
const BACKUP_ID = 0x72736b62
const FORMAT = 1

/** Files are kept in pieces, so that neither their size nor the memory sets a limit. */
const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE files (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE pieces (id INTEGER PRIMARY KEY, name TEXT NOT NULL REFERENCES files (name), content BLOB NOT NULL) STRICT;
`
const PIECE_BYTES = 1024 ** 2

/** An open backup. */
export interface BackupFile {
  /** ISO UTC. */
  readonly createdAt: string
  /** The files of a data folder that it holds. */
  readonly names: readonly string[]
  /** Throws StoreError unless every file is as it was when the backup was made. */
  verify(): void
  /** Writes one of its files to a path that nothing has; durable on return. Throws as `verify` does. */
  unpack(name: string, path: string): void
  close(): void
}

/** Writes a backup of whole files that nobody changes; durable on return. */
export function packBackup(
  path: string,
  { at, files }: { readonly at: string; readonly files: readonly string[] },
): void {
  guarded(path, () => {
    const database = connect(path)
    try {
      database.exec(
        `PRAGMA journal_mode = MEMORY; PRAGMA application_id = ${BACKUP_ID}; PRAGMA user_version = ${FORMAT}`,
      )
      transaction(database, () => {
        database.exec(SCHEMA)
        database.prepare('INSERT INTO meta VALUES (?, ?)').run('createdAt', at)
        for (const file of files) pack(database, file)
      })
    } finally {
      database.close()
    }
  })
}

function pack(database: Database, file: string): void {
  const name = basename(file)
  const addPiece = database.prepare('INSERT INTO pieces (name, content) VALUES (?, ?)')
  const hash = createHash('sha256')
  database.prepare("INSERT INTO files VALUES (?, '')").run(name)
  const descriptor = openSync(file, 'r')
  try {
    const piece = Buffer.alloc(PIECE_BYTES)
    for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece)) {
      const content = piece.subarray(0, length)
      hash.update(content)
      addPiece.run(name, content)
    }
  } finally {
    closeSync(descriptor)
  }
  database.prepare('UPDATE files SET sha256 = ? WHERE name = ?').run(hash.digest('hex'), name)
}

/** Opens a backup to read it. Throws StoreError for a file that is none, that is damaged, or that a newer program wrote. */
export function openBackup(path: string): BackupFile {
  const there = guarded(path, () => statSync(path, { throwIfNoEntry: false }))
  if (there === undefined)
    throw new StoreError('missing', `${path}: expected a backup of riskfirst, found no such file.`)
  if (!there.isFile()) throw damaged(path, 'something that is no file')
  return readingBackup(path, () => {
    const database: Database = new DatabaseSync(path, { readOnly: true })
    try {
      if (pragma(database, 'application_id') !== BACKUP_ID) throw damaged(path, 'a file of another kind')
      const format = pragma(database, 'user_version')
      if (format > FORMAT) throw newer(path, format, FORMAT)
      return new SqliteBackup(path, database)
    } catch (error) {
      database.close()
      throw error
    }
  })
}

class SqliteBackup implements BackupFile {
  readonly createdAt: string
  readonly names: readonly string[]
  readonly #path: string
  readonly #database: Database

  constructor(path: string, database: Database) {
    this.#path = path
    this.#database = database
    const files: { name: string }[] = database.prepare('SELECT name FROM files ORDER BY name').all()
    this.names = files.map(({ name }) => name)
    this.createdAt = database.prepare("SELECT value FROM meta WHERE key = 'createdAt'").get()?.value ?? ''
  }

  verify(): void {
    for (const name of this.names) this.#read(name, () => {})
  }

  unpack(name: string, path: string): void {
    const descriptor = guarded(path, () => openSync(path, 'wx'))
    try {
      this.#read(name, (piece) => guarded(path, () => writeWhole(descriptor, piece)))
      guarded(path, () => fsyncSync(descriptor))
    } finally {
      closeSync(descriptor)
    }
  }

  close(): void {
    this.#database.close()
  }

  #read(name: string, take: (piece: Uint8Array) => void): void {
    readingBackup(this.#path, () => {
      const hash = createHash('sha256')
      let last = 0
      for (let piece = this.#piece(name, last); piece !== undefined; piece = this.#piece(name, last)) {
        if (piece.id <= last) throw damaged(this.#path, `pieces of ${name} that lead in circles`)
        last = piece.id
        hash.update(piece.content)
        take(piece.content)
      }
      this.#requireSum(name, hash)
    })
  }

  /** The next after `id`. One by one, as an error of an iterating statement does not tell its kind. */
  #piece(name: string, id: number): { readonly id: number; readonly content: Uint8Array } | undefined {
    return this.#database
      .prepare('SELECT id, content FROM pieces WHERE name = ? AND id > ? ORDER BY id LIMIT 1')
      .get(name, id)
  }

  #requireSum(name: string, hash: Hash): void {
    const kept: string | undefined = this.#database.prepare('SELECT sha256 FROM files WHERE name = ?').get(name)?.sha256
    if (kept !== hash.digest('hex')) throw damaged(this.#path, `another ${name} than was put into it`)
  }
}

function writeWhole(descriptor: number, content: Uint8Array): void {
  for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written)
}

/** Runs `work` on what the backup at `path` holds; what is found damaged there is the backup's damage. */
export function readingBackup<Result>(path: string, work: () => Result): Result {
  try {
    return guarded(path, work)
  } catch (error) {
    const isFound = error instanceof StoreError && error.kind === 'corrupt' && error.cause !== undefined
    throw isFound ? damaged(path, messageOf(error.cause)) : error
  }
}

/** The error for a backup that cannot be trusted. */
export function damaged(path: string, found: string): StoreError {
  return new StoreError('corrupt', `${path}: expected a whole backup of riskfirst, found: ${found}. Take another one.`)
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
