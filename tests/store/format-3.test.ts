import { existsSync, mkdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askingsOf } from '../../src/store/approvals.js'
import { connect, pragma } from '../../src/store/connection.js'
import { databasePath, openStore, openStoreForReading } from '../../src/store/database.js'
import { writeIdentity } from '../../src/store/identity.js'
import { migrate } from '../../src/store/migrate.js'
import { addRequest, Requests, recentRequests } from '../../src/store/requests.js'
import { APPLICATION_ID, migrations } from '../../src/store/schema.js'
import { freshFolder, identity } from './data-folders.js'

const at = '2026-01-01T00:00:00.000Z'

/** A record of format 2 in which a cycle was approved, another asks still, and a stop waits. */
function olderRecord(): string {
  const dataDir = freshFolder()
  mkdirSync(dataDir)
  const path = databasePath(dataDir)
  const database = connect(path)
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(database, path, migrations.slice(0, 2))
  writeIdentity(database, identity)
  database.exec(`
    INSERT INTO cycles (number, id, tick, as_of, started_at, status)
      VALUES (1, 'c000001', '${at}', '${at}', '${at}', 'success'), (2, 'c000002', '${at}', '${at}', '${at}', 'running');
    INSERT INTO commands (id, kind, reason, who, at, details, applied_at, result) VALUES
      (3, 'halt', 'lunch', 'ada', '${at}', NULL, '${at}', NULL),
      (7, 'approve', 'fine', 'bob', '${at}', '{"cycle":"c000001"}', '${at}', '"heard"'),
      (9, 'stop', NULL, 'ada', '${at}', NULL, NULL, NULL);
    INSERT INTO approvals (id, cycle_id, phase, asked_at, until, ended_at, command) VALUES
      (1, 'c000001', 'review', '${at}', '${at}', '${at}', 7), (2, 'c000002', 'review', '${at}', '${at}', NULL, NULL)`)
  database.close()
  return dataDir
}

test('a record of format 2 keeps what people asked for and approved, and takes the new kinds', () => {
  const dataDir = olderRecord()
  const { database, path, close } = openStore({ dataDir, identity })
  expect(pragma(database, 'user_version')).toBe(migrations.length)
  expect(existsSync(`${path}.v2.bak`)).toBe(true)
  expect(recentRequests(database, 9)).toMatchObject([
    { id: 9, kind: 'stop', appliedAt: null },
    { id: 7, kind: 'approve', who: 'bob', details: { cycle: 'c000001' }, result: 'heard' },
    { id: 3, kind: 'halt', reason: 'lunch', appliedAt: at },
  ])
  expect(askingsOf(database, 'c000001')).toMatchObject([{ id: 1, decision: { kind: 'approve', who: 'bob' } }])
  expect(askingsOf(database, 'c000002')).toMatchObject([{ id: 2, decision: null, endedAt: null }])
  expect(new Requests(database).pending('stop')).toHaveLength(1)
  for (const kind of ['close', 'enable', 'disable'] as const) addRequest(database, { kind, who: 'ada', at })
  expect(() => addRequest(database, { kind: 'dance' as 'close', who: 'ada', at })).toThrow('CHECK')
  close()
})

test('its approvals still refer to commands that are there', () => {
  const { database, close } = openStore({ dataDir: olderRecord(), identity })
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  expect(database.prepare('PRAGMA foreign_key_list(approvals)').all()).toMatchObject([
    { table: 'commands', from: 'command', to: 'id' },
    { table: 'cycles', from: 'cycle_id', to: 'id' },
  ])
  expect(() => database.exec('UPDATE approvals SET command = 99 WHERE id = 2')).toThrow('FOREIGN KEY')
  expect(() => database.exec('DELETE FROM commands WHERE id = 7')).toThrow('FOREIGN KEY')
  close()
})

test('it looks like one that was new', () => {
  const shape = (dataDir: string) => {
    const { database, close } = openStore({ dataDir, identity })
    const rows: { sql: string }[] = database
      .prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name IN ('commands', 'approvals') ORDER BY name",
      )
      .all()
    close()
    return rows
  }
  expect(shape(olderRecord())).toEqual(shape(freshFolder()))
})

test('nobody but a run brings it up to date', () => {
  expect(() => openStoreForReading(olderRecord())).toThrow('written by an older riskfirst (format 2')
})
