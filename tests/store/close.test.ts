import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DenialCode, OrderStatus, Receipt } from '../../src/desk/order.js'
import { addClose, heldSymbols, withdrawCloses } from '../../src/store/close.js'
import { openDataFolder } from '../../src/store/data-folder.js'
import { openStoreForReading, type Store } from '../../src/store/database.js'
import { Requests, recentRequests } from '../../src/store/requests.js'
import { resume } from '../../src/store/resume.js'
import { buy } from '../desk/fixture.js'
import { bookFaults } from '../support/checked-books.js'
import { recorded } from '../support/record.js'
import { freshFolder, identity } from './data-folders.js'
import { fillOf, orderOf, receiptOf, reportOf, startOf } from './sealed-cycles.js'
import { BTC, crashImage, ETH, openTrading } from './trading-folder.js'

const at = '2026-01-01T05:00:00.000Z'
const calendar = { now: () => Date.parse(at), sleepUntil: () => Promise.resolve() }

/** A folder with a loop on it, and another process that asks for things. */
function looped() {
  const dataDir = freshFolder()
  const folder = openDataFolder({ dataDir, identity, calendar, pid: 1 })
  const other = openStoreForReading(dataDir)
  if (other === undefined) throw new Error('there is no database')
  return { ...folder, dataDir, other, halt: join(dataDir, 'HALT') }
}

const ask = ({ database }: Pick<Store, 'database'>, symbol = BTC, reason?: string) =>
  addClose(database, { symbol, who: 'ada', at, ...(reason === undefined ? {} : { reason }) })
const results = ({ database }: Store) => recentRequests(database, 9).map(({ result }) => result)

function sale(status: OrderStatus, code?: DenialCode): Receipt {
  const order = { ...orderOf({ id: 'c000001', number: 1, tick: at, asOf: at }), side: 'sell' } as const
  return receiptOf(order, { status, ...(code === undefined ? {} : { code }) })
}

/** A desk that answers a close with these receipts, and keeps what it was asked for. */
function deskWith(receipts: readonly Receipt[], awaits = false) {
  const asked: string[] = []
  return {
    asked,
    close: (_cycle: unknown, symbol: string, reason: string) => {
      asked.push(`${symbol} ${reason}`)
      return Promise.resolve(receipts)
    },
    awaitsAnswer: () => awaits,
  }
}

describe('a close that waits', () => {
  test('wakes a sleeping loop once, and waits for every cycle until it is done', async () => {
    const { journal, requested, other } = looped()
    expect(requested.isPending('close')).toBe(false)
    ask(other, BTC, 'delisted')
    expect(requested.isPending('close')).toBe(true)
    for (const n of [0, 1]) {
      const cycle = journal.begin(startOf(n))
      expect(requested.isPending('close')).toBe(true)
      await requested.closePositions(deskWith([sale('denied', 'no-price')]), cycle)
      journal.seal(reportOf(cycle))
      expect(requested.isPending('close')).toBe(false)
    }
    const cycle = journal.begin(startOf(2))
    const desk = deskWith([sale('filled')])
    await requested.closePositions(desk, cycle)
    expect(desk.asked).toEqual([`${BTC} closed by ada: delisted`])
    expect(results(other)).toEqual([[{ clientOrderId: 'c000001-strategy-1', status: 'filled' }]])
    await requested.closePositions(desk, cycle)
    expect(desk.asked).toHaveLength(1)
  })

  test('wakes the loop for another symbol, and not twice for the same', () => {
    const { journal, requested, other } = looped()
    expect([ask(other), ask(other)]).toEqual([true, false])
    journal.seal(reportOf(journal.begin(startOf(0))))
    expect(requested.isPending('close')).toBe(false)
    expect(ask(other, ETH)).toBe(true)
    expect(requested.isPending('close')).toBe(true)
  })

  test.each<[OrderStatus, DenialCode | undefined, boolean]>([
    ['denied', 'no-price', true],
    ['denied', 'suspect-price', true],
    ['denied', 'unknown-symbol', true],
    ['denied', 'journal-failed', true],
    ['denied', 'kill-switch', true],
    ['unresolved', undefined, true],
    ['rejected', undefined, true],
    ['denied', 'below-minimum', false],
    ['filled', undefined, false],
  ])('of which a sale is %s (%s) waits on: %s', async (status, code, waits) => {
    const { journal, requested, other } = looped()
    ask(other)
    await requested.closePositions(deskWith([sale('filled'), sale(status, code)]), journal.begin(startOf(0)))
    expect(requested.isPending('close')).toBe(waits)
  })

  test('waits while an order of its symbol has no answer, and ends when nothing is held', async () => {
    const { journal, requested, other } = looped()
    ask(other)
    const cycle = journal.begin(startOf(0))
    await requested.closePositions(deskWith([], true), cycle)
    expect(requested.isPending('close')).toBe(true)
    await requested.closePositions(deskWith([]), cycle)
    expect(results(other)).toEqual(['nothing is held any more'])
  })

  test('is withdrawn under HALT, and does not come back with resume', () => {
    const { requested, other, halt } = looped()
    ask(other)
    writeFileSync(halt, '')
    expect(requested.isPending('close')).toBe(false)
    rmSync(halt)
    expect(requested.isPending('close')).toBe(false)
    expect(results(other)).toEqual([expect.stringMatching(/^withdrawn: HALT is there.*ask again/)])
  })

  test('is kept by a resume, and withdrawn by one that lifts a HALT which no loop has seen', () => {
    const { other } = looped()
    const resumption = { who: 'ada', at, reason: 'checked' }
    ask(other)
    expect(resume(other.database, resumption).withdrawnCloses).toBe(0)
    expect(new Requests(other.database).pending('close')).toHaveLength(1)
    expect(resume(other.database, { ...resumption, killSwitch: 'lunch' }).withdrawnCloses).toBe(1)
    expect(new Requests(other.database).pending('close')).toEqual([])
    expect(withdrawCloses(other.database, at)).toBe(0)
  })
})

