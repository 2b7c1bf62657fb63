import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openDataFolder } from '../../src/store/data-folder.js'
import { databasePath, openStoreForReading, type Store } from '../../src/store/database.js'
import { lastAccount, ordersOfCycle, recentCycles, recentRuns } from '../../src/store/queries.js'
import { openReplayFolder, type ReplayFolder } from '../../src/store/replay-folder.js'
import { recentRequests } from '../../src/store/requests.js'
import { freshFolder, identity } from './data-folders.js'
import { dailyLoss, fillOf, orderOf, reportOf, runOf, settlementOf, startOf } from './sealed-cycles.js'

const at = startOf(0).asOf
const calendar = { now: () => Date.parse(at), sleepUntil: () => Promise.resolve() }
const session = { name: 'session', equity: '10000', at } as const

function opened(dataDir = freshFolder()) {
  return { dataDir, folder: openReplayFolder({ dataDir, identity, calendar }) }
}

/** Reads what is there now, as `status` and its like do. */
function read<Result>(dataDir: string, look: (store: Store) => Result): Result {
  const store = openStoreForReading(dataDir)
  if (store === undefined) throw new Error('there is no record')
  try {
    return look(store)
  } finally {
    store.close()
  }
}

const numbersIn = (dataDir: string) =>
  read(dataDir, ({ database }) => recentCycles(database, 1e6).map(({ number }) => number))

/** Cycles with an order each that is filled, now and then a halt that the operator lifts. */
function runCycles(folder: ReplayFolder, count: number): void {
  const { journal, requested } = folder
  for (let n = 0; n < count; n++) {
    const cycle = journal.begin(startOf(n))
    requested.rebase({
      rebase: (names) => names.map((name) => ({ name, before: session, after: { ...session, name } })),
    })
    if (n % 100 === 99) journal.latch(cycle, [dailyLoss])
    const order = orderOf(cycle)
    journal.sent(order)
    journal.filled(fillOf(order), n % 2 === 0 ? { stop: '47500' } : null)
    const remembers = runOf('strategy', { proposal: { summary: 'remember', memory: { n } } })
    const settlement = settlementOf({ baselines: [{ ...session, equity: String(10_000 + n) }] })
    journal.seal(reportOf(cycle, { runs: [runOf('risk'), remembers], settlement }))
    if (n % 100 === 99) folder.resume({ at: cycle.asOf, reason: 'resume-next-day' })
  }
}

