import { describe, expect, test } from 'vitest'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { snapshot } from '../../src/store/connection.js'
import { openStore, openStoreForReading } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { lastAccount, openOrders, orderWithId, recentCycles, recentRuns, wholeCycle } from '../../src/store/queries.js'
import { loadState, sealInterrupted } from '../../src/store/stored-state.js'
import { freshFolder, identity } from './data-folders.js'
import { fillOf, orderOf, receiptOf, reportOf, runOf, settlementOf, startOf } from './sealed-cycles.js'

function opened() {
  const dataDir = freshFolder()
  const { database } = openStore({ dataDir, identity })
  return { dataDir, database, journal: createJournal(database) }
}

describe('cycles', () => {
  test('get numbers that are never used twice, interrupted or not', () => {
    const { dataDir, journal, database } = opened()
    expect(journal.begin(startOf(0))).toEqual({
      id: 'c000001',
      number: 1,
      tick: startOf(0).tick,
      asOf: startOf(0).asOf,
    })
    journal.begin(startOf(1))
    database.close()
    const again = openStore({ dataDir, identity }).database
    expect(sealInterrupted(again, '2026-01-02T00:00:00.000Z')).toEqual(['c000002'])
    expect(sealInterrupted(again, '2026-01-02T00:00:00.000Z')).toEqual([])
    expect(createJournal(again).begin(startOf(1)).id).toBe('c000003')
    expect(recentCycles(again, 5).map(({ status }) => status)).toEqual(['running', 'interrupted', 'interrupted'])
  })

  test('are sealed whole and read back as they were', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const failure = { code: 'timeout', message: 'no answer within 300 s' } as const
    const order = orderOf(cycle)
    journal.sent(order)
    journal.filled(fillOf(order), null)
    const denied = receiptOf(orderOf(cycle, 'strategy', 2), {
      status: 'denied',
      code: 'max-position',
      message: 'would hold 31.5 % of equity',
      value: 31.5,
      limit: 30,
    })
    const report = reportOf(cycle, {
      status: 'degraded',
      state: {
        state: 'reducing',
        reasons: [{ code: 'drawdown', message: 'near', cause: 'limit', agent: 'risk' }],
        restrict: [{ symbol: 'SOL/USDT', state: 'halted', reason: 'suspect' }],
        since: cycle.asOf,
      },
      runs: [
        runOf('risk'),
        runOf('slow', {
          status: 'timeout',
          failure,
          attempts: [1, 2].map((number) => ({ number, durationMs: 300_000, failure })),
        }),
      ],
      settlement: settlementOf({ receipts: [receiptOf(order, {}), denied] }),
      health: { risk: 'healthy', slow: 'unhealthy' },
      performance: { sequentialMs: 1, wallMs: 2, speedup: null },
    })
    journal.seal(report)
    const kept = wholeCycle(database, cycle.id)
    expect(kept).toMatchObject({
      id: 'c000001',
      status: 'degraded',
      state: 'reducing',
      reasons: report.state.reasons,
      restrictions: report.state.restrict,
      durationMs: 41.5,
      speedup: null,
      filled: 1,
      denied: 1,
    })
    expect(kept?.runs.map(({ agent, status, attempts, health }) => [agent, status, attempts, health])).toEqual([
      ['risk', 'success', 1, 'healthy'],
      ['slow', 'timeout', 2, 'unhealthy'],
    ])
    expect(kept?.runs[0]?.proposal).toEqual({ summary: 'risk has spoken.' })
    expect(kept?.attempts.filter(({ agent }) => agent === 'slow')).toHaveLength(2)
    expect(
      kept?.orders.map(({ clientOrderId, status, code, value, limit, price, cashFlow }) => ({
        clientOrderId,
        status,
        code,
        value,
        limit,
        price,
        cashFlow,
      })),
    ).toEqual([
      {
        clientOrderId: 'c000001-strategy-1',
        status: 'filled',
        code: null,
        value: null,
        limit: null,
        price: '50025',
        cashFlow: '-500.75025',
      },
      {
        clientOrderId: 'c000001-strategy-2',
        status: 'denied',
        code: 'max-position',
        value: 31.5,
        limit: 30,
        price: null,
        cashFlow: null,
      },
    ])
    const { cash, equity, positions, books } = report.settlement.account
    expect(lastAccount(database)).toEqual({ cycleId: cycle.id, asOf: cycle.asOf, cash, equity, positions, books })
    expect(wholeCycle(database, cycle.id, 'slow')?.runs).toHaveLength(1)
    expect(recentRuns(database, 'slow', 10)).toHaveLength(1)
  })

  test('tell of a run all there is, also where the cycle or the run itself says it already', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const { startedAt } = startOf(0)
    const attempt = { number: 1, durationMs: 7 }
    const failure = { code: 'threw', message: 'no' } as const
    const runs = [
      runOf('risk', { startedAt, durationMs: 7, attempts: [attempt] }),
      runOf('longer', { durationMs: 8, attempts: [attempt] }),
      runOf('failed', { status: 'failed', failure, durationMs: 7, attempts: [{ ...attempt, failure }] }),
      runOf('skipped', { status: 'skipped', durationMs: 0, attempts: [] }),
    ]
    journal.seal(reportOf(cycle, { runs }))
    const kept = wholeCycle(database, cycle.id)
    expect(kept?.runs.map((run) => run.startedAt)).toEqual(runs.map((run) => run.startedAt))
    expect(kept?.attempts).toEqual([
      { agent: 'failed', number: 1, durationMs: 7, failureCode: 'threw', failureMessage: 'no' },
      { agent: 'longer', number: 1, durationMs: 7, failureCode: null, failureMessage: null },
      { agent: 'risk', number: 1, durationMs: 7, failureCode: null, failureMessage: null },
    ])
    expect(database.prepare('SELECT agent FROM attempts').all()).toHaveLength(2)
  })

  test('that could not be sealed read as interrupted as soon as the next one begins', () => {
    const { journal, database } = opened()
    const unsealed = journal.begin(startOf(0))
    const next = journal.begin(startOf(1))
    expect(wholeCycle(database, unsealed.id)).toMatchObject({ status: 'interrupted', endedAt: startOf(1).startedAt })
    expect(wholeCycle(database, next.id)).toMatchObject({ status: 'running', endedAt: null })
    expect(() => journal.seal(reportOf(unsealed))).toThrow('c000001 cannot be sealed')
    journal.seal(reportOf(next))
    for (const n of [2, 3]) journal.begin(startOf(n))
    const statuses = recentCycles(database, 9).map(({ status }) => status)
    expect(statuses).toEqual(['running', 'interrupted', 'success', 'interrupted'])
  })

  test('leave nothing when they cannot be sealed', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const twice = reportOf(cycle, { runs: [runOf('risk'), runOf('risk')] })
    expect(() => journal.seal(twice)).toThrow('UNIQUE')
    expect(wholeCycle(database, cycle.id)).toMatchObject({ status: 'running', runs: [] })
    expect(loadState(database).tally).toBeUndefined()
    journal.seal(reportOf(cycle))
    expect(() => journal.seal(reportOf(cycle))).toThrow('c000001 cannot be sealed')
  })
})

