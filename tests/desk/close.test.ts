import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/desk/order.js'
import { buy, identityFaults, looseLimits, outcomes, sell, World, type WorldOptions } from './fixture.js'

const BTC = 'BTC/USDT'
const ETH = 'ETH/USDT'

/** A world at the start of its second cycle: two books hold BTC, one of them ETH beside it. */
async function held(more: Partial<WorldOptions> = {}) {
  const world = new World({ prices: { [BTC]: 100, [ETH]: 10 }, limits: looseLimits, ...more })
  await world.observe()
  await world.settle({ a: [buy(BTC, '5', { protect: { stop: '80' } })], b: [buy(BTC, '2'), buy(ETH, '10')] })
  await world.observe()
  return world
}

const close = (world: World, symbol = BTC) => world.desk.close(world.cycle, symbol, 'closed by ada: delisted')
const told = (receipts: readonly Receipt[]) =>
  receipts.map(({ clientOrderId, status, code }) => `${clientOrderId} ${code ?? status}`)

const nothing = () => {}
const halts = (world: World) => {
  world.killed = 'HALT'
}
const losesPrice = (world: World) => {
  world.prices[BTC] = undefined
}

describe('a close', () => {
  it('sells the symbol whole in every book and nothing else, with who and why', async () => {
    const world = await held()
    const receipts = await close(world)
    expect(told(receipts)).toEqual([`c2-a-close-${BTC} filled`, `c2-b-close-${BTC} filled`])
    expect(receipts[0]).toMatchObject({
      origin: 'close',
      side: 'sell',
      quantity: '5',
      reason: 'closed by ada: delisted',
    })
    expect(world.account.positions.map(({ symbol }) => symbol)).toEqual([ETH])
    expect([...world.journal.protections.keys()]).toEqual([])
    expect(identityFaults(world.account)).toEqual([])
    expect(await close(world)).toEqual([])
  })

  it('goes in parts under the order maximum', async () => {
    const world = await held()
    world.desk.setLimits({ ...looseLimits, maxOrderUsd: 200 })
    expect(told(await close(world))).toEqual([
      ...['', '.2', '.3'].map((part) => `c2-a-close-${BTC}${part} filled`),
      `c2-b-close-${BTC} filled`,
    ])
  })

  it('keeps every agent from buying it back in the same cycle, and none in the next', async () => {
    const world = await held()
    await close(world)
    const orders = { a: [buy(BTC, '1')], c: [buy(BTC, '1'), buy(ETH, '1')] }
    const settled = await world.settle(orders)
    expect(outcomes(settled)).toEqual(['restricted', 'restricted', 'filled'])
    expect(settled[0]?.message).toBe(`${BTC} was closed by a person in this very cycle`)
    await world.observe()
    expect(outcomes(await world.settle(orders))).toEqual(['filled', 'filled', 'filled'])
  })

  it('leaves an agent with nothing to sell', async () => {
    const world = await held()
    await close(world)
    expect(outcomes(await world.settle({ a: [sell(BTC, '5')] }))).toEqual(['nothing-held'])
  })

  it.each([
    ['the kill switch is thrown', halts, {}, 'kill-switch'],
    ['the price is suspect', nothing, { [BTC]: { last: 100, condition: 'suspect' } }, 'suspect-price'],
    ['a candle is missing', nothing, { [BTC]: { condition: 'partial' } }, 'no-price'],
    ['there is no price now', losesPrice, {}, 'no-price'],
  ] as const)('sends nothing when %s, and tells why', async (_what, change, sights, code) => {
    const world = await held()
    await world.observe(sights)
    change(world)
    expect(outcomes(await close(world))).toEqual([code, code])
    expect(world.account.positions).toMatchObject([{ symbol: BTC, quantity: '7' }, { symbol: ETH }])
  })

  it('waits for the answer to an order of its own symbol only', async () => {
    let isLost = false
    const world = await held({
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        async place(order) {
          if (isLost) throw new Error('socket hang up')
          return broker.place(order)
        },
        async lookup() {
          throw new Error('connection refused')
        },
      }),
    })
    isLost = true
    expect(outcomes(await close(world, ETH))).toEqual(['unresolved'])
    expect([world.desk.awaitsAnswer(), world.desk.awaitsAnswer(ETH), world.desk.awaitsAnswer(BTC)]).toEqual([
      true,
      true,
      false,
    ])
  })
})