describe('what is held', () => {
  test('is what the last sealed cycle left, and what was bought since', () => {
    const { journal, other } = looped()
    expect(heldSymbols(other.database)).toEqual([])
    journal.seal(reportOf(journal.begin(startOf(0))))
    expect(heldSymbols(other.database)).toEqual([BTC])
    const order = { ...orderOf(journal.begin(startOf(1))), symbol: ETH }
    journal.sent(order)
    expect(heldSymbols(other.database)).toEqual([BTC])
    journal.filled(fillOf(order), null)
    expect(heldSymbols(other.database)).toEqual([BTC, ETH])
  })
})

describe('a close that kill -9 ended', () => {
  test.each([
    ['before the first sale reached the broker', 'before', 1],
    ['after the first of two books was sold', 'after', 1],
    ['after the second, before it was told as done', 'after', 2],
  ] as const)('is finished by the next start, and nothing is sold twice: %s', async (_what, when, nth) => {
    const dataDir = freshFolder()
    let image = ''
    let sales = 0
    const trading = await openTrading(dataDir, {
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        lookup: (order) => broker.lookup(order),
        async place(order) {
          if (order.side === 'sell') sales += 1
          const isHere = order.side === 'sell' && sales === nth
          if (isHere && when === 'before') image = crashImage(dataDir)
          const placed = await broker.place(order)
          if (isHere && when === 'after') image = crashImage(dataDir)
          return placed
        },
      }),
    })
    const first = await trading.begin()
    await trading.settle(first, { strategy: [buy(BTC, '5')], slow: [buy(BTC, '1'), buy(ETH, '10')] })
    trading.seal(first)
    const store = openStoreForReading(dataDir)
    if (store === undefined) throw new Error('no record')
    ask(store)
    store.close()
    await trading.folder.requested.closePositions(trading.desk, await trading.begin())
    trading.close()

    const started = await openTrading(image)
    const { requested } = started.folder
    expect(requested.isPending('close')).toBe(true)
    const third = await started.begin()
    await requested.closePositions(started.desk, third)
    expect(requested.isPending('close')).toBe(false)
    started.seal(third)
    started.close()
    const sold = recorded(image, "SELECT agent, symbol, quantity FROM fills WHERE side = 'sell' ORDER BY rowid")
    expect(sold).toEqual([
      { agent: 'strategy', symbol: BTC, quantity: '5' },
      { agent: 'slow', symbol: BTC, quantity: '1' },
    ])
    expect(bookFaults(image)).toEqual([])
  })
})
