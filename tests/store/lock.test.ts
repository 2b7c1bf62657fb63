import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acquireLock, LockedError, lockHolder } from '../../src/store/lock.js'
import { bundle, start } from './children/bundle.js'
import { freshFolder } from './data-folders.js'

const self = { pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z' }
let holdLock: string

beforeAll(async () => {
  holdLock = await bundle('hold-lock')
})

afterAll(() => rmSync(holdLock))

test('keeps another process out, which says who has the folder', async () => {
  const dataDir = freshFolder()
  const lock = acquireLock(dataDir, self)
  const child = start(holdLock, dataDir)
  expect(await child.next()).toContain(
    `another riskfirst runs on this folder (process ${process.pid}, since 2026-01-01`,
  )
  lock.release()
})

test('is free at once after kill -9', async () => {
  const dataDir = freshFolder()
  const child = start(holdLock, dataDir)
  expect(await child.next()).toBe('locked')
  expect(lockHolder(dataDir)?.pid).toBe(child.pid)
  expect(() => acquireLock(dataDir, self)).toThrow(LockedError)
  await child.kill()
  expect(lockHolder(dataDir)).toBeUndefined()
  acquireLock(dataDir, self).release()
})

test('keeps out a second loop of the same process, until it is released', () => {
  const dataDir = freshFolder()
  const lock = acquireLock(dataDir, self)
  expect(() => acquireLock(dataDir, self)).toThrow(LockedError)
  lock.release()
  lock.release()
  acquireLock(dataDir, self).release()
})

test('can be looked at by two at once without either taking the other for a loop', () => {
  const dataDir = freshFolder()
  acquireLock(dataDir, self).release()
  const other = new DatabaseSync(join(dataDir, 'lock.db'))
  other.exec('BEGIN')
  other.prepare('SELECT count(*) FROM sqlite_schema').get()
  expect(lockHolder(dataDir)).toBeUndefined()
  other.close()
})

test('tells of a holder without a name when lock.json says nothing', () => {
  const dataDir = freshFolder()
  const lock = acquireLock(dataDir, self)
  writeFileSync(join(dataDir, 'lock.json'), '{"pid": "nonsense"')
  expect(lockHolder(dataDir)).toEqual({})
  lock.release()
})

test('does not believe lock.json alone', () => {
  const dataDir = freshFolder()
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'lock.json'), JSON.stringify(self))
  expect(lockHolder(dataDir)).toBeUndefined()
  expect(existsSync(join(dataDir, 'lock.db'))).toBe(false)
})
