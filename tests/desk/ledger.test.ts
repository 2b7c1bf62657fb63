import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cashMoved } from '../../src/desk/broker.js'
import { exactAccount } from '../../src/desk/exact-account.js'
import type { Fill } from '../../src/desk/journal.js'
import { Ledger, LedgerError } from '../../src/desk/ledger.js'
import { type Amount, formatAmount, parseAmount } from '../../src/desk/money.js'
import type { Side } from '../../src/desk/order.js'
import { identityFaults } from './fixture.js'

let count = 0

function fillOf(side: Side, quantity: string, price: string, more: Partial<Fill> = {}): Fill {
  const fee = more.fee ?? '0'
  const exact = { quantity: parseAmount(quantity), price: parseAmount(price), fee: parseAmount(fee) }
  count += 1
  return {
    clientOrderId: `c1-a-${count}`,
    cycleId: 'c1',
    agent: 'a',
    symbol: 'BTC/USDT',
    side,
    quantity,
    price,
    fee,
    cashFlow: formatAmount(cashMoved(side, exact)),
    at: '2024-01-01T00:00:00.000Z',
    ...more,
  }
}

describe('Ledger', () => {
  it('keeps total cost, buy fees apart, and realises proceeds less cost share and sell fee', () => {
    const ledger = new Ledger(parseAmount('1000'))
    ledger.apply(fillOf('buy', '2', '100', { fee: '0.2' }))
    ledger.apply(fillOf('buy', '1', '130', { fee: '0.13' }))
    const realised = ledger.apply(fillOf('sell', '1.5', '120', { fee: '0.18' }))
    // Cost 330 for 3, so 165 for 1.5; proceeds 180; 180 - 165 - 0.18.
    expect(formatAmount(realised ?? 0n)).toBe('14.82')
    expect(exactAccount(ledger, () => parseAmount('120'))).toEqual({
      startingCash: '1000',
      cash: '849.49',
      equity: '1029.49',
      positions: [{ symbol: 'BTC/USDT', quantity: '1.5', cost: '165', price: '120' }],
      books: [
        {
          agent: 'a',
          cashFlow: '-150.51',
          realised: '14.82',
          buyFees: '0.33',
          sellFees: '0.18',
          positions: [{ symbol: 'BTC/USDT', quantity: '1.5', cost: '165', price: '120' }],
        },
      ],
    })
  })

  it('rounds the cost of a buy up, and the proceeds of a sell down', () => {
    const ledger = new Ledger(parseAmount('1'))
    ledger.apply(fillOf('buy', '0.00000003', '0.1'))
    expect(formatAmount(ledger.cash)).toBe('0.99999999')
    ledger.apply(fillOf('sell', '0.00000003', '0.1'))
    expect(formatAmount(ledger.cash)).toBe('0.99999999')
  })

  it('rounds the cost share of a sell up', () => {
    const ledger = new Ledger(parseAmount('10'))
    ledger.apply(fillOf('buy', '1', '1'))
    ledger.apply(fillOf('buy', '2', '1.00000002'))
    // A third of 3.00000004 is 1.00000001333...
    expect(formatAmount(ledger.apply(fillOf('sell', '1', '1')) ?? 0n)).toBe('-0.00000002')
    expect(ledger.holdings.get('BTC/USDT')).toEqual({ quantity: parseAmount('2'), cost: parseAmount('2.00000002') })
  })

  it('leaves no cost behind when a position closes, and tells the round trip net of all fees', () => {
    const ledger = new Ledger(parseAmount('1000'))
    ledger.apply(fillOf('buy', '3', '33.33333333', { fee: '0.1', at: '2024-01-01T00:00:00.000Z' }))
    ledger.apply(fillOf('sell', '1', '40', { fee: '0.04' }))
    ledger.apply(fillOf('sell', '2', '40', { fee: '0.08', at: '2024-01-02T00:00:00.000Z' }))
    expect(ledger.holdings.size).toBe(0)
    expect(ledger.books.get('a')?.holdings.size).toBe(0)
    expect(ledger.roundTrips).toEqual([
      {
        agent: 'a',
        symbol: 'BTC/USDT',
        openedAt: '2024-01-01T00:00:00.000Z',
        closedAt: '2024-01-02T00:00:00.000Z',
        profit: 19.78000001,
      },
    ])
  })

  it('keeps the last 100 round trips', () => {
    const ledger = new Ledger(parseAmount('1000'))
    for (let trip = 0; trip < 130; trip++) {
      ledger.apply(fillOf('buy', '1', '10', { at: `opened ${trip}` }))
      ledger.apply(fillOf('sell', '1', '10'))
    }
    expect([ledger.roundTrips.length, ledger.roundTrips.at(-1)?.openedAt]).toEqual([100, 'opened 129'])
  })

  it('refuses the same client order id again, a sell of what its book does not hold, and an empty fill', () => {
    const ledger = new Ledger(parseAmount('1000'))
    const bought = fillOf('buy', '1', '10')
    ledger.apply(bought)
    ledger.apply(fillOf('buy', '5', '10', { agent: 'b' }))
    expect(() => ledger.apply(bought)).toThrow(
      new LedgerError(`fill "${bought.clientOrderId}" is already in the ledger`),
    )
    expect(() => ledger.apply(fillOf('sell', '1.00000001', '10'))).toThrow(LedgerError)
    expect(() => ledger.apply(fillOf('buy', '0', '10'))).toThrow(LedgerError)
    expect(formatAmount(ledger.cash)).toBe('940')
  })

  it('knows no equity while a held symbol has no price', () => {
    const ledger = new Ledger(parseAmount('1000'))
    ledger.apply(fillOf('buy', '1', '10'))
    expect(ledger.equity(() => undefined)).toBeUndefined()
    expect(exactAccount(ledger, () => undefined)).toMatchObject({ equity: null, positions: [{ price: null }] })
  })

  it('holds its identities to the last digit under any fills and prices, also when folded again', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(price, { minLength: 3, maxLength: 3 }),
        (steps, prices) => {
          const ledger = new Ledger(parseAmount('10000'))
          const fills: Fill[] = []
          for (const [index, { side, agent, symbol, share, units, at, rate }] of steps.entries()) {
            const held = ledger.held(agent, symbol)
            const quantity = side === 'buy' ? units : (held * BigInt(share)) / 100n
            if (quantity === 0n) continue
            const fee = (quantity * at * rate) / 10n ** 16n
            const cashFlow = formatAmount(cashMoved(side, { quantity, price: at, fee }))
            const figures = { fee: formatAmount(fee), cashFlow, clientOrderId: `p-${index}` }
            const made = fillOf(side, formatAmount(quantity), formatAmount(at), { agent, symbol, ...figures })
            fills.push(made)
            ledger.apply(made)
          }
          const priceOf = (symbol: string): Amount => prices[symbols.indexOf(symbol)] ?? 0n
          const account = exactAccount(ledger, priceOf)
          expect(identityFaults(account)).toEqual([])
          const again = new Ledger(parseAmount('10000'))
          for (const fill of fills) again.apply(fill)
          expect(exactAccount(again, priceOf)).toEqual(account)
          expect(again.roundTrips).toEqual(ledger.roundTrips)
        },
      ),
      { numRuns: 300 },
    )
  })
})

const symbols = ['BTC/USDT', 'ETH/USDT', 'SHIB/USDT']
const price = fc.bigInt({ min: 1n, max: 10n ** 13n })
const step = fc.record({
  side: fc.constantFrom<Side>('buy', 'sell'),
  agent: fc.constantFrom('a', 'b', 'c'),
  symbol: fc.constantFrom(...symbols),
  share: fc.constantFrom(1, 33, 50, 100),
  units: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  at: price,
  rate: fc.bigInt({ min: 0n, max: 1_000_000n }),
})
