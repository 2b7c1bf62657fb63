import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../../src/store/connection.js'
import { databasePath, openStore, openStoreForReading } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { migrations } from '../../src/store/schema.js'
import { StoreError } from '../../src/store/store-error.js'
import { loadState } from '../../src/store/stored-state.js'
import { collectGarbage } from '../support/collect-garbage.js'
import { recorded } from '../support/record.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, startOf } from './sealed-cycles.js'

function refusal(work: () => unknown): StoreError {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('it was not refused')
}

function created(): string {
  const dataDir = freshFolder()
  openStore({ dataDir, identity }).close()
  return dataDir
}

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)]
    } catch {
      return [] // the one that listed the folder
    }
  })
}

describe('openStore', () => {
  test('makes the folder and a database in the newest format that keeps every commit', () => {
    const store = openStore({ dataDir: freshFolder(), identity })
    const ask = (name: string) => Object.values(store.database.prepare(`PRAGMA ${name}`).get())[0]
    expect(ask('user_version')).toBe(migrations.length)
    expect(ask('journal_mode')).toBe('wal')
    expect(ask('synchronous')).toBe(2)
    expect(ask('foreign_keys')).toBe(1)
    expect(ask('busy_timeout')).toBe(5000)
    expect(store.identity).toEqual(identity)
    store.close()
  })

  test('begins anew over what a crash left while the database was being made', () => {
    const dataDir = freshFolder()
    mkdirSync(dataDir)
    writeFileSync(`${databasePath(dataDir)}.part`, 'half a database')
    openStore({ dataDir, identity }).close()
    expect(existsSync(`${databasePath(dataDir)}.part`)).toBe(false)
  })

  test('refuses another configuration with every value that differs, kept and configured', () => {
    const dataDir = created()
    const { kind, message } = refusal(() =>
      openStore({ dataDir, identity: { ...identity, quote: 'EUR', startingCash: '500' } }),
    )
    expect(kind).toBe('identity')
    expect(message).toContain('quote currency "USDT" (configured: "EUR"), starting cash "10000" (configured: "500")')
    expect(message).not.toContain('market "')
  })

  test('refuses a newer database and leaves it as it is', () => {
    const dataDir = created()
    const file = new DatabaseSync(databasePath(dataDir))
    file.exec('PRAGMA user_version = 99')
    file.close()
    const before = readFileSync(databasePath(dataDir))
    const { kind, message } = refusal(() => openStore({ dataDir, identity }))
    expect(kind).toBe('newer')
    expect(message).toContain('format 99')
    expect(refusal(() => openStoreForReading(dataDir)).kind).toBe('newer')
    expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true)
  })

  test.each([
    ['garbage', Buffer.from('this is not a database '.repeat(300))],
    ['an empty file', Buffer.alloc(0)],
    ['zeroes', Buffer.alloc(8192)],
  ])('refuses %s, says what to do, and does not touch it', (_, content) => {
    const dataDir = freshFolder()
    mkdirSync(dataDir)
    writeFileSync(databasePath(dataDir), content)
    for (const open of [() => openStore({ dataDir, identity }), () => openStoreForReading(dataDir)]) {
      const { kind, message } = refusal(open)
      expect(kind).toBe('corrupt')
      expect(message).toContain(databasePath(dataDir))
      expect(message).toContain('Restore the whole folder from a copy')
      expect(message).toContain('paper-broker.db')
    }
    expect(readFileSync(databasePath(dataDir)).equals(content)).toBe(true)
  })

  test('refuses a database of another program', () => {
    const dataDir = freshFolder()
    mkdirSync(dataDir)
    const file = new DatabaseSync(databasePath(dataDir))
    file.exec('CREATE TABLE theirs (x)')
    file.close()
    expect(refusal(() => openStore({ dataDir, identity })).kind).toBe('corrupt')
  })

  test('refuses a database with a damaged page after an end that was not clean', () => {
    const dataDir = freshFolder()
    const { database } = openStore({ dataDir, identity })
    const journal = createJournal(database)
    for (let n = 0; n < 200; n++) journal.begin(startOf(n))
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const content = readFileSync(databasePath(dataDir))
    content.fill(0xab, content.length - 8192)
    writeFileSync(databasePath(dataDir), content)
    expect(refusal(() => openStore({ dataDir, identity })).kind).toBe('corrupt')
    expect(readFileSync(databasePath(dataDir)).equals(content)).toBe(true)
  })

  test('keeps its record whole in one file when it is closed, and opens it again', () => {
    const dataDir = freshFolder()
    for (const cycles of [1, 2]) {
      const { database, close } = openStore({ dataDir, identity })
      createJournal(database).begin(startOf(0))
      loadState(database)
      expect(readdirSync(dataDir)).toContain('riskfirst.db-wal')
      close()
      expect(readdirSync(dataDir)).toEqual(['riskfirst.db'])
      expect(recorded(dataDir, 'SELECT count(*) AS cycles FROM cycles')).toEqual([{ cycles }])
    }
  })

  test('keeps what is committed when it is closed while somebody reads', () => {
    const dataDir = freshFolder()
    const { database, close } = openStore({ dataDir, identity })
    createJournal(database).begin(startOf(0))
    const reader = openStoreForReading(dataDir)!
    snapshot(reader.database, () => {
      reader.database.prepare('SELECT * FROM cycles').all()
      close()
    })
    reader.close()
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM cycles')).toEqual([{ n: 1 }])
    openStore({ dataDir, identity }).close()
  })

  test.runIf(existsSync('/proc/self/fd'))('lets go of its files once its statements are collected', async () => {
    const dataDir = freshFolder()
    const work = () => {
      const { database, close } = openStore({ dataDir, identity })
      const journal = createJournal(database)
      journal.seal(reportOf(journal.begin(startOf(0))))
      const { desk } = loadState(database)
      close()
      return desk
    }
    const { fills } = work()
    await collectGarbage()
    expect(openFiles().filter((path) => path.startsWith(dataDir))).toEqual([])
    expect([...fills]).toEqual([])
  })

  test('refuses to begin anew beside the write-ahead log of a lost database', () => {
    const dataDir = freshFolder()
    const store = openStore({ dataDir, identity })
    createJournal(store.database).begin(startOf(0))
    const log = readFileSync(`${databasePath(dataDir)}-wal`)
    store.close()
    rmSync(databasePath(dataDir))
    writeFileSync(`${databasePath(dataDir)}-wal`, log)
    expect(refusal(() => openStore({ dataDir, identity })).kind).toBe('corrupt')
    expect(existsSync(databasePath(dataDir))).toBe(false)
  })

  test('says which folder cannot be written', () => {
    const file = join(dirname(freshFolder()), 'a-file')
    writeFileSync(file, '')
    const { kind, message } = refusal(() => openStore({ dataDir: file, identity }))
    expect(kind).toBe('unwritable')
    expect(message).toContain(file)
  })
})

describe('openStoreForReading', () => {
  test('finds nothing where nothing is, and makes nothing', () => {
    const dataDir = freshFolder()
    expect(openStoreForReading(dataDir)).toBeUndefined()
    expect(existsSync(dataDir)).toBe(false)
  })

  test('reads beside a writer and another reader, each transaction whole', () => {
    const dataDir = freshFolder()
    const writer = openStore({ dataDir, identity })
    const journal = createJournal(writer.database)
    journal.begin(startOf(0))
    const readers = [openStoreForReading(dataDir)!, openStoreForReading(dataDir)!]
    writer.database.exec('BEGIN IMMEDIATE')
    writer.database.exec("UPDATE cycles SET status = 'success'")
    const seen = () => readers.map(({ database }) => database.prepare('SELECT status FROM cycles').get().status)
    expect(seen()).toEqual(['running', 'running'])
    writer.database.exec('COMMIT')
    expect(seen()).toEqual(['success', 'success'])
    for (const store of [...readers, writer]) store.close()
  })
})
