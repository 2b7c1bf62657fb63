import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DeskState } from '../../src/desk/admission.js'
import type { Broker } from '../../src/desk/broker.js'
import { freshDir } from '../support/candles.js'
import { active, buy, defaultLimits, identityFaults, outcomes, reducing, World, type WorldOptions } from './fixture.js'

const BTC = 'BTC/USDT'
const ETH = 'ETH/USDT'
const flatten = { ...defaultLimits, onHalt: 'flatten' } as const

type Reasons = NonNullable<DeskState['reasons']>

const haltedBy = (...reasons: Reasons): DeskState => ({ state: 'halted', reasons, restrict: [] })
const breach = haltedBy({ message: 'daily loss 6 %: broken', cause: 'breach' })

/** Agents `a` and `b` hold BTC and ETH, in the next cycle. */
async function invested(options: Partial<WorldOptions> = {}) {
  const world = new World({ prices: { [BTC]: 100, [ETH]: 10 }, limits: flatten, ...options })
  await world.observe()
  await world.settle({ a: [buy(BTC, '9')], b: [buy(ETH, '50'), buy(BTC, '4')] })
  expect(world.account.positions).toHaveLength(2)
  await world.observe()
  return world
}

const ids = (receipts: Awaited<ReturnType<World['settle']>>) =>
  receipts.map(({ clientOrderId, code, status }) => `${clientOrderId} ${code ?? status}`)

