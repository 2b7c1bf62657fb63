import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ReconcileError } from '../../src/desk/reconcile.js'
import { databasePath, openStoreForReading, paperBrokerPath } from '../../src/store/database.js'
import { addRequest, recentRequests } from '../../src/store/requests.js'
import { StoreError } from '../../src/store/store-error.js'
import { buy } from '../desk/fixture.js'
import { bookFaults } from '../support/checked-books.js'
import { recorded } from '../support/record.js'
import { freshFolder } from './data-folders.js'
import { dailyLoss } from './sealed-cycles.js'
import { BTC, crashImage, ETH, instants, oneMoreCycle, openTrading, twoCycles } from './trading-folder.js'

type Instant = keyof typeof instants

const images = new Map<Instant, string>()

beforeAll(async () => {
  const dataDir = freshFolder()
  await twoCycles(dataDir, (instant) => images.set(instant, crashImage(dataDir)))
})

/** A copy of its own, as a start changes it. */
const crashedAt = (instant: Instant): string => crashImage(images.get(instant) ?? '')

const names = Object.keys(instants) as Instant[] // they are its keys

describe('a start after kill -9', () => {
  test('has been tried at every instant of a cycle', () => {
    expect([...images.keys()]).toEqual(names)
  })

  test.each(names)('resolves what was sent, once, and seals what was interrupted: %s', async (instant) => {
    const dataDir = crashedAt(instant)
    const { recovered, folder, close } = await openTrading(dataDir)
    const wasRunning = instant !== 'idle' && instant !== 'sealed'
    expect(
      recovered.map(({ clientOrderId, status, message }) => [
        clientOrderId,
        status,
        ...(message === undefined ? [] : [message]),
      ]),
    ).toEqual(instants[instant])
    expect(folder.interrupted).toEqual(wasRunning ? ['c000002'] : [])
    expect(folder.state.lastNumber).toBe(instant === 'idle' ? 1 : 2)
    close()
    const again = await openTrading(dataDir)
    expect([again.recovered, again.folder.interrupted]).toEqual([[], []])
    again.close()
    expect(recorded(dataDir, "SELECT * FROM orders WHERE status IN ('sent', 'unresolved')")).toEqual([])
  })

  test.each(names)('goes on with tally, memory, baselines, stops and exact books: %s', async (instant) => {
    const dataDir = crashedAt(instant)
    const { folder, close } = await openTrading(dataDir)
    const sealed = instant === 'sealed' ? 2 : 1
    expect(folder.state.tally?.cycles).toBe(sealed)
    expect(folder.state.memory.get('strategy')).toEqual({ cycle: `c00000${sealed}` })
    expect(folder.state.desk.baselines.map(({ name }) => name)).toContain('session')
    expect(folder.state.desk.protections).toContainEqual({ agent: 'strategy', symbol: BTC, protect: { stop: '80' } })
    close()
    await oneMoreCycle(dataDir)
    expect(bookFaults(dataDir)).toEqual([])
    const numbers = recorded(dataDir, 'SELECT number FROM cycles ORDER BY number').map(({ number }) => number)
    expect(numbers).toEqual(instant === 'idle' ? [1, 2] : [1, 2, 3])
  })

  test('still holds what was latched in the cycle that never ended', async () => {
    const dataDir = freshFolder()
    const trading = await openTrading(dataDir)
    trading.folder.journal.latch(await trading.begin(), [dailyLoss])
    const image = crashImage(dataDir)
    trading.close()
    const started = await openTrading(image)
    expect(started.folder.journal.latched()).toMatchObject([{ code: 'daily-loss', cycleId: 'c000001' }])
    started.close()
  })
})

