import { describe, expect, test } from 'vitest'
import { snapshot, transaction } from '../../src/store/connection.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { recentCycles } from '../../src/store/queries.js'
import { resume } from '../../src/store/resume.js'
import { freshFolder, identity } from './data-folders.js'
import { dailyLoss, fillOf, orderOf, reportOf, startOf } from './sealed-cycles.js'

const NESTED = /within a transaction/

function opened() {
  const { database } = openStore({ dataDir: freshFolder(), identity })
  const note = () => database.exec("INSERT INTO meta (key, value) VALUES ('note', '')")
  const isNoted = () => database.prepare("SELECT 1 FROM meta WHERE key = 'note'").get() !== undefined
  return { database, note, isNoted }
}

describe('a transaction', () => {
  test('within a look at one instant is refused, and writes nothing', () => {
    const { database, note, isNoted } = opened()
    expect(() => snapshot(database, () => transaction(database, note))).toThrow(NESTED)
    expect([isNoted(), database.isTransaction]).toEqual([false, false])
  })

  test('within another is refused, and leaves that one to go on', () => {
    const { database, note, isNoted } = opened()
    transaction(database, () => {
      note()
      expect(() => transaction(database, () => {})).toThrow(NESTED)
    })
    expect(isNoted()).toBe(true)
  })
})

describe('the journal of a live loop', () => {
  test('takes nothing while somebody has left a transaction open, as it could not be durable', () => {
    const { database } = opened()
    const journal = createJournal(database)
    const cycle = journal.begin(startOf(0))
    const order = orderOf(cycle)
    journal.sent(order)
    database.exec('BEGIN')
    expect(() => journal.begin(startOf(1))).toThrow(NESTED)
    expect(() => journal.latch(cycle, [dailyLoss])).toThrow(NESTED)
    expect(() => journal.filled(fillOf(order), null)).toThrow(NESTED)
    expect(() => journal.seal(reportOf(cycle))).toThrow(NESTED)
    expect(() => resume(database, { who: 'ada', at: startOf(0).asOf, reason: 'checked' })).toThrow(NESTED)
    database.exec('ROLLBACK')
    journal.seal(reportOf(cycle))
    expect(recentCycles(database, 9).map(({ id, status }) => [id, status])).toEqual([['c000001', 'success']])
  })

  test('writes every method as a part of what it is given instead', () => {
    const { database } = opened()
    const parts: number[] = []
    const journal = createJournal(database, {
      transact(work) {
        parts.push(1)
        return work()
      },
    })
    database.exec('BEGIN')
    const cycle = journal.begin(startOf(0))
    journal.latch(cycle, [dailyLoss])
    const order = orderOf(cycle)
    journal.sent(order)
    journal.filled(fillOf(order), null)
    journal.seal(reportOf(cycle))
    database.exec('ROLLBACK')
    expect([parts.length, recentCycles(database, 9)]).toEqual([4, []])
  })
})
