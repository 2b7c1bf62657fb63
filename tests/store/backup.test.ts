import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { backUp } from '../../src/store/backup.js'
import { packBackup } from '../../src/store/backup-file.js'
import { connect } from '../../src/store/connection.js'
import { databasePath, openStoreForReading, paperBrokerPath } from '../../src/store/database.js'
import { writeIdentity } from '../../src/store/identity.js'
import { createKillSwitch } from '../../src/store/kill-switch.js'
import { acquireLock, LockedError } from '../../src/store/lock.js'
import { upgrade } from '../../src/store/migrate.js'
import { recentRequests } from '../../src/store/requests.js'
import { type RestoreOptions, restore } from '../../src/store/restore.js'
import { APPLICATION_ID, migrations } from '../../src/store/schema.js'
import { StoreError } from '../../src/store/store-error.js'
import { bookFaults } from '../support/checked-books.js'
import { recorded } from '../support/record.js'
import { freshFolder, identity } from './data-folders.js'
import { crashImage, instants, oneMoreCycle, openTrading, twoCycles } from './trading-folder.js'

const at = '2026-01-01T02:30:00.000Z'
const names = Object.keys(instants) as (keyof typeof instants)[] // they are its keys

let dataDir: string
/** A backup of each instant, with what the record held then. */
const backups = new Map<string, { readonly file: string; readonly held: unknown }>()

const heldBy = (folder: string) =>
  ['cycles', 'orders', 'fills'].map((table) => recorded(folder, `SELECT * FROM ${table} ORDER BY rowid`))

beforeAll(async () => {
  dataDir = freshFolder()
  const files = dirname(dataDir)
  const made: Promise<unknown>[] = []
  await twoCycles(dataDir, (instant) => {
    const file = join(files, `${instant}.backup`)
    backups.set(instant, { file, held: heldBy(dataDir) })
    made.push(backUp({ dataDir, file, at, replace: false })) // the cycle goes on while it is made
  })
  await Promise.all(made)
})

const fileOf = (instant: string) => backups.get(instant)?.file ?? ''

function restoreTo(folder: string, file: string, more: Partial<RestoreOptions> = {}) {
  return restore({ dataDir: folder, file, who: 'ada', pid: 7, at: '2026-02-01T00:00:00.000Z', replace: false, ...more })
}