describe('baselines', () => {
  const baselines = [{ name: 'session', equity: '10000', at: startOf(0).asOf }] as const
  const settlement = settlementOf({ baselines })

  test('are kept by the next seal when one that would have kept them was undone', () => {
    const { database, journal } = opened()
    const unsealed = journal.begin(startOf(0))
    const tally = {
      ...emptyTally,
      toJSON(): never {
        throw new Error('no tally')
      },
    }
    expect(() => journal.seal(reportOf(unsealed, { settlement, tally }))).toThrow('no tally')
    journal.seal(reportOf(journal.begin(startOf(1)), { settlement }))
    expect(loadState(database).desk.baselines).toEqual(baselines)
    expect(recentCycles(database, 9).map(({ status }) => status)).toEqual(['success', 'interrupted'])
  })

  test('are kept as they move', () => {
    const { database, journal } = opened()
    for (const equity of ['10000', '10000', '9000', '10000']) {
      const moved = [{ ...baselines[0], equity }]
      journal.seal(reportOf(journal.begin(startOf(0)), { settlement: settlementOf({ baselines: moved }) }))
      expect(loadState(database).desk.baselines).toEqual(moved)
    }
  })
})

describe('orders', () => {
  test('wait without an answer until they end, and end once', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const order = orderOf(cycle)
    journal.sent(order)
    expect(() => journal.sent(order)).toThrow('UNIQUE')
    expect(loadState(database).desk.unconfirmed).toEqual([order])
    journal.ended(order.clientOrderId, 'unresolved', 'the broker did not answer')
    expect(openOrders(database).map(({ status, message }) => [status, message])).toEqual([
      ['unresolved', 'the broker did not answer'],
    ])
    journal.filled(fillOf(order), { stop: '47500' })
    expect(() => journal.filled(fillOf(order), null)).toThrow('c000001-strategy-1 is not open')
    expect(() => journal.ended(order.clientOrderId, 'rejected', 'too late')).toThrow('is not open')
    const { fills, unconfirmed, protections } = loadState(database).desk
    expect([...fills]).toEqual([fillOf(order)])
    expect([...fills]).toHaveLength(1) // can be read again
    expect(unconfirmed).toEqual([])
    expect(protections).toEqual([{ agent: 'strategy', symbol: 'BTC/USDT', protect: { stop: '47500' } }])
  })

  test('that were never sent cannot be filled', () => {
    const { journal, database } = opened()
    const order = orderOf(journal.begin(startOf(0)))
    expect(() => journal.filled(fillOf(order), null)).toThrow('is not open')
    expect([...loadState(database).desk.fills]).toEqual([])
  })

  test('keep the protection that was moved last, also in the next process', () => {
    const { dataDir, journal, database } = opened()
    const order = orderOf(journal.begin(startOf(0)))
    journal.sent(order)
    journal.filled(fillOf(order), { stop: '47500', takeProfit: '60000' })
    const moved = { agent: 'strategy', symbol: 'BTC/USDT', protect: { stop: '48000', takeProfit: '60000' } }
    journal.protectionMoved(moved)
    database.close()
    const again = openStore({ dataDir, identity }).database
    expect(loadState(again).desk.protections).toEqual([moved])
  })

  test('lose their protection when a fill closes the position', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    for (const [position, protect] of [
      [1, { stop: '1' }],
      [2, null],
    ] as const) {
      const order = orderOf(cycle, 'strategy', position)
      journal.sent(order)
      journal.filled(fillOf(order), protect)
    }
    expect(loadState(database).desk.protections).toEqual([])
  })

  test('that the desk withdrew after it journalled them read as denied, not as rejected', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const order = orderOf(cycle)
    journal.sent(order)
    journal.ended(order.clientOrderId, 'rejected', 'HALT')
    const receipt = receiptOf(order, { status: 'denied', code: 'kill-switch', message: 'HALT' })
    journal.seal(reportOf(cycle, { settlement: settlementOf({ receipts: [receipt] }) }))
    expect(orderWithId(database, order.clientOrderId)).toMatchObject({ status: 'denied', code: 'kill-switch' })
  })

  test('stay open when their cycle is sealed without their answer', () => {
    const { journal, database } = opened()
    const cycle = journal.begin(startOf(0))
    const order = orderOf(cycle)
    journal.sent(order)
    const receipt = receiptOf(order, { status: 'denied', code: 'journal-failed', message: 'disk full' })
    journal.seal(reportOf(cycle, { settlement: settlementOf({ receipts: [receipt] }) }))
    expect(loadState(database).desk.unconfirmed).toEqual([order])
  })
})