describe('a flatten that kill -9 ended after its first sale', () => {
  test('is finished by the next start, and nothing is sold twice', async () => {
    const dataDir = freshFolder()
    let image = ''
    const trading = await openTrading(dataDir, {
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        lookup: (order) => broker.lookup(order),
        async place(order) {
          const placed = await broker.place(order)
          if (order.side === 'sell' && image === '') image = crashImage(dataDir)
          return placed
        },
      }),
    })
    const first = await trading.begin()
    await trading.settle(first, { strategy: [buy(BTC, '5')], slow: [buy(BTC, '1'), buy(ETH, '10')] })
    trading.seal(first)
    writeFileSync(join(dataDir, 'HALT'), 'enough')
    ask(dataDir)
    await trading.desk.flatten(await trading.begin())
    trading.close()

    const started = await openTrading(image)
    const { requested } = started.folder
    expect(started.recovered).toMatchObject([{ origin: 'flatten', symbol: BTC, status: 'filled' }])
    expect(requested.isPending('flatten')).toBe(true)
    const third = await started.begin()
    const receipts = await started.desk.flatten(third)
    expect(receipts.map(({ agent, symbol, status }) => [agent, symbol, status])).toEqual([
      ['slow', BTC, 'filled'],
      ['slow', ETH, 'filled'],
    ])
    requested.acknowledge('flatten', receipts)
    started.seal(third)
    expect(requested.isPending('flatten')).toBe(false)
    started.close()
    expect(recorded(image, 'SELECT positions FROM equity ORDER BY rowid DESC LIMIT 1')).toEqual([{ positions: '[]' }])
    expect(bookFaults(image)).toEqual([])
  })

  function ask(dataDir: string): void {
    const store = openStoreForReading(dataDir)
    if (store === undefined) throw new Error('no record')
    addRequest(store.database, { kind: 'flatten', who: 'ada', at: '2026-01-01T00:00:00.000Z' })
    expect(recentRequests(store.database, 1)).toMatchObject([{ appliedAt: null }])
    store.close()
  }
})

describe('a record and a broker that do not belong together', () => {
  const ORDERS = 'SELECT client_order_id, status FROM orders ORDER BY rowid'

  test('are refused before any order is given up, and go on once the right broker is back', async () => {
    const dataDir = crashedAt('after c000002-slow-1')
    const before = recorded(dataDir, ORDERS)
    expect(before).toContainEqual({ client_order_id: 'c000002-slow-1', status: 'sent' })
    swapBroker(dataDir, crashedAt('idle'))
    await expect(openTrading(dataDir)).rejects.toThrow(ReconcileError)
    expect(recorded(dataDir, ORDERS)).toEqual(before)
    swapBroker(dataDir, crashedAt('after c000002-slow-1'))
    await oneMoreCycle(dataDir)
    expect(bookFaults(dataDir)).toEqual([])
  })

  test('are told when the broker is gone, and no new one takes its place', async () => {
    const dataDir = crashedAt('settled')
    for (const end of ['', '-wal']) rmSync(paperBrokerPath(dataDir) + end, { force: true })
    for (let start = 1; start <= 2; start++) {
      await expect(openTrading(dataDir)).rejects.toThrow(/paper-broker\.db: expected .* found: nothing, although/)
      expect(existsSync(paperBrokerPath(dataDir))).toBe(false)
    }
  })

  test('are told when the record is gone, and no new one takes its place', async () => {
    const dataDir = crashedAt('settled')
    for (const end of ['', '-wal']) rmSync(databasePath(dataDir) + end, { force: true })
    for (let start = 1; start <= 2; start++) {
      await expect(openTrading(dataDir)).rejects.toThrow(StoreError)
      await expect(openTrading(dataDir)).rejects.toThrow(
        /riskfirst\.db: expected .* found: nothing, beside .*paper-broker\.db/,
      )
      expect(existsSync(databasePath(dataDir))).toBe(false)
    }
  })

  function swapBroker(dataDir: string, from: string): void {
    for (const end of ['', '-wal', '-shm']) rmSync(paperBrokerPath(dataDir) + end, { force: true })
    for (const end of ['', '-wal'])
      if (existsSync(paperBrokerPath(from) + end))
        copyFileSync(paperBrokerPath(from) + end, paperBrokerPath(dataDir) + end)
  }
})
