import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker, Placed } from '../../src/desk/broker.js'
import { formatAmount } from '../../src/desk/money.js'
import { ReconcileError } from '../../src/desk/reconcile.js'
import { brokerOrder, buy, identityFaults, outcomes, sell, World } from './fixture.js'

const BTC = 'BTC/USDT'
const ETH = 'ETH/USDT'
const prices = { [BTC]: 100, [ETH]: 10 }

type Filled = Extract<Placed, { status: 'filled' }>

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-recovery-'))
  file = join(folder, 'paper-broker.db')
})

afterEach(() => rm(folder, { recursive: true }))

/** A broker whose answers are lost on the way: before they reach the venue, or after it has filled. */
function losing(when: 'before' | 'after', lost: Set<string>): (broker: Broker) => Broker {
  return (broker) => ({
    account: () => broker.account(),
    rules: (symbol) => broker.rules(symbol),
    async place(order) {
      if (lost.has('place') && when === 'before') throw new Error('connection refused')
      const placed = await broker.place(order)
      if (lost.has('place')) throw new Error('socket hang up')
      return placed
    },
    async lookup(order) {
      if (lost.has('lookup')) throw new Error('connection refused')
      return broker.lookup(order)
    },
  })
}

/** A broker that tells something else of one order's fill, once. */
function answering(told: (placed: Filled) => Filled, clientOrderId: string): (broker: Broker) => Broker {
  return (broker) => ({
    account: () => broker.account(),
    rules: (symbol) => broker.rules(symbol),
    lookup: (order) => broker.lookup(order),
    async place(order) {
      const placed = await broker.place(order)
      return placed.status === 'filled' && order.clientOrderId === clientOrderId ? told(placed) : placed
    },
  })
}

describe('recovery', () => {
  it('fills once what was sent and filled before a crash, with its stop', async () => {
    const crashed = new World({ prices, file })
    await crashed.observe()
    // The crash: the broker fills, and the process never hears of it.
    crashed.journal.broken.add('filled')
    const [receipt] = await crashed.settle({ a: [buy(BTC, '5', { protect: { stop: '80' } })] })
    expect(receipt).toMatchObject({ status: 'unresolved', message: 'filled, and the journal failed: disk full' })
    crashed.broker.close()
    crashed.journal.broken.clear()

    const started = new World({ prices, file, journal: crashed.journal })
    expect(outcomes(await started.desk.recover())).toEqual(['filled'])
    expect(await started.desk.recover()).toEqual([])
    await started.observe()
    expect(started.account.positions).toMatchObject([{ symbol: BTC, quantity: '5' }])
    expect(started.desk.portfolioFor('a').own.positions[BTC]?.protect).toEqual({ stop: '80' })
    const venue = await started.broker.account()
    expect([formatAmount(venue.cash), venue.holdings.size]).toEqual([started.account.cash, 1])
    expect(identityFaults(started.account)).toEqual([])
    started.broker.close()

    const again = new World({ prices, file, journal: crashed.journal })
    expect(await again.desk.recover()).toEqual([])
    expect(again.account.cash).toBe(started.account.cash)
    again.broker.close()
  })

  it('ends as rejected what was journalled and never reached the broker', async () => {
    const lost = new Set(['place'])
    const world = new World({ prices, file, wrap: losing('before', lost) })
    await world.observe()
    expect(outcomes(await world.settle({ a: [buy(BTC, '5')] }))).toEqual(['unresolved'])
    world.broker.close()
    const started = new World({ prices, file, journal: world.journal })
    expect(await started.desk.recover()).toMatchObject([
      { clientOrderId: 'c1-a-1', status: 'rejected', message: 'the broker never received it' },
    ])
    expect(started.journal.history().unconfirmed).toEqual([])
    expect(started.account.cash).toBe('10000')
    started.broker.close()
  })

  it('buys nothing while an order has no answer, and goes on at the next observe that brings it', async () => {
    const lost = new Set(['place', 'lookup'])
    const world = new World({ prices, wrap: losing('after', lost) })
    await world.observe()
    expect(outcomes(await world.settle({ a: [buy(BTC, '5'), buy(ETH, '10')] }))).toEqual(['unresolved', 'restricted'])
    expect(await world.observe()).toEqual([])
    expect(await world.desk.recover()).toMatchObject([
      { clientOrderId: 'c1-a-1', status: 'unresolved', message: 'connection refused' },
    ])
    lost.clear()
    expect(await world.observe()).toMatchObject([{ clientOrderId: 'c1-a-1', cycleId: 'c1', status: 'filled' }])
    expect(outcomes(await world.settle({ a: [buy(ETH, '10')] }))).toEqual(['filled'])
    expect(identityFaults(world.account)).toEqual([])
  })

  it('never sells again what a sell without an answer may have sold', async () => {
    const lost = new Set<string>()
    const world = new World({ prices, wrap: losing('after', lost) })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5')], b: [buy(BTC, '5')] })
    lost.add('place').add('lookup')
    await world.observe()
    expect(outcomes(await world.settle({ a: [sell(BTC, '5')] }))).toEqual(['unresolved'])
    await world.observe()
    lost.delete('place')
    expect(await world.settle({ a: [sell(BTC, '5')] })).toMatchObject([
      { code: 'nothing-held', message: 'all BTC/USDT of a (5) is in an order that has no answer yet' },
    ])
    lost.clear()
    await world.observe()
    expect(world.account.positions).toMatchObject([{ symbol: BTC, quantity: '5' }])
    expect(identityFaults(world.account)).toEqual([])
  })
  it('never takes the fill of another order of the same id for its own, now or at a start', async () => {
    const world = new World({ prices, file })
    await world.broker.place(brokerOrder('c1-a-1', 'buy', '7'))
    await world.observe()
    const conflict = {
      clientOrderId: 'c1-a-1',
      status: 'unresolved',
      message: 'c1-a-1 is the id of another order at this venue (buy 7 BTC/USDT, where buy 5 BTC/USDT is asked for)',
    }
    expect(await world.settle({ a: [buy(BTC, '5')] })).toMatchObject([conflict])
    world.broker.close()
    const started = new World({ prices, file, journal: world.journal, cycles: 1 })
    expect(await started.desk.recover()).toMatchObject([conflict])
    expect(await started.observe()).toEqual([])
    expect(outcomes(await started.settle({ a: [buy(ETH, '10')] }))).toEqual(['restricted'])
    expect([started.journal.fills, started.account.positions]).toEqual([[], []])
    started.broker.close()
  })
})

