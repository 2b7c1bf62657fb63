import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from '@photostructure/sqlite'
import { expect, test } from 'vitest'
import type { Database } from '../../src/store/connection.js'
import { openDataFolder } from '../../src/store/data-folder.js'
import { databasePath, openStore, openStoreForReading } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { recentCycles, runsOfCycle } from '../../src/store/queries.js'
import { guarded, StoreError } from '../../src/store/store-error.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, settlementOf, startOf } from './sealed-cycles.js'

const calendar = { now: () => Date.UTC(2026, 0, 2), sleepUntil: () => Promise.resolve() }

/** A folder with three sealed cycles, closed cleanly. */
function sealedFolder(): string {
  const dataDir = freshFolder()
  const { database, close } = openStore({ dataDir, identity })
  const journal = createJournal(database)
  for (const n of [1, 2, 3]) {
    const cycle = journal.begin(startOf(n))
    journal.seal(reportOf(cycle, { settlement: settlementOf({ observedEquity: '10000' }) }))
  }
  close()
  return dataDir
}

function change(dataDir: string, sql: string): void {
  const database = new DatabaseSync(databasePath(dataDir))
  database.exec(sql)
  database.close()
}

const opened = (dataDir: string) => openDataFolder({ dataDir, identity, calendar, pid: 1 }).close()

/** What `work` throws, if it is a StoreError. */
function refusal(work: () => unknown): StoreError {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('expected a StoreError, got none')
}

test.each([
  ['a tally that is no JSON', `UPDATE tally SET json = replace(json, '"cycles":', '"cycles";')`, /in JSON/],
  [
    'a tally without its alerts',
    `UPDATE tally SET json = replace(json, '"alerts"', '"alertz"')`,
    /tally of another shape/,
  ],
  [
    'a tally whose count is a text',
    `UPDATE tally SET json = replace(json, '"cycles":', '"cycles":"",":":')`,
    /tally of another/,
  ],
  ['a tick that is no time', `UPDATE cycles SET tick = '2026-x1-01' WHERE number = 3`, /"2026-x1-01" is no time/],
  ['a market time that is none', `UPDATE cycles SET as_of = 'then' WHERE number = 3`, /"then" is no time/],
] as const)('a record with %s is refused as damaged', (_what, sql, words) => {
  const dataDir = sealedFolder()
  opened(dataDir)
  change(dataDir, sql)
  const { kind, message } = refusal(() => opened(dataDir))
  expect(kind).toBe('corrupt')
  expect(message).toMatch(/riskfirst\.db: expected a riskfirst database, found: content that makes no sense/)
  expect(message).toMatch(words)
})

test.each([
  ['cycles', (database: Database) => recentCycles(database, 5)],
  ['runs', (database: Database) => runsOfCycle(database, 'c000002')],
] as const)('a status that nobody writes is told as damage, not shown: %s', (table, read) => {
  const dataDir = sealedFolder()
  change(dataDir, `UPDATE ${table} SET status = 'succesz'`)
  const store = openStoreForReading(dataDir)
  if (store === undefined) throw new Error('expected a store')
  expect(refusal(() => guarded(store.path, () => read(store.database))).message).toMatch(/"succesz" is no status/)
  store.close()
})

test('an index that is damaged leads nowhere in circles: a start ends, whichever byte of a time is wrong', () => {
  const dataDir = sealedFolder()
  const path = databasePath(dataDir)
  const whole = readFileSync(path)
  const time = Buffer.from(startOf(2).asOf)
  const strange: unknown[] = []
  for (let at = whole.indexOf(time); at !== -1; at = whole.indexOf(time, at + 1)) {
    const damaged = Buffer.from(whole)
    damaged.write('r', at + '2026-01-'.length)
    writeFileSync(path, damaged)
    try {
      opened(dataDir)
    } catch (error) {
      if (!(error instanceof StoreError)) strange.push(error)
    }
  }
  expect(strange).toEqual([])
})
