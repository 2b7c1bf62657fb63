import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DenialCode, OrderStatus } from '../../src/desk/order.js'
import { openDataFolder } from '../../src/store/data-folder.js'
import { openStoreForReading, type Store } from '../../src/store/database.js'
import { addRequest, recentRequests } from '../../src/store/requests.js'
import { resume } from '../../src/store/resume.js'
import { freshFolder, identity } from './data-folders.js'
import { orderOf, receiptOf, reportOf, settlementOf, startOf } from './sealed-cycles.js'

const at = '2026-01-01T05:00:00.000Z'
const calendar = { now: () => Date.parse(at), sleepUntil: () => Promise.resolve() }

/** A folder with a loop on it, a HALT file, and another process that asks for things. */
function halted() {
  const dataDir = freshFolder()
  const folder = openDataFolder({ dataDir, identity, calendar, pid: 1 })
  const other = openStoreForReading(dataDir)
  if (other === undefined) throw new Error('there is no database')
  const halt = join(dataDir, 'HALT')
  writeFileSync(halt, '')
  return { ...folder, dataDir, folder, other, halt }
}

const ask = ({ database }: Store, kind: 'flatten' | 'stop' = 'flatten') =>
  addRequest(database, { kind, who: 'ada', at })
const results = ({ database }: Store) => recentRequests(database, 9).map(({ result }) => result)

/** The receipt of one sale. */
function sale(status: OrderStatus, code?: DenialCode) {
  const order = { ...orderOf({ id: 'c000001', number: 1, tick: at, asOf: at }), side: 'sell' } as const
  return receiptOf(order, { status, ...(code === undefined ? {} : { code }) })
}

describe('a flatten', () => {
  test('waits while HALT is there, and is withdrawn once it is gone', () => {
    const { requested, other, halt } = halted()
    ask(other)
    expect(requested.isPending('flatten')).toBe(true)
    expect(results(other)).toEqual([null])
    rmSync(halt)
    expect(requested.isPending('flatten')).toBe(false)
    expect(results(other)).toEqual(['withdrawn: HALT is gone'])
    writeFileSync(halt, '')
    expect(requested.isPending('flatten')).toBe(false)
  })

  test('that was asked for while no loop ran sells nothing if HALT is gone when one starts', () => {
    const { dataDir, folder, other, halt } = halted()
    folder.close()
    ask(other)
    rmSync(halt)
    const { journal, requested } = openDataFolder({ dataDir, identity, calendar, pid: 2 })
    journal.begin(startOf(0))
    expect(requested.isPending('flatten')).toBe(false)
    expect(recentRequests(other.database, 1)).toMatchObject([{ appliedAt: at, result: 'withdrawn: HALT is gone' }])
  })

  test.each<[OrderStatus, DenialCode | undefined]>([
    ['denied', 'no-price'],
    ['denied', 'suspect-price'],
    ['denied', 'journal-failed'],
    ['denied', 'kill-switch'],
    ['unresolved', undefined],
    ['rejected', undefined],
  ])('waits for the next cycle when a sale is %s (%s)', (status, code) => {
    const { journal, requested, other } = halted()
    ask(other)
    const cycle = journal.begin(startOf(0))
    requested.acknowledge('flatten', [sale('filled'), sale(status, code)])
    journal.seal(reportOf(cycle))
    journal.begin(startOf(1))
    expect(requested.isPending('flatten')).toBe(true)
    requested.acknowledge('flatten', [sale('filled')])
    expect(requested.isPending('flatten')).toBe(false)
    expect(results(other)).toEqual([[{ clientOrderId: 'c000001-strategy-1', status: 'filled' }]])
  })

  test.each(['below-minimum', 'nothing-held'] as const)(
    'is done when all that is left is denied for good (%s)',
    (code) => {
      const { requested, other } = halted()
      ask(other)
      requested.acknowledge('flatten', [sale('filled'), sale('denied', code)])
      expect(requested.isPending('flatten')).toBe(false)
    },
  )

  test('wakes a sleeping loop once, however often it looks, and again when it is asked for again', () => {
    const { journal, requested, other } = halted()
    ask(other)
    expect(requested.isPending('flatten')).toBe(true)
    const cycle = journal.begin(startOf(0))
    requested.acknowledge('flatten', [sale('unresolved')])
    journal.seal(reportOf(cycle))
    expect(requested.isPending('flatten')).toBe(false)
    expect(requested.isPending('flatten')).toBe(false)
    ask(other)
    expect(requested.isPending('flatten')).toBe(true)
  })

  test('does not wake the loop again after a cycle that never came to it, or could not be kept', () => {
    const { journal, requested, other } = halted()
    ask(other)
    const cycle = journal.begin(startOf(0))
    journal.seal(reportOf(cycle)) // it failed before it looked
    expect(requested.isPending('flatten')).toBe(false)
    const unsealed = journal.begin(startOf(1))
    const twice = settlementOf({ receipts: [sale('filled'), sale('filled')] })
    const { runs } = reportOf(unsealed)
    expect(() => journal.seal(reportOf(unsealed, { runs: [...runs, ...runs], settlement: twice }))).toThrow('UNIQUE')
    expect(requested.isPending('flatten')).toBe(false)
    const unlatched = journal.begin(startOf(2))
    const odd = { code: 'odd', message: 'odd', cause: 'breach', latch: true } as const
    expect(() => journal.latch({ ...unlatched, id: 'c999999' }, [odd])).toThrow('FOREIGN KEY')
    expect(requested.isPending('flatten')).toBe(false)
    other.database.exec('ALTER TABLE cycles RENAME TO moved')
    expect(() => journal.begin(startOf(3))).toThrow('no such table: cycles')
    expect(requested.isPending('flatten')).toBe(false)
  })

  test('waits for every cycle until it is done', () => {
    const { journal, requested, other } = halted()
    ask(other)
    for (const n of [0, 1, 2]) {
      const cycle = journal.begin(startOf(n))
      expect(requested.isPending('flatten')).toBe(true)
      requested.acknowledge('flatten', [sale('denied', 'no-price')])
      journal.seal(reportOf(cycle))
    }
  })
})

describe('other requests', () => {
  test('wait whether or not HALT is there, until they are acknowledged', () => {
    const { requested, other, halt } = halted()
    rmSync(halt)
    ask(other, 'stop')
    expect(requested.isPending('stop')).toBe(true)
    requested.acknowledge('stop', 'done')
    expect(requested.isPending('stop')).toBe(false)
    expect(results(other)).toEqual(['done'])
  })

  test('to resume wait until the desk could re-base', () => {
    const { journal, requested, other } = halted()
    const session = { name: 'session', equity: '10000', at: startOf(0).asOf } as const
    journal.seal(reportOf(journal.begin(startOf(0)), { settlement: settlementOf({ baselines: [session] }) }))
    resume(other.database, { who: 'ada', at, reason: 'checked', killSwitch: 'lunch' })
    requested.rebase({ rebase: () => [] })
    expect(requested.isPending('resume')).toBe(true)
    const after = { ...session, equity: '9000', at: startOf(1).asOf }
    requested.rebase({ rebase: (names) => names.map((name) => ({ name, before: session, after: { ...after, name } })) })
    expect(requested.isPending('resume')).toBe(false)
    expect(results(other)).toMatchObject([
      [{ name: 'session', before: { equity: '10000' }, after: { equity: '9000' } }],
    ])
  })
})