describe('the folder of a replay', () => {
  test('keeps a record that reads like that of a live loop, in one file', () => {
    const { dataDir, folder } = opened()
    runCycles(folder, 3)
    folder.close()
    expect(readdirSync(dataDir)).toEqual(['riskfirst.db'])
    read(dataDir, ({ database, identity: kept }) => {
      expect(kept).toEqual(identity)
      expect(recentCycles(database, 9).map(({ id, status }) => [id, status])).toEqual([
        ['c000003', 'success'],
        ['c000002', 'success'],
        ['c000001', 'success'],
      ])
      expect(recentRuns(database, 'strategy', 9)).toHaveLength(3)
      expect(ordersOfCycle(database, 'c000002')).toMatchObject([{ status: 'filled' }])
      expect(lastAccount(database)).toMatchObject({ cycleId: 'c000003', equity: '9999.49975' })
    })
  })

  test('holds the same bytes after the same replay', () => {
    const digests = [1, 2].map(() => {
      const { dataDir, folder } = opened()
      runCycles(folder, 2500)
      folder.close()
      return createHash('sha256')
        .update(readFileSync(databasePath(dataDir)))
        .digest('hex')
    })
    expect(digests[0]).toBe(digests[1])
  })

  test('is refused where there is a record already, which is left as it is', () => {
    const { dataDir, folder } = opened()
    expect(() => opened(dataDir)).toThrow(/riskfirst\.db: expected a new folder, found the record of something else/)
    runCycles(folder, 1)
    folder.close()
    expect(() => opened(dataDir)).toThrow('expected a new folder')
    expect(numbersIn(dataDir)).toEqual([1])

    const live = freshFolder()
    openDataFolder({ dataDir: live, identity, calendar, pid: 1 }).close()
    expect(() => opened(live)).toThrow('expected a new folder')
  })

  test('shows its batches to who looks meanwhile, and everything when it is closed', () => {
    const { dataDir, folder } = opened()
    runCycles(folder, 1001)
    expect(numbersIn(dataDir)[0]).toBe(1000)
    folder.close()
    expect(numbersIn(dataDir)[0]).toBe(1001)
  })

  test('loses the batch in which a write failed, and takes nothing that would follow on it', () => {
    const { dataDir, folder } = opened()
    const { journal } = folder
    runCycles(folder, 1000)
    const kept = journal.begin(startOf(1000))
    journal.seal(reportOf(kept))
    const cycle = journal.begin(startOf(1001))
    expect(() => journal.seal(reportOf(cycle, { runs: [runOf('risk'), runOf('risk')] }))).toThrow('UNIQUE')
    expect(() => journal.sent(orderOf(cycle))).toThrow('FOREIGN KEY')
    for (const n of [1002, 1003]) expect(() => journal.begin(startOf(n))).toThrow('a write failed')
    folder.close()
    expect(numbersIn(dataDir)[0]).toBe(1000)
  })

  test('has no kill switch, and nobody who asks for anything', () => {
    const { folder } = opened()
    expect(folder.killSwitch.thrown()).toBeUndefined()
    for (const kind of ['stop', 'flatten', 'halt', 'resume'] as const)
      expect(folder.requested.isPending(kind)).toBe(false)
    expect([folder.brokerFile, folder.interrupted, folder.state.lastNumber]).toEqual([':memory:', [], 0])
  })
})

describe('a resume between two cycles of a replay', () => {
  test('lifts what holds from the next cycle on, and re-bases when the desk can', () => {
    const { dataDir, folder } = opened()
    const { journal, requested } = folder
    const first = journal.begin(startOf(0))
    journal.latch(first, [dailyLoss])
    journal.seal(reportOf(first, { settlement: settlementOf({ baselines: [session] }) }))
    expect(folder.resume({ at: first.asOf, reason: 'resume-next-day' })).toEqual({ lifted: ['daily-loss'] })
    journal.begin(startOf(1))
    expect(journal.latched()).toEqual([])
    requested.rebase({ rebase: () => [] })
    expect(requested.isPending('resume')).toBe(true)
    const asked: unknown[] = []
    const after = { ...session, equity: '9000' }
    requested.rebase({
      rebase(names) {
        asked.push(names)
        return names.map((name) => ({ name, before: session, after: { ...after, name } }))
      },
    })
    expect([asked, requested.isPending('resume')]).toEqual([[['dayStart', 'session']], false])
    folder.close()
    const [request] = read(dataDir, ({ database }) => recentRequests(database, 9))
    expect(request).toMatchObject({ kind: 'resume', who: 'replay', reason: 'resume-next-day', at: first.asOf })
  })

  test('lets the very next cycle latch again', () => {
    const { folder } = opened()
    const { journal } = folder
    const first = journal.begin(startOf(0))
    journal.latch(first, [dailyLoss])
    journal.seal(reportOf(first))
    folder.resume({ at: first.asOf, reason: 'resume-next-day' })
    const second = journal.begin(startOf(1))
    journal.latch(second, [dailyLoss])
    expect(journal.latched()).toMatchObject([{ code: 'daily-loss', cycleId: second.id }])
  })

  test('does nothing when nothing holds', () => {
    const { dataDir, folder } = opened()
    folder.journal.seal(reportOf(folder.journal.begin(startOf(0))))
    expect(folder.resume({ at, reason: 'resume-next-day' })).toEqual({ lifted: [] })
    folder.close()
    expect(read(dataDir, ({ database }) => recentRequests(database, 9))).toEqual([])
  })
})