describe('an answer that cannot be true', () => {
  it.each([
    ['nothing filled', { quantity: 0n }, 'fill "c2-a-1": expected a quantity over 0, got 0'],
    ['more sold than is held', { quantity: 600_000_000n }, 'sells more BTC/USDT than the book of "a" holds'],
  ])('leaves its order unresolved, and the ones before it told (%s)', async (_, untrue, message) => {
    const world = new World({ prices, wrap: answering((placed) => ({ ...placed, ...untrue }), 'c2-a-1') })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5')], b: [buy(BTC, '5')] })
    await world.observe()
    const receipts = await world.settle({ b: [sell(BTC, '5')], a: [sell(BTC, '5')] })
    expect(outcomes(receipts)).toEqual(['filled', 'unresolved'])
    expect(receipts[1]?.message).toContain(message)
    expect(world.account.positions).toMatchObject([{ symbol: BTC, quantity: '5' }])
    expect(identityFaults(world.account)).toEqual([])
    expect(await world.observe()).toMatchObject([{ clientOrderId: 'c2-a-1', status: 'filled' }])
  })
})

describe('reconciling', () => {
  it('agrees after every way that an order can end', async () => {
    const lost = new Set<string>()
    const world = new World({ prices, file, wrap: losing('after', lost) })
    await world.desk.reconcile()
    await world.observe()
    await world.settle({ a: [buy(BTC, '5'), buy(ETH, '10'), buy(BTC, '1000')] })
    lost.add('place')
    await world.observe()
    expect(outcomes(await world.settle({ a: [sell(BTC, '5')] }))).toEqual(['unresolved'])
    await world.desk.reconcile()
    world.broker.close()
    const started = new World({ prices, file, journal: world.journal })
    await started.desk.recover()
    await started.desk.reconcile()
    expect(started.account.positions).toMatchObject([{ symbol: ETH }])
    started.broker.close()
  })

  it('tells both figures of every asset that differs, also when it is asked again', async () => {
    const world = new World({ prices, file })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5')] })
    world.broker.close()
    await rm(file)
    for (let start = 1; start <= 2; start++) {
      const started = new World({ prices, file, journal: world.journal })
      await started.desk.recover()
      await expect(started.desk.reconcile()).rejects.toEqual(
        new ReconcileError(
          [
            'the ledger and the broker do not agree on what the account holds:',
            '  USDT: 9499.24975 in the ledger, 10000 at the broker',
            '  BTC/USDT: 5 in the ledger, 0 at the broker',
            'restore both databases of the data folder from the same backup, or use a new data folder',
          ].join('\n'),
        ),
      )
      started.broker.close()
    }
  })

  it('refuses a position that only the broker knows', async () => {
    const world = new World({ prices })
    await world.broker.place(brokerOrder('other', 'buy', '2', ETH))
    await expect(world.desk.reconcile()).rejects.toThrow('  ETH/USDT: 0 in the ledger, 2 at the broker')
  })
})
