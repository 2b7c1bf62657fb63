import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAmount, percentOf, toValue } from '../../src/desk/money.js'
import { active, buy, defaultLimits, identityFaults, looseLimits, reducing, sell, World } from './fixture.js'

const symbols = ['BTC/USDT', 'ETH/USDT', 'SHIB/USDT'] as const
const prices = { 'BTC/USDT': 50_000, 'ETH/USDT': 3_000, 'SHIB/USDT': 0.000_02 }

const turn = fc.record({
  agent: fc.constantFrom('a', 'b', 'c'),
  side: fc.constantFrom('buy', 'buy', 'sell'),
  symbol: fc.constantFrom(...symbols),
  dollars: fc.integer({ min: 1, max: 3000 }),
  move: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  state: fc.constantFrom(active, reducing),
})

const turns = fc.array(turn, { minLength: 1, maxLength: 40 })

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never

/** Moves the market, and lets one agent trade about so many dollars of a symbol. */
async function play(world: World, { agent, side, symbol, dollars, move, state }: Turn) {
  const price = (world.prices[symbol] ?? 0) * move
  world.prices[symbol] = price
  await world.observe()
  const quantity = (dollars / price).toFixed(8)
  return world.settle({ [agent]: [side === 'buy' ? buy(symbol, quantity) : sell(symbol, quantity)] }, state)
}

describe('the desk', () => {
  it('holds the identities to the last digit whatever is traded, and tells the same from its own fills', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (turns) => {
        const world = new World({ prices, limits: looseLimits })
        for (const turn of turns) await play(world, turn)
        expect(identityFaults(world.account)).toEqual([])
        const again = new World({ prices: world.prices as typeof prices, journal: world.journal })
        again.asOfMs = world.asOfMs
        await again.observe()
        expect(again.account).toEqual(world.account)
        const venue = await world.broker.account()
        expect(venue.cash).toBe(parseAmount(world.account.cash))
        for (const { symbol, quantity } of world.account.positions)
          expect(venue.holdings.get(symbol)).toBe(parseAmount(quantity))
        world.broker.close()
        again.broker.close()
      }),
      { numRuns: 60 },
    )
  })

  it('never buys over a cap, never sells beyond a book, and closes what a reduction says', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (turns) => {
        const world = new World({ prices })
        for (const turn of turns) {
          const { agent, symbol, side, dollars } = turn
          const before = heldBy(world, agent, symbol)
          const others = heldByOthers(world, agent)
          const receipts = await play(world, turn)
          expect(heldByOthers(world, agent)).toEqual(others)
          if (side === 'sell') {
            const asked = parseAmount((dollars / (world.prices[symbol] ?? 0)).toFixed(8))
            const sold = asked >= before ? before : asked - (asked % 100n)
            expect(before - heldBy(world, agent, symbol)).toBe(sold)
          } else if (receipts[0]?.status === 'filled') expectCaps(world, symbol)
        }
        world.broker.close()
      }),
      { numRuns: 60 },
    )
  })
})

/** Equity after a buy is lower than what its caps were measured against by slippage and fee alone: 0.2 % of the order. */
function expectCaps(world: World, symbol: string): void {
  const { cash, equity, positions } = world.account
  const before = percentOf(BigInt(Math.round(Number(equity) * 1.0003 * 1e8)) * 10n ** 8n, 100)
  const position = positions.find((held) => held.symbol === symbol)
  const value = parseAmount(position?.quantity ?? '0') * parseAmount(position?.price ?? '0')
  expect(value <= percentOf(before, defaultLimits.maxPositionPercent)).toBe(true)
  expect(toValue(parseAmount(cash)) >= percentOf(before, defaultLimits.minCashPercent)).toBe(true)
}

function heldBy(world: World, agent: string, symbol: string): bigint {
  const book = world.account.books.find((book) => book.agent === agent)
  return parseAmount(book?.positions.find((position) => position.symbol === symbol)?.quantity ?? '0')
}

function heldByOthers(world: World, agent: string): readonly string[] {
  return world.account.books
    .filter((book) => book.agent !== agent)
    .flatMap((book) => book.positions.map(({ symbol, quantity }) => `${book.agent} ${symbol} ${quantity}`))
}
