import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactAccount } from '../../../src/desk/exact-account.js'
import { Ledger } from '../../../src/desk/ledger.js'
import { type Amount, formatAmount, formatValue, parseAmount, parseValue, toValue } from '../../../src/desk/money.js'
import { type DayEnd, profitByDay } from '../../../src/desk/statement/daily-profit.js'
import { heldInAll, heldPositions } from '../../../src/desk/statement/positions.js'
import { type Profit, profitByAgent, profitBySymbol } from '../../../src/desk/statement/profit.js'
import { type Counted, statementOf } from '../../../src/desk/statement/statement.js'
import type { FilledOrder } from '../../../src/desk/statement/trades.js'
import { filledOrder } from './fills.js'

const START = '10000'

type PriceOf = (symbol: string) => string | undefined

/** The account as the desk would have it after these fills. */
function accountAfter(fills: readonly FilledOrder[], priceOf: PriceOf): Counted {
  const ledger = new Ledger(parseAmount(START))
  for (const fill of fills) ledger.apply(fill)
  return exactAccount(ledger, (symbol) => {
    const price = priceOf(symbol)
    return price === undefined ? undefined : parseAmount(price)
  })
}

/** 3 bought by two agents, 1.5 sold by one with a gain, and 1 by the other with a loss. */
const fills = [
  filledOrder('1', { side: 'buy', quantity: '2', price: '100', fee: '0.2' }),
  filledOrder('2', { side: 'buy', quantity: '1', price: '130', fee: '0.13', agent: 'copybot' }),
  filledOrder('3', { side: 'sell', quantity: '1.5', price: '120', fee: '0.18', at: '2026-01-02T05:00:00.000Z' }),
  filledOrder('4', { side: 'sell', quantity: '1', price: '110', fee: '0.11', agent: 'copybot' }),
]

describe('a statement', () => {
  it('tells of each sale what its book realised, its fee taken off, and how a position went that it closed', () => {
    const more = [
      ...fills,
      filledOrder('5', { side: 'sell', quantity: '0.5', price: '90' }),
      filledOrder('6', { side: 'buy', quantity: '1', price: '95' }),
      filledOrder('7', { side: 'sell', quantity: '1', price: '95' }),
    ]
    const { trades } = statementOf(
      accountAfter(more, () => '120'),
      more,
    )
    expect(trades.map(({ realised, trip, notional }) => [realised, trip, notional])).toEqual([
      [null, null, '200'],
      [null, null, '130'],
      ['29.82', null, '180'], // 180 - 150 - 0.18: the 0.5 that is left is still open
      ['-20.11', 'lost', '110'],
      ['-5', 'won', '45'], // 29.82 - 5 - 0.2
      [null, null, '95'],
      ['0', 'even', '95'],
    ])
  })

  it('adds up by agent, with fees of buys apart', () => {
    const statement = statementOf(
      accountAfter(fills, () => '120'),
      fills,
    )
    const { rows, total } = profitByAgent(statement)
    expect(rows).toMatchObject([
      { name: 'strategy', trades: 2, won: 0, lost: 0, realised: '29.82', unrealised: '10', buyFees: '0.2' },
      { name: 'copybot', trades: 2, won: 0, lost: 1, realised: '-20.11', unrealised: '0', profit: '-20.24' },
    ])
    expect(total).toMatchObject({ realised: '9.71', unrealised: '10', buyFees: '0.33', sellFees: '0.29' })
    expect(total.profit).toBe('19.38') // 9.71 + 10 - 0.33
  })

  it('counts what its account counts, and no fill of a cycle that has not ended', () => {
    const statement = statementOf(
      accountAfter(fills.slice(0, 2), () => '120'),
      fills,
    )
    expect([statement.trades.length, statement.fillsSince]).toEqual([2, 2])
    expect(profitByAgent(statement).total.profit).toBe('29.67')
  })

  it('tells two states with the same cash apart by what they hold', () => {
    const swapped = [
      filledOrder('1', { side: 'buy', quantity: '1', price: '10' }),
      filledOrder('2', { side: 'sell', quantity: '1', price: '10' }),
      filledOrder('3', { side: 'buy', quantity: '1', price: '10', symbol: 'ETH/USDT' }),
    ]
    expect(
      statementOf(
        accountAfter(swapped.slice(0, 1), () => '10'),
        swapped,
      ).fillsSince,
    ).toBe(2)
  })

  it('refuses fills that do not add up to the account', () => {
    const account = accountAfter(fills, () => '120')
    expect(() => statementOf({ ...account, cash: '1' }, fills)).toThrow(/no fills add up to cash of 1/)
    const [held] = account.positions
    const other = { ...account, positions: [{ ...held, cost: '49' }] as Counted['positions'] } // one is held
    expect(() => statementOf(other, fills)).toThrow(/no fills add up/)
    expect(() => statementOf({ ...account, equity: '10' }, fills)).toThrow(/no fills add up/)
  })

  it('knows no profit of what has no price, and still that of the others', () => {
    const both = [...fills, filledOrder('5', { side: 'buy', quantity: '1', price: '7', symbol: 'ETH/USDT' })]
    const statement = statementOf(
      accountAfter(both, (symbol) => (symbol === 'BTC/USDT' ? '120' : undefined)),
      both,
    )
    expect(profitBySymbol(statement)).toMatchObject({
      rows: [
        { name: 'BTC/USDT', profit: '19.38' },
        { name: 'ETH/USDT', unrealised: null, profit: null },
      ],
      total: { unrealised: null, profit: null, realised: '9.71' },
    })
    expect(heldInAll(statement)).toEqual({ value: null, unrealised: null })
    expect(heldPositions(statement, [])).toMatchObject([
      { symbol: 'BTC/USDT', value: '60', sharePercent: null },
      { symbol: 'ETH/USDT', price: null, value: null, unrealised: null, sharePercent: null },
    ])
  })

  it('gives the average price of a position, its share of equity, and the parts of its holders', () => {
    const held = fills.slice(0, 2)
    const statement = statementOf(
      accountAfter(held, () => '120'),
      held,
    )
    const protect = { stop: '90' }
    const [position] = heldPositions(statement, [{ agent: 'copybot', symbol: 'BTC/USDT', protect }])
    expect(position).toMatchObject({
      quantity: '3',
      cost: '330',
      averagePrice: '110',
      price: '120',
      value: '360',
      unrealised: '30',
      sharePercent: 3.5894,
      holders: [
        {
          agent: 'strategy',
          quantity: '2',
          averagePrice: '100',
          unrealised: '40',
          protect: null,
        },
        {
          agent: 'copybot',
          quantity: '1',
          averagePrice: '130',
          unrealised: '-10',
          protect,
        },
      ],
    })
  })
})

