import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, pragma } from '../../src/store/connection.js'
import { migrate } from '../../src/store/migrate.js'
import { freshFolder } from './data-folders.js'

const first = "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('kept')"
const second = "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'"

function databaseIn(folder: string) {
  const path = join(folder, 'some.db')
  return { path, database: connect(path) }
}

function fresh() {
  const folder = freshFolder()
  mkdirSync(folder)
  return { folder, ...databaseIn(folder) }
}

test('makes a new database without a copy', () => {
  const { folder, path, database } = fresh()
  migrate(database, path, [first, second])
  expect(pragma(database, 'user_version')).toBe(2)
  expect(readdirSync(folder)).toEqual(['some.db'])
})

test('copies a database of an older format before it changes it', () => {
  const { path, database } = fresh()
  migrate(database, path, [first])
  migrate(database, path, [first, second])
  expect(database.prepare('SELECT * FROM notes').get()).toEqual({ text: 'kept', author: 'nobody' })
  const copy = connect(`${path}.v1.bak`)
  expect(pragma(copy, 'user_version')).toBe(1)
  expect(copy.prepare('SELECT * FROM notes').get()).toEqual({ text: 'kept' })
})

test('leaves a database in its old format, whole, when a step fails', () => {
  const { path, database } = fresh()
  migrate(database, path, [first])
  expect(() => migrate(database, path, [first, `${second}; SELECT * FROM missing`])).toThrow('no such table')
  expect(pragma(database, 'user_version')).toBe(1)
  expect(database.prepare('SELECT * FROM notes').get()).toEqual({ text: 'kept' })
  migrate(database, path, [first, second]) // over the copy that is there already
  expect(pragma(database, 'user_version')).toBe(2)
})

test('does nothing to a database in the newest format', () => {
  const { path, database } = fresh()
  migrate(database, path, [first])
  migrate(database, path, [first])
  expect(existsSync(`${path}.v1.bak`)).toBe(false)
})
