import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAmount, parseValue, percentOf, toValue } from '../../src/desk/money.js'
import type { Receipt } from '../../src/desk/order.js'
import type { ExactAccount } from '../../src/desk/settlement.js'
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

/** Moves the market to where a turn sees it. */
function move(world: World, { symbol, move }: Turn): Promise<readonly Receipt[]> {
  world.prices[symbol] = (world.prices[symbol] ?? 0) * move
  return world.observe()
}

/** Lets one agent trade about so many dollars of a symbol. */
function trade(world: World, { agent, side, symbol, dollars, state }: Turn): Promise<readonly Receipt[]> {
  const quantity = quantityOf(world, symbol, dollars)
  return world.settle({ [agent]: [side === 'buy' ? buy(symbol, quantity) : sell(symbol, quantity)] }, state)
}

const quantityOf = (world: World, symbol: string, dollars: number) => (dollars / (world.prices[symbol] ?? 0)).toFixed(8)

describe('the desk', () => {
  it('holds the identities to the last digit whatever is traded, and tells the same from its own fills', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (turns) => {
        const world = new World({ prices, limits: looseLimits })
        for (const turn of turns) {
          await move(world, turn)
          await trade(world, turn)
        }
        expect(identityFaults(world.account)).toEqual([])
        const again = new World({ prices: world.prices, journal: world.journal })
        await again.observe()
        expect(again.account).toEqual(world.account)
        const venue = await world.broker.account()
        expect(venue.cash).toBe(parseAmount(world.account.cash))
        expect(venue.holdings).toEqual(holdingsOf(world.account.positions))
        world.broker.close()
        again.broker.close()
      }),
      { numRuns: 60 },
    )
  })

  it('never buys over a cap, never sells from another book, and closes what a reduction says', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (turns) => {
        const world = new World({ prices })
        for (const turn of turns) {
          await move(world, turn)
          const before = world.account
          const receipts = await trade(world, turn)
          expect(othersBooks(world.account, turn)).toEqual(othersBooks(before, turn))
          const faults = turn.side === 'sell' ? saleFaults(world, turn, before) : capFaults(world, turn, before)
          expect({ faults, receipts }).toEqual({ faults: [], receipts })
        }
        world.broker.close()
      }),
      { numRuns: 60 },
    )
  })
})

/** What a buy broke: the caps on position and cash, exactly, against the equity it was checked with. */
function capFaults(world: World, { symbol }: Turn, before: ExactAccount): readonly string[] {
  const { cash, positions } = world.account
  if (cash === before.cash) return []
  const equity = parseValue(before.equity ?? '0')
  const position = positions.find((held) => held.symbol === symbol)
  const value = parseAmount(position?.quantity ?? '0') * parseAmount(position?.price ?? '0')
  const faults: string[] = []
  if (value > percentOf(equity, defaultLimits.maxPositionPercent)) faults.push(`${symbol} is worth ${value}`)
  if (toValue(parseAmount(cash)) < percentOf(equity, defaultLimits.minCashPercent)) faults.push(`cash is ${cash}`)
  return faults
}

/** What a sale did not do: all that was asked or, of less, whole lots; never more than its own book held. */
function saleFaults(world: World, { agent, symbol, dollars }: Turn, before: ExactAccount): readonly string[] {
  const held = heldBy(before, agent, symbol)
  const asked = parseAmount(quantityOf(world, symbol, dollars))
  const expected = asked >= held ? held : asked - (asked % world.broker.rules(symbol).lot)
  const sold = held - heldBy(world.account, agent, symbol)
  return sold === expected ? [] : [`sold ${sold} of ${held}, expected ${expected}`]
}

const holdingsOf = (positions: ExactAccount['positions']) =>
  new Map(positions.map(({ symbol, quantity }) => [symbol, parseAmount(quantity)]))

function heldBy({ books }: ExactAccount, agent: string, symbol: string): bigint {
  return holdingsOf(books.find((book) => book.agent === agent)?.positions ?? []).get(symbol) ?? 0n
}

const othersBooks = ({ books }: ExactAccount, { agent }: Turn) => books.filter((book) => book.agent !== agent)
