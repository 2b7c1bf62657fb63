import { describe, expect, it } from 'vitest'
import type { DeskState } from '../../src/desk/admission.js'
import type { Broker } from '../../src/desk/broker.js'
import type { OrderIntent, Protection } from '../../src/desk/order.js'
import type { StopReceipt, StopsBySymbol } from '../../src/desk/stop-moves.js'
import { active, buy, halted, outcomes, reducing, sell, World, type WorldOptions } from './fixture.js'

const BTC = 'BTC/USDT'

/** A desk whose agent `a` holds one BTC, bought at 100 with these exits. */
async function holding(
  options: Partial<WorldOptions> = {},
  protect: Protection = { stop: '90', takeProfit: '150' },
): Promise<World> {
  const world = new World({ prices: { [BTC]: 100, 'ETH/USDT': 50 }, ...options })
  await world.observe()
  expect(outcomes(await world.settle({ a: [buy(BTC, '1', { protect })] }))).toEqual([
    options.dryRun ? 'dry-run' : 'filled',
  ])
  await world.observe()
  return world
}

interface How {
  readonly agent?: string
  readonly state?: DeskState
  readonly orders?: readonly OrderIntent[]
}

/** Asks for stops, in the name of `a` unless told otherwise. */
async function move(
  world: World,
  stops: StopsBySymbol,
  { agent = 'a', state = active, orders = [] }: How = {},
): Promise<readonly StopReceipt[]> {
  const submission = { agent, orders, protect: stops }
  await world.desk.settle(world.cycle, state, [submission], new AbortController().signal)
  return world.desk.settlement().stops
}

const kept = (world: World) => world.desk.portfolioFor('a').own.positions[BTC]?.protect

describe('a stop that is to move up', () => {
  it('moves, in the journal too, and leaves the other exits as they are', async () => {
    const world = await holding()
    expect(kept(world)).toEqual({ stop: '90', takeProfit: '150' })
    expect(await move(world, { [BTC]: { stop: '95.50' } })).toEqual([
      { agent: 'a', symbol: BTC, before: '90', stop: '95.5', status: 'moved' },
    ])
    expect(kept(world)).toEqual({ stop: '95.5', takeProfit: '150' })
    expect(world.journal.log.at(-1)).toBe(`protectionMoved a ${BTC}`)
    expect(world.desk.settlement().receipts).toEqual([])
  })

  it('fires where it was moved to', async () => {
    const world = await holding()
    await move(world, { [BTC]: { stop: '95' } })
    world.prices[BTC] = 95
    expect(await world.observe()).toMatchObject([{ origin: 'protection', status: 'filled', reason: 'stop at 95' }])
  })

  it('fires where it was moved to after a restart', async () => {
    const before = await holding()
    await move(before, { [BTC]: { stop: '95' } })
    const { protections, ...history } = before.journal.history()
    expect(protections).toEqual([{ agent: 'a', symbol: BTC, protect: { stop: '95', takeProfit: '150' } }])
    const after = new World({ prices: { [BTC]: 94 }, history: { ...history, protections } })
    await after.observe()
    expect(after.desk.settlement().receipts).toMatchObject([{ agent: 'a', symbol: BTC, reason: 'stop at 95' }])
  })

  it('is put where there was none', async () => {
    const world = await holding({}, { takeProfit: '150' })
    expect(await move(world, { [BTC]: { stop: '80' } })).toEqual([
      { agent: 'a', symbol: BTC, stop: '80', status: 'moved' },
    ])
    expect(kept(world)).toEqual({ stop: '80', takeProfit: '150' })
  })

  it('may move while only reductions may trade', async () => {
    expect(await move(await holding(), { [BTC]: { stop: '95' } }, { state: reducing })).toMatchObject([
      { status: 'moved' },
    ])
  })

  it('is told anew in each cycle', async () => {
    const world = await holding()
    await move(world, { [BTC]: { stop: '95' } })
    await world.observe()
    expect(world.desk.settlement().stops).toEqual([])
  })

  it('follows the sales of the same proposal, and comes before its buys', async () => {
    const world = await holding()
    const sold = await move(world, { [BTC]: { stop: '95' } }, { orders: [sell(BTC, '1')] })
    expect(sold).toMatchObject([{ status: 'denied', code: 'nothing-held' }])
    expect(kept(world)).toBeUndefined()

    const again = await holding()
    await move(again, { [BTC]: { stop: '95' } }, { orders: [buy(BTC, '1', { protect: { stop: '92' } })] })
    expect(kept(again)).toEqual({ stop: '92' })
  })
})