function refusal(work: () => unknown): StoreError {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('a backup', () => {
  test('tells what it holds, and leaves nothing beside itself', async () => {
    const file = join(dirname(freshFolder()), 'whole.backup')
    expect(await backUp({ dataDir, file, at, replace: false })).toMatchObject({
      createdAt: at,
      identity,
      cycles: 2,
      lastCycle: 'c000002',
      orders: 4,
      filled: 3,
      cash: recorded(dataDir, 'SELECT cash FROM equity ORDER BY rowid DESC LIMIT 1')[0]?.['cash'],
    })
    expect(readdirSync(dirname(file))).toEqual(['whole.backup'])
  })

  test.each(names)('made beside a cycle holds one instant of it, whatever comes after: %s', (instant) => {
    const folder = freshFolder()
    const { file = '', held } = backups.get(instant) ?? {}
    restoreTo(folder, file)
    expect(heldBy(folder)).toEqual(held)
  })

  test.each(names)('restores to a folder with exact books: %s', async (instant) => {
    const folder = freshFolder()
    restoreTo(folder, fileOf(instant))
    const { recovered, close } = await openTrading(folder)
    expect(recovered.map(({ clientOrderId, status }) => [clientOrderId, status])).toEqual(
      instants[instant].map(([id, status]) => [id, status]),
    )
    close()
    await oneMoreCycle(folder)
    expect(bookFaults(folder)).toEqual([])
  })

  test('replaces nothing unasked, and never what is no backup', async () => {
    const file = join(dirname(freshFolder()), 'mine')
    writeFileSync(file, 'my own words')
    const make = (replace: boolean) => backUp({ dataDir, file, at, replace })
    await expect(make(false)).rejects.toThrow('mine: there already; --force replaces an older backup.')
    await expect(make(true)).rejects.toThrow(
      'mine: expected a whole backup of riskfirst, found: file is not a database',
    )
    await expect(backUp({ dataDir: freshFolder(), file: databasePath(dataDir), at, replace: true })).rejects.toThrow(
      'riskfirst.db: expected a whole backup of riskfirst, found: a file of another kind',
    )
    expect(readFileSync(file, 'utf8')).toBe('my own words')
  })

  test('takes no name that means something in the data folder', async () => {
    for (const name of ['HALT', 'riskfirst.db-wal', 'paper-broker.db-journal', 'lock.db'])
      await expect(backUp({ dataDir, file: join(dataDir, name), at, replace: true })).rejects.toThrow(/another name/)
    expect(createKillSwitch(dataDir).thrown()).toBeUndefined()
    const file = join(dataDir, 'halted.backup')
    await backUp({ dataDir, file, at, replace: false })
    rmSync(file)
  })

  test('neither replaces nor waits for what is no file', async () => {
    const folder = dirname(freshFolder())
    symlinkSync('nowhere', join(folder, 'link'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const name of ['link', 'pipe'])
      await expect(backUp({ dataDir, file: join(folder, name), at, replace: true })).rejects.toThrow(StoreError)
    expect(refusal(() => restoreTo(freshFolder(), join(folder, 'pipe'))).message).toContain('no file')
    expect(refusal(() => restoreTo(freshFolder(), folder)).message).toContain('no file')
    expect(readlinkSync(join(folder, 'link'))).toBe('nowhere')
  })

  test('replaces an older one when it is asked to', async () => {
    const file = join(dirname(freshFolder()), 'older')
    await backUp({ dataDir, file, at: '2020-01-01T00:00:00.000Z', replace: false })
    await backUp({ dataDir, file, at, replace: true })
    expect(restoreTo(freshFolder(), file).createdAt).toBe(at)
  })

  test('of a damaged record is refused with the name of the record, and is not there', async () => {
    const folder = crashImage(dataDir)
    const trading = await openTrading(folder)
    trading.close() // cleanly: no log holds what the file has lost
    const bytes = readFileSync(databasePath(folder))
    writeFileSync(databasePath(folder), bytes.fill(0xa5, 5 * 4096, 9 * 4096))
    const file = join(dirname(folder), 'damaged.backup')
    await expect(backUp({ dataDir: folder, file, at, replace: false })).rejects.toThrow(
      /riskfirst\.db: expected a riskfirst database, found: /,
    )
    expect(readdirSync(dirname(folder))).toEqual(['data'])
  })

  test('of nothing, or to where nothing can be, is refused', async () => {
    const nothing = freshFolder()
    await expect(backUp({ dataDir: nothing, file: `${nothing}.backup`, at, replace: false })).rejects.toThrow(
      'nothing to back up',
    )
    expect(readdirSync(dirname(nothing))).toEqual([])
    await expect(backUp({ dataDir, file: join(nothing, 'not/there'), at, replace: false })).rejects.toThrow(StoreError)
  })
})

describe('a restored folder', () => {
  test('is halted, says from which backup, and does not do what was asked for back then', async () => {
    const folder = crashImage(dataDir)
    const store = openStoreForReading(folder)
    store?.database.exec(
      "INSERT INTO commands (kind, who, at) VALUES ('flatten', 'ada', 'then'), ('close', 'ada', 'then'), ('stop', 'ada', 'then')",
    )
    store?.close()
    const file = `${folder}.backup`
    await backUp({ dataDir: folder, file, at, replace: false })
    const restored = freshFolder()
    const { reason, movedAside } = restoreTo(restored, file)
    expect(reason).toBe(`restored from data.backup, a backup of ${at}`)
    expect(movedAside).toEqual([])
    expect(createKillSwitch(restored).thrown()).toBe(reason)
    expect(readFileSync(join(restored, 'HALT'), 'utf8')).toContain('by ada at 2026-02-01T00:00:00.000Z')
    const trading = await openTrading(restored)
    for (const kind of ['flatten', 'close', 'stop'] as const)
      expect(trading.folder.requested.isPending(kind)).toBe(false)
    trading.close()
    const [noted] = openStoreForReading(restored)?.database.prepare('SELECT count(*) AS n FROM commands').all() ?? []
    expect(noted).toEqual({ n: 4 })
    const requests = openStoreForReading(restored)
    if (requests === undefined) throw new Error('no record')
    expect(recentRequests(requests.database, 4)).toMatchObject([
      { kind: 'halt', reason, who: 'ada' },
      { kind: 'stop', result: 'withdrawn by restore' },
      { kind: 'close', result: 'withdrawn by restore' },
      { kind: 'flatten', result: 'withdrawn by restore' },
    ])
  })

  test('keeps whose books they are', () => {
    const folder = freshFolder()
    expect(restoreTo(folder, fileOf('sealed')).identity).toEqual(identity)
    expect(openStoreForReading(folder)?.identity).toEqual(identity)
  })
})

describe('restore', () => {
  test.each([1, 2, 3])('of an older riskfirst, of format %i, is brought up to date, halted', async (format) => {
    const older = freshFolder()
    mkdirSync(older)
    const database = connect(databasePath(older))
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    upgrade(database, migrations.slice(0, format))
    writeIdentity(database, identity)
    database.exec(`
      INSERT INTO cycles (number, id, tick, as_of, started_at, status)
        VALUES (7, 'c000007', '${at}', '${at}', '${at}', 'interrupted');
      INSERT INTO commands (kind, who, at) VALUES ('stop', 'ada', '${at}')`)
    database.close()
    const file = `${older}.backup`
    packBackup(file, { at, files: [databasePath(older)] })
    const folder = freshFolder()
    expect(restoreTo(folder, file)).toMatchObject({ createdAt: at, identity, lastCycle: 'c000007', cash: null })
    expect(readdirSync(folder).filter((name) => !name.startsWith('lock.'))).toEqual(['HALT', 'riskfirst.db'])
    const store = openStoreForReading(folder)
    if (store === undefined) throw new Error('there is no record')
    expect(recentRequests(store.database, 9)).toMatchObject([
      { kind: 'halt' },
      { kind: 'stop', appliedAt: expect.any(String) },
    ])
    expect(store.database.prepare('SELECT count(*) AS n FROM retention').get()).toEqual({ n: 1 })
    store.close()
  })

  test('refuses a folder with a record and leaves it as it is; moves it aside when it is asked to', async () => {
    const folder = crashImage(dataDir)
    const before = readFileSync(databasePath(folder))
    const files = readdirSync(folder)
    const { kind, message } = refusal(() => restoreTo(folder, fileOf('idle')))
    expect(kind).toBe('occupied')
    expect(message).toContain('--force')
    expect(readdirSync(folder).filter((name) => !name.startsWith('lock.'))).toEqual(files)
    for (const number of [1, 2]) {
      const { movedAside } = restoreTo(folder, fileOf('idle'), { replace: true })
      expect(movedAside).toContain(`${databasePath(folder)}.before-restore-${number}`)
      expect(movedAside).toContain(`${paperBrokerPath(folder)}.before-restore-${number}`)
      expect(recorded(folder, 'SELECT id FROM cycles')).toEqual([{ id: 'c000001' }])
    }
    expect(readFileSync(`${databasePath(folder)}.before-restore-1`).equals(before)).toBe(true)
    await oneMoreCycle(folder)
    expect(bookFaults(folder)).toEqual([])
  })

  test('moves a log aside with its database, so that it is never read into the restored one', async () => {
    const source = freshFolder()
    let crashed = ''
    await twoCycles(source, (instant) => {
      if (instant === 'settled') crashed = crashImage(source)
    })
    expect(existsSync(`${databasePath(crashed)}-wal`)).toBe(true)
    const { movedAside } = restoreTo(crashed, fileOf('idle'), { replace: true })
    const aside = `${databasePath(crashed)}.before-restore-1`
    expect(movedAside).toContain(`${aside}-wal`)
    const old = new DatabaseSync(aside)
    expect(old.prepare('SELECT count(*) AS n FROM cycles').get()).toEqual({ n: 2 })
    expect(recorded(crashed, 'SELECT count(*) AS n FROM cycles')).toEqual([{ n: 1 }])
  })

  test('begins anew over what a crash left of an earlier one', () => {
    const folder = freshFolder()
    mkdirSync(folder)
    writeFileSync(`${databasePath(folder)}.restored`, 'half')
    restoreTo(folder, fileOf('idle'))
    expect(readdirSync(folder).filter((name) => name.includes('.restored'))).toEqual([])
  })

  test('is refused while a loop runs', () => {
    const folder = freshFolder()
    const lock = acquireLock(folder, { pid: 1, startedAt: at })
    expect(() => restoreTo(folder, fileOf('idle'))).toThrow(LockedError)
    lock.release()
  })

  const inside = (change: string) => (file: string) => {
    const database = new DatabaseSync(file)
    database.exec(change)
    database.close()
  }
  test.each([
    ['nothing', () => {}, /found no such file/],
    ['an empty file', (file: string) => writeFileSync(file, ''), /found: a file of another kind/],
    ['some words', (file: string) => writeFileSync(file, 'no backup, just words'), /found: file is not a database/],
    ['a record', (file: string) => writeFileSync(file, readFileSync(databasePath(dataDir))), /a file of another kind/],
    [
      'half of one',
      (file: string) => writeFileSync(file, whole().subarray(0, whole().length / 2)),
      /expected a whole backup/,
    ],
    ['one with a page of noise', (file: string) => writeFileSync(file, noisy(whole())), /expected a whole backup/],
    ['one that lacks a piece', changed(inside('DELETE FROM pieces WHERE id = 1')), /another .* than was put into it/],
    [
      'one without a record',
      changed(inside("DELETE FROM pieces WHERE name = 'riskfirst.db'; DELETE FROM files WHERE name = 'riskfirst.db'")),
      /found: no record/,
    ],
    [
      'one with a strange name',
      changed(
        inside(
          "PRAGMA foreign_keys = OFF; UPDATE files SET name = '../../etc/passwd' WHERE name = 'riskfirst.db'; UPDATE pieces SET name = '../../etc/passwd' WHERE name = 'riskfirst.db'",
        ),
      ),
      /found: a file "/,
    ],
    ['a newer one', changed(inside('PRAGMA user_version = 2')), /written by a newer riskfirst \(format 2/],
  ])('refuses %s, and nothing is made of it', (_what, make, words) => {
    const folder = freshFolder()
    const file = join(dirname(folder), 'odd.backup')
    make(file)
    expect(refusal(() => restoreTo(folder, file)).message).toMatch(words)
    expect(existsSync(folder)).toBe(false)
  })

  function changed(change: (file: string) => void): (file: string) => void {
    return (file) => {
      writeFileSync(file, whole())
      change(file)
    }
  }
  const whole = () => readFileSync(fileOf('sealed'))
  const noisy = (bytes: Buffer) => bytes.fill(0x5a, bytes.length - 3 * 4096, bytes.length - 2 * 4096)

  test('refuses a backup of a newer record', async () => {
    const folder = crashImage(dataDir)
    inside('PRAGMA user_version = 99')(databasePath(folder))
    await expect(backUp({ dataDir: folder, file: `${folder}.backup`, at, replace: false })).rejects.toThrow('format 99')
  })

  test.skipIf(process.getuid?.() === 0)('says so when the folder cannot be written', () => {
    const folder = freshFolder()
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    expect(refusal(() => restoreTo(folder, fileOf('idle'))).kind).toBe('unwritable')
  })
})