describe('the state of a folder', () => {
  test('is empty before the first cycle', () => {
    const { database } = opened()
    expect(loadState(database)).toEqual({
      lastNumber: 0,
      memory: new Map(),
      desk: { fills: expect.anything(), protections: [], unconfirmed: [], interrupted: [], baselines: [], equity: [] },
    })
  })

  test('keeps its place at the last sealed cycle when one is interrupted', () => {
    const { journal, database } = opened()
    journal.seal(reportOf(journal.begin(startOf(0))))
    journal.begin(startOf(1))
    sealInterrupted(database, '2026-01-02T00:00:00.000Z')
    expect(loadState(database)).toMatchObject({
      lastNumber: 2,
      lastTick: startOf(1).tick,
      lastAsOf: startOf(0).asOf,
      state: { name: 'active', since: '2026-01-01T00:00:00.000Z' },
    })
  })

  test('keeps its place in recorded data when a cycle is aborted, and the state that it was in', () => {
    const { journal, database } = opened()
    journal.seal(reportOf(journal.begin(startOf(0))))
    const state = { state: 'halted', reasons: [], restrict: [], since: startOf(1).asOf } as const
    journal.seal(reportOf(journal.begin(startOf(1)), { status: 'aborted', state }))
    expect(loadState(database)).toMatchObject({
      lastNumber: 2,
      lastAsOf: startOf(0).asOf,
      state: { name: 'halted', since: startOf(1).asOf },
    })
  })

  test('is read as it is at one instant, whatever a loop does meanwhile', () => {
    const { dataDir, journal } = opened()
    const order = orderOf(journal.begin(startOf(0)))
    journal.sent(order)
    const other = openStoreForReading(dataDir)!
    const { desk } = loadState(other.database)
    journal.filled(fillOf(order), null)
    expect([[...desk.fills].length, desk.unconfirmed.length]).toEqual([0, 1])
    snapshot(other.database, () => {
      other.database.prepare('SELECT * FROM meta').all()
      journal.sent(orderOf(journal.begin(startOf(1))))
      expect(loadState(other.database)).toMatchObject({ lastNumber: 1, desk: { unconfirmed: [] } })
    })
    expect(other.database.isTransaction).toBe(false)
    expect(loadState(other.database).lastNumber).toBe(2)
  })

  test('holds the memory of the last proposal that left one, once', () => {
    const { journal, database } = opened()
    const memories = [{ seen: 1 }, undefined, [2, null]]
    for (const [n, memory] of memories.entries()) {
      const proposal = { summary: 'x', ...(memory === undefined ? {} : { memory }) }
      journal.seal(reportOf(journal.begin(startOf(n)), { runs: [runOf('risk', { proposal })] }))
      const expected = memory ?? memories[0]
      expect(loadState(database).memory).toEqual(new Map([['risk', expected]]))
      expect(recentRuns(database, 'risk', 1)[0]?.proposal).toEqual({ summary: 'x' })
    }
  })

  test('holds the complete equities since the rolling baseline', () => {
    const { journal, database } = opened()
    const baselines = [{ name: 'rolling24h', equity: '10014', at: startOf(14).asOf }] as const
    for (let n = 0; n < 40; n++) {
      const settlement = settlementOf({ baselines, ...(n === 38 ? {} : { observedEquity: String(10_000 + n) }) })
      journal.seal(reportOf(journal.begin(startOf(n)), { settlement }))
    }
    const { equity } = loadState(database).desk
    expect(equity[0]).toEqual({ at: startOf(14).asOf, equity: '10014' })
    expect(equity.at(-1)).toEqual({ at: startOf(39).asOf, equity: '10039' })
    expect(equity).toHaveLength(25)
  })

  test('is readable by others while the journal writes', () => {
    const { dataDir, journal, database } = opened()
    const readers = [openStoreForReading(dataDir)!, openStoreForReading(dataDir)!]
    for (let n = 0; n < 5; n++) {
      const cycle = journal.begin(startOf(n))
      for (const reader of readers) expect(recentCycles(reader.database, 1)[0]?.status).toBe('running')
      journal.seal(reportOf(cycle))
      for (const reader of readers) expect(recentCycles(reader.database, 1)[0]?.status).toBe('success')
    }
    for (const { close } of readers) close()
    database.close()
  })
})