describe('a stop is not moved', () => {
  const restricted = { state: 'active', restrict: [{ symbol: BTC, state: 'halted', reason: 'too wild' }] } as const

  it.each<[string, StopsBySymbol, How, string, RegExp]>([
    ['down', { [BTC]: { stop: '89' } }, {}, 'stop-not-up', /^a stop only moves up: it is at 90, asked for 89$/],
    ['to where it is', { [BTC]: { stop: '90.0' } }, {}, 'stop-not-up', /^a stop only moves up/],
    ['to the price', { [BTC]: { stop: '100' } }, {}, 'invalid-order', /^a stop at 100 is not under the price 100$/],
    ['to what is no price', { [BTC]: { stop: '-1' } }, {}, 'invalid-order', /^stop: expected a positive decimal/],
    ['of what is not held', { 'ETH/USDT': { stop: '40' } }, {}, 'nothing-held', /^the book of a holds no ETH\/USDT$/],
    ['of another book', { [BTC]: { stop: '95' } }, { agent: 'b' }, 'nothing-held', /^the book of b holds no BTC/],
    ['of an unknown symbol', { XMR: { stop: '95' } }, {}, 'unknown-symbol', /^XMR is not in the market$/],
    ['in a halt', { [BTC]: { stop: '95' } }, { state: halted }, 'halted', /^halted: daily loss of 6 %$/],
    ['of a halted symbol', { [BTC]: { stop: '95' } }, { state: restricted }, 'restricted', /too wild$/],
  ])('%s', async (_name, stops, how, ...[code, message]) => {
    const world = await holding()
    expect(await move(world, stops, how)).toMatchObject([
      { status: 'denied', code, message: expect.stringMatching(message) },
    ])
    expect(kept(world)).toEqual({ stop: '90', takeProfit: '150' })
    expect(world.journal.log.filter((entry) => entry.startsWith('protectionMoved'))).toEqual([])
  })

  it('by a suspect price', async () => {
    const world = await holding()
    await world.observe({ [BTC]: { last: 100, condition: 'suspect' } })
    expect(await move(world, { [BTC]: { stop: '95' } })).toMatchObject([{ code: 'suspect-price' }])
  })

  it('while the kill switch is thrown', async () => {
    const world = await holding()
    world.killed = 'data/HALT exists'
    expect(await move(world, { [BTC]: { stop: '95' } })).toMatchObject([{ code: 'kill-switch' }])
  })

  it('when the journal fails, and stays where the journal has it', async () => {
    const world = await holding()
    world.journal.broken.add('protectionMoved')
    expect(await move(world, { [BTC]: { stop: '95' } })).toMatchObject([
      { status: 'denied', code: 'journal-failed', message: 'the journal failed: disk full' },
    ])
    expect(kept(world)).toEqual({ stop: '90', takeProfit: '150' })
  })

  it('while a buy that brings its own stop has no answer', async () => {
    let silent = false
    const wrap = (broker: Broker): Broker => ({
      rules: (symbol) => broker.rules(symbol),
      account: () => broker.account(),
      place: (order) => (silent ? Promise.reject(new Error('no answer')) : broker.place(order)),
      lookup: (order) => (silent ? Promise.reject(new Error('no answer')) : broker.lookup(order)),
    })
    const world = await holding({ wrap })
    silent = true
    expect(outcomes(await world.settle({ a: [buy(BTC, '1', { protect: { stop: '91' } })] }))).toEqual(['unresolved'])
    await world.observe()
    expect(await move(world, { [BTC]: { stop: '95' } })).toMatchObject([
      { status: 'denied', code: 'restricted', message: expect.stringMatching(/^a buy of BTC\/USDT has no answer yet/) },
    ])
  })

  it('in a dry run, which tells what it would do', async () => {
    const world = await holding({ dryRun: true })
    expect(await move(world, { [BTC]: { stop: '95' } })).toEqual([
      { agent: 'a', symbol: BTC, before: '90', stop: '95', status: 'dry-run' },
    ])
    expect(world.journal.log).toEqual([])
  })
})