describe('a halt by a breach, with onHalt "flatten"', () => {
  it('sells every book in its cycle, before it denies what agents want, and nothing in the next', async () => {
    const world = await invested()
    const receipts = await world.settle({ a: [buy(BTC, '1')] }, breach)
    expect(ids(receipts)).toEqual([
      `c2-a-halt-${BTC} filled`,
      `c2-b-halt-${ETH} filled`,
      `c2-b-halt-${BTC} filled`,
      'c2-a-1 halted',
    ])
    expect(receipts[0]).toMatchObject({ origin: 'flatten', reason: 'daily loss 6 %: broken' })
    expect(world.account.positions).toEqual([])
    expect(identityFaults(world.account)).toEqual([])
    await world.observe()
    expect(await world.settle({}, breach)).toEqual([])
  })

  it('tries to sell each book once in a cycle, however often that settles', async () => {
    const world = await invested()
    world.prices = { [BTC]: 100 }
    await world.observe()
    const tried = await world.settle({}, breach)
    expect(tried.map(({ status }) => status)).toContain('denied')
    expect(ids(await world.settle({ a: [buy(BTC, '1')] }, breach))).toEqual(['c3-a-1 halted'])
    await world.observe()
    expect((await world.settle({}, breach)).length).toBeGreaterThan(0)
  })

  it.each<[string, DeskState]>([
    ['with something unknown', haltedBy({ message: 'loss', cause: 'breach' }, { message: 'stale', cause: 'unknown' })],
    ['by something unknown alone', haltedBy({ message: 'stale', cause: 'unknown' })],
    ['with the kill switch', haltedBy({ message: 'HALT', cause: 'kill-switch' }, { message: 'loss', cause: 'breach' })],
    ['without a reason', haltedBy()],
    ['beside a warning alone', haltedBy({ message: 'near', cause: 'warning' })],
    ['that is none: reducing', reducing],
    ['that is none: active', active],
  ])('sells nothing in a halt %s', async (_, state) => {
    const world = await invested()
    expect(await world.settle({}, state)).toEqual([])
    expect(world.account.positions).toHaveLength(2)
  })

  it('is stopped by the kill switch, also between two orders', async () => {
    const world = await invested()
    world.killed = 'HALT'
    expect(new Set(outcomes(await world.settle({}, breach)))).toEqual(new Set(['kill-switch']))
    expect(world.account.positions).toHaveLength(2)

    const stopping = await invested({
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        lookup: (order) => broker.lookup(order),
        place(order) {
          if (order.side === 'sell') stopping.killed = 'HALT'
          return broker.place(order)
        },
      }),
    })
    expect(outcomes(await stopping.settle({}, breach))).toEqual(['filled', 'kill-switch', 'kill-switch'])
  })

  it('leaves what has no price or a suspect one, tells it, and sells it once it has', async () => {
    const world = await invested()
    await world.observe({ [BTC]: { last: 5, condition: 'suspect', reason: 'fell 40 deviations' } })
    expect(ids(await world.settle({}, breach))).toEqual([
      `c3-a-halt-${BTC} suspect-price`,
      `c3-b-halt-${ETH} filled`,
      `c3-b-halt-${BTC} suspect-price`,
    ])
    expect(Object.keys(world.desk.settlement().portfolio.positions)).toEqual([BTC])
    await world.observe()
    expect(outcomes(await world.settle({}, breach))).toEqual(['filled', 'filled'])
    expect(world.account.positions).toEqual([])
  })

  it('is finished after a crash: what was sold is not sold again, what was not is', async () => {
    const file = join(await freshDir(), 'paper-broker.db')
    const lost = new Set<string>()
    const wrap = (broker: Broker): Broker => ({
      account: () => broker.account(),
      rules: (symbol) => broker.rules(symbol),
      lookup: (order) => broker.lookup(order),
      async place(order) {
        const placed = await broker.place(order)
        if (order.side === 'sell') lost.add(order.clientOrderId)
        // The crash: the first sale is filled and nobody hears of it; nothing is sent after it.
        if (order.side === 'sell') crashed.journal.broken.add('sent').add('filled').add('ended')
        return placed
      },
    })
    const crashed = await invested({ file, wrap })
    const told = await crashed.settle({}, breach)
    expect(outcomes(told)).toEqual(['unresolved', 'journal-failed', 'journal-failed'])
    expect([...lost]).toEqual([`c2-a-halt-${BTC}`])
    crashed.broker.close()
    crashed.journal.broken.clear()

    const started = new World({ prices: { [BTC]: 100, [ETH]: 10 }, limits: flatten, file, journal: crashed.journal })
    expect(outcomes(await started.desk.recover())).toEqual(['filled'])
    await started.desk.reconcile()
    started.asOfMs = crashed.asOfMs
    await started.observe()
    await started.observe()
    await started.observe()
    expect(ids(await started.settle({}, breach))).toEqual([`c3-b-halt-${ETH} filled`, `c3-b-halt-${BTC} filled`])
    expect(started.account.positions).toEqual([])
    expect((await started.broker.account()).holdings.size).toBe(0)
    expect(identityFaults(started.account)).toEqual([])
    started.broker.close()
  })

  it('sells what an order without an answer turns out to have bought', async () => {
    const silent = new Set(['c2-c-1'])
    const world = await invested({
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        lookup: (order) =>
          silent.has(order.clientOrderId) ? Promise.reject(new Error('no route')) : broker.lookup(order),
        async place(order) {
          const placed = await broker.place(order)
          if (silent.has(order.clientOrderId)) throw new Error('socket hang up')
          return placed
        },
      }),
    })
    expect(outcomes(await world.settle({ c: [buy(ETH, '10')] }))).toEqual(['unresolved'])
    await world.observe()
    expect(outcomes(await world.settle({}, breach))).toEqual(['filled', 'filled', 'filled'])
    silent.clear()
    await world.observe()
    expect(ids(await world.settle({}, breach))).toEqual([`c4-c-halt-${ETH} filled`])
    expect(world.account.positions).toEqual([])
  })

  it('sends nothing once the loop is stopping', async () => {
    const world = await invested()
    expect(new Set(outcomes(await world.settle({}, breach, AbortSignal.abort())))).toEqual(new Set(['halted']))
    expect(world.account.positions).toHaveLength(2)
  })
})

describe('a halt by a breach, with onHalt "hold"', () => {
  it('sells nothing, until the limits say otherwise', async () => {
    const world = await invested({ limits: defaultLimits })
    expect(await world.settle({}, breach)).toEqual([])
    world.desk.setLimits(flatten)
    await world.observe()
    expect(new Set(outcomes(await world.settle({}, breach)))).toEqual(new Set(['filled']))
    expect(world.account.positions).toEqual([])
  })
})
