import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker } from '../../src/desk/broker.js'
import type { EndedOrder } from '../../src/desk/journal.js'
import { settled } from '../support/manual-timer.js'
import { buy, identityFaults, looseLimits, type MemoryJournal, outcomes, sell, World } from './fixture.js'

const BTC = 'BTC/USDT'
const prices = { [BTC]: 100 }
/** Sells of ten go in parts of 2.5. */
const inParts = { ...looseLimits, maxOrderUsd: 300 }

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interrupted-settling-'))
  file = join(folder, 'paper-broker.db')
})

afterEach(() => rm(folder, { recursive: true }))

/** A broker that dies when it is to place an order, before or after it has filled it. */
function dying(at: string, when: 'before' | 'after'): (broker: Broker) => Broker {
  return (broker) => ({
    account: () => broker.account(),
    rules: (symbol) => broker.rules(symbol),
    lookup: (order) => broker.lookup(order),
    async place(order) {
      if (order.clientOrderId !== at) return broker.place(order)
      if (when === 'after') await broker.place(order)
      return new Promise(() => {})
    },
  })
}

/** A journal in which agent `a` holds ten, bought in cycle c1. */
async function holdingTen(): Promise<MemoryJournal> {
  const world = new World({ prices, file, limits: looseLimits, slippageBps: 0, feeRate: 0 })
  await world.observe()
  await world.settle({ a: [buy(BTC, '10', { protect: { stop: '90' } })] })
  world.broker.close()
  return world.journal
}

/** The next world on a journal, in its second cycle. */
const second = (journal: MemoryJournal, more: Partial<ConstructorParameters<typeof World>[0]> = {}) =>
  new World({ prices, file, journal, limits: inParts, cycles: 1, slippageBps: 0, feeRate: 0, ...more })

/** Begins the second cycle in a process that dies, and goes on with it in another. */
async function interrupted(
  journal: MemoryJournal,
  {
    dies,
    orders,
    price = 100,
  }: { dies: (broker: Broker) => Broker; orders: Parameters<World['settle']>[0]; price?: number },
) {
  const sights = { prices: { [BTC]: price } }
  const first = second(journal, { ...sights, wrap: dies })
  void first.observe().then(() => first.settle(orders))
  await settled()
  first.broker.close()
  const ended = [...journal.orders.values()].flatMap(({ order, status }): EndedOrder[] =>
    status === 'filled' || status === 'rejected' ? [{ ...order, status, message: null }] : [],
  )
  const next = second(journal, { ...sights, history: { interrupted: ended } })
  await next.desk.recover()
  return next
}

const ids = (journal: MemoryJournal) => [...journal.orders.keys()].filter((id) => id.startsWith('c2'))
const parts = ['c2-a-1', 'c2-a-1.2', 'c2-a-1.3', 'c2-a-1.4']

describe('a cycle that goes on after its process died while it settled', () => {
  it.each(['before', 'after'] as const)(
    'sends the rest of a sell in parts, and no part again (%s the fill)',
    async (when) => {
      const journal = await holdingTen()
      const orders = { a: [sell(BTC, '10')] }
      const world = await interrupted(journal, { orders, dies: dying('c2-a-1.2', when) })
      expect(ids(journal)).toEqual(parts.slice(0, 2))
      await world.observe()
      await world.settle(orders)
      expect(ids(journal)).toEqual(parts)
      const { receipts, account } = world.desk.settlement()
      expect(receipts.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(parts)
      const left = when === 'before' ? [{ quantity: '2.5' }] : []
      expect(account.positions).toMatchObject(left)
      expect(identityFaults(account)).toEqual([])
      world.broker.close()
    },
  )

  it('buys nothing again, and counts what was bought among the orders of the cycle', async () => {
    const journal = await holdingTen()
    const orders = { a: [buy(BTC, '2'), buy(BTC, '1'), buy(BTC, '1')] }
    const limits = { ...looseLimits, maxOrdersPerCycle: 2 }
    const world = await interrupted(journal, { orders, dies: dying('c2-a-2', 'after') })
    world.desk.setLimits(limits)
    await world.observe()
    expect(outcomes(await world.settle(orders))).toEqual(['max-orders-per-cycle'])
    expect(ids(journal)).toEqual(['c2-a-1', 'c2-a-2'])
    expect(world.desk.settlement().receipts.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'c2-a-1',
      'c2-a-2',
      'c2-a-3',
    ])
    world.broker.close()
  })

  it('tries an exit once more that never reached the broker, and buys back nothing of what it sold', async () => {
    const journal = await holdingTen()
    const orders = { a: [buy(BTC, '1')] }
    const world = await interrupted(journal, { orders, dies: dying('c2-a-stop-BTC/USDT', 'before'), price: 80 })
    expect(outcomes(await world.observe())).toEqual(expect.arrayContaining(['filled']))
    expect(outcomes(await world.settle(orders))).toEqual(['restricted'])
    expect(world.account.positions).toEqual([])
    world.broker.close()
  })
})