describe('profit by day', () => {
  const ends = (first: string | null, last: string): readonly DayEnd[] => [
    { day: '2026-01-01', equity: first },
    { day: '2026-01-02', equity: last },
  ]

  it('is how equity changed, with what was booked of it', () => {
    const statement = statementOf(
      accountAfter(fills, () => '120'),
      fills,
    )
    const { rows } = profitByDay(statement, ends('9990', '10019.38'))
    // The first day booked -20.11 and 0.33 of buy fees, so 10.44 of its fall of 10 was gained on paper.
    expect(rows).toMatchObject([
      { name: '2026-01-01', trades: 3, realised: '-20.11', unrealised: '10.44', profit: '-10', equity: '9990' },
      { name: '2026-01-02', trades: 1, realised: '29.82', unrealised: '-0.44', profit: '29.38', equity: '10019.38' },
    ])
  })

  it('leaves to the next day what a day without a price made', () => {
    const statement = statementOf(
      accountAfter(fills, () => '120'),
      fills,
    )
    expect(profitByDay(statement, ends(null, '10019.38')).rows).toMatchObject([
      { name: '2026-01-01', realised: '-20.11', unrealised: null, profit: null, equity: null },
      { name: '2026-01-02', realised: '29.82', unrealised: '10', profit: '19.38' },
    ])
  })
})

describe('the parts of a profit', () => {
  it('are the whole, and that is equity less starting cash, to the last digit, whatever was traded', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(price, { minLength: 3, maxLength: 3 }),
        (steps, prices) => {
          const priceOf = (symbol: string) => formatAmount(prices[symbols.indexOf(symbol)] ?? 1n)
          const played = play(steps)
          const account = accountAfter(played, priceOf)
          const statement = statementOf(account, played)
          const gained = formatValue(parseValue(account.equity ?? '0') - toValue(parseAmount(START)))
          for (const profit of [
            profitByAgent(statement),
            profitBySymbol(statement),
            byDay(statement, played, priceOf),
          ]) {
            expect(profit.total.profit).toBe(gained)
            for (const figure of ['realised', 'unrealised', 'buyFees', 'sellFees', 'profit'] as const)
              expect([figure, sumOf(profit, figure)]).toEqual([figure, profit.total[figure]])
            for (const count of ['trades', 'won', 'lost'] as const)
              expect(profit.rows.reduce((sum, row) => sum + row[count], 0)).toBe(profit.total[count])
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

const symbols = ['BTC/USDT', 'ETH/USDT', 'SHIB/USDT']
const price = fc.bigInt({ min: 1n, max: 10n ** 13n })
const step = fc.record({
  sells: fc.boolean(),
  agent: fc.constantFrom('a', 'b', 'c'),
  symbol: fc.constantFrom(...symbols),
  share: fc.constantFrom(1n, 33n, 50n, 100n),
  units: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  at: price,
  rate: fc.bigInt({ min: 0n, max: 1_000_000n }),
})

type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never

/** Fills that can be true, five hours apart. */
function play(steps: readonly Step[]): readonly FilledOrder[] {
  const held = new Map<string, Amount>()
  return steps.flatMap(({ sells, agent, symbol, share, units, at, rate }, index) => {
    const key = `${agent} ${symbol}`
    const before = held.get(key) ?? 0n
    const quantity = sells ? (before * share) / 100n : units
    if (quantity === 0n) return []
    held.set(key, sells ? before - quantity : before + quantity)
    const figures = { quantity: formatAmount(quantity), price: formatAmount(at) }
    const fee = formatAmount((quantity * at * rate) / 10n ** 16n)
    const time = new Date(Date.UTC(2026, 0, 1) + index * 5 * 3_600_000).toISOString()
    return [filledOrder(`p-${index}`, { side: sells ? 'sell' : 'buy', ...figures, fee, agent, symbol, at: time })]
  })
}

/** With the end of each day as the account then was. */
function byDay(
  statement: Parameters<typeof profitByDay>[0],
  fills: readonly FilledOrder[],
  priceOf: (symbol: string) => string,
): Profit {
  const days = [...new Set(fills.map(({ at }) => at.slice(0, 10)))]
  const dayEnds = days.map((day) => {
    const until = fills.filter(({ at }) => at.slice(0, 10) <= day)
    return { day, equity: accountAfter(until, priceOf).equity }
  })
  return profitByDay(statement, dayEnds)
}

function sumOf({ rows }: Profit, figure: 'realised' | 'unrealised' | 'buyFees' | 'sellFees' | 'profit'): string {
  return formatValue(rows.reduce((sum, row) => sum + parseValue(row[figure] ?? 'unknown'), 0n))
}
