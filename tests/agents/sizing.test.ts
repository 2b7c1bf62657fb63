import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Briefing, Proposal, TradingState } from '../../src/agents/agent.js'
import { createHoldings, createSizing, type Sized, targetValue } from '../../src/agents/sizing.js'
import { sizingShape } from '../../src/agents/sizing-settings.js'
import { briefing } from '../support/bare-briefing.js'
import { book, portfolio, position } from '../support/briefing.js'

const schema = z.strictObject(sizingShape)
const settings = (parts: z.input<typeof schema> = {}) => schema.parse({ maxOrderPercent: 10, ...parts })

/** At a price of 100, two percent a day, stopped out at 90. */
const subject = { symbol: 'BTC/USDT', last: 100, dailyVolatility: 0.1, stop: 90, reason: 'because' }

const told = (parts: Partial<Briefing> = {}): Briefing => ({ ...briefing(1), ...parts })
const owning = (quantity: number, parts = {}) =>
  told({ portfolio: portfolio({ own: book(position('BTC/USDT', quantity, 100)), ...parts }) })
const inState = (state: TradingState['state'], restrict: TradingState['restrict'] = []): Partial<Briefing> => ({
  state: { state, reasons: [], restrict, since: '2026-01-01T00:00:00.000Z' },
})
const suggesting = (suggested: unknown): Readonly<Record<string, Proposal>> => ({
  risk: { summary: '', data: JSON.parse(JSON.stringify({ sizes: { 'BTC/USDT': { suggested } } })) },
})

const quantities = ({ orders }: Sized) => orders.map((order) => ('quantity' in order ? order.quantity : undefined))
const amountOf = (sized: Sized) => quantities(sized).reduce((sum, quantity) => sum + Number(quantity), 0)

/** An account that is sized for. */
interface Given {
  readonly equity: number
  readonly cash: number
  readonly held: number
  readonly last: number
  readonly dailyVolatility: number
}

describe('a target', () => {
  it('moves equity by its share on an ordinary day, under the cap', () => {
    expect(targetValue(0.1, 10_000, settings())).toBe(2000) // 10,000 · 2 % / 10 %
    expect(targetValue(0.04, 10_000, settings())).toBe(3000)
    expect(targetValue(0, 10_000, settings())).toBe(3000)
    expect(targetValue(0.1, 0, settings())).toBe(0)
  })
})

describe('a sizing', () => {
  it('buys up to the target in orders of the largest size, each with its stop and its reason', () => {
    const order = { symbol: 'BTC/USDT', side: 'buy', quantity: '10', expectedPrice: '100', reason: 'because' }
    expect(createSizing(told(), settings()).approach(subject)).toEqual({
      orders: [
        { ...order, protect: { stop: '90' } },
        { ...order, protect: { stop: '90' } },
      ],
    })
  })

  it('buys what the own book lacks', () => {
    const account = owning(15, { positions: { 'BTC/USDT': position('BTC/USDT', 15, 100) } })
    expect(quantities(createSizing(account, settings()).approach(subject))).toEqual(['5'])
  })

  it('leaves room for what other books hold, under the cap of the account, and never sells for it', () => {
    const beside = (others: number, own: number) =>
      createSizing(
        owning(own, { positions: { 'BTC/USDT': position('BTC/USDT', own + others, 100) } }),
        settings(),
      ).approach(subject)
    expect(quantities(beside(15, 0))).toEqual(['10', '4.5'])
    expect(quantities(beside(15, 10))).toEqual(['4.5'])
    const none = 'no room under 29.5 % of equity: other books hold 2500.00'
    expect(beside(25, 10)).toEqual({ orders: [], idle: none })
  })

  it('bounds an order in quote currency too', () => {
    const sizing = createSizing(told(), settings({ maxOrderUsd: 700 }))
    expect(quantities(sizing.approach(subject))).toEqual(['7', '7', '6'])
  })

  it('sells what is over the target in one order', () => {
    expect(createSizing(owning(30), settings()).approach(subject)).toEqual({
      orders: [{ symbol: 'BTC/USDT', side: 'sell', quantity: '10', reason: 'because' }],
    })
  })

  it('closes all that the own book holds, also when equity is unknown', () => {
    const { equity: _, ...unknown } = portfolio({ own: book(position('BTC/USDT', 0.29, 100)) })
    expect(quantities(createSizing(told({ portfolio: unknown }), settings()).close(subject))).toEqual(['0.29'])
    expect(createSizing(told(), settings()).close(subject)).toEqual({ orders: [], idle: 'nothing held' })
  })

  it('leaves the cash that the floor asks for, counting what it has asked for before', () => {
    const poor = told({ portfolio: portfolio({ cash: 5000 }) })
    const sizing = createSizing(poor, settings({ minCashPercent: 20 }))
    expect(amountOf(sizing.approach(subject))).toBe(20)
    expect(amountOf(sizing.approach({ ...subject, symbol: 'ETH/USDT' }))).toBe(10)
    expect(sizing.approach({ ...subject, symbol: 'SOL/USDT' })).toEqual({ orders: [], idle: 'no cash above the floor' })
    expect(amountOf(createSizing(poor, settings({ minCashPercent: 0 })).approach(subject))).toBe(20)
  })

  it('takes the smallest suggestion of other agents for a cap on what it buys, never for a reason to sell', () => {
    const with_ = (suggested: unknown, held = 0) =>
      createSizing({ ...owning(held), proposals: suggesting(suggested) }, settings()).approach(subject)
    expect(amountOf(with_(1500))).toBe(15)
    expect(amountOf(with_(9000))).toBe(20)
    expect(with_(0)).toEqual({ orders: [], idle: 'no more than 0.00 is suggested' })
    expect(with_(500, 12)).toEqual({ orders: [], idle: 'no more than 500.00 is suggested' })
    const [more, less] = [suggesting(1500)['risk']!, suggesting(700)['risk']!]
    for (const both of [
      { a: more, b: less },
      { a: less, b: more },
    ])
      expect(amountOf(createSizing(told({ proposals: both }), settings()).approach(subject))).toBe(7)
  })

  it.each([[null], ['12'], [-5], [{}]])('does not take %j for a suggestion', (suggested) => {
    const sizing = createSizing(told({ proposals: suggesting(suggested) }), settings())
    expect(amountOf(sizing.approach(subject))).toBe(20)
  })

  it.each<[string, Parameters<typeof createSizing>, Partial<typeof subject>]>([
    ['equity is unknown', [told({ portfolio: without(portfolio(), 'equity') }), settings()], {}],
    ['close to its target', [owning(19.1), settings()], {}],
    ['close to its target', [told({ portfolio: portfolio({ equity: 30 }) }), settings()], {}],
    ['wants to buy while reducing', [told(inState('reducing')), settings()], {}],
    [
      'wants to buy while halted: cooling down',
      [told(inState('active', [{ symbol: 'BTC/USDT', state: 'halted', reason: 'cooling down' }])), settings()],
      {},
    ],
    ['no order is possible: its stop would not be above 0', [told(), settings()], { stop: -1 }],
    ['no order is possible: its stop would not be under the price', [told(), settings()], { stop: 100 }],
    [
      'no order is possible: the largest, 9.00, is under 10',
      [told({ portfolio: portfolio({ equity: 90 }) }), settings()],
      {},
    ],
    ['no order is possible: the quantity is under the smallest there is', [told(), settings()], { last: 1e13 }],
  ])('says "%s"', (why, [told, settings], parts) => {
    expect(createSizing(told, settings).approach({ ...subject, ...parts })).toEqual({ orders: [], idle: why })
  })

  it('sells what is over the target while only reductions may trade', () => {
    const reducing = { ...owning(30), ...inState('reducing') }
    expect(quantities(createSizing(reducing, settings()).approach(subject))).toEqual(['10'])
  })
})

describe('whatever the account, a sizing', () => {
  const cases = fc.record({
    equity: fc.integer({ min: 0, max: 100_000_000 }).map((cents) => cents / 100),
    cashShare: fc.integer({ min: 0, max: 100 }),
    held: fc.integer({ min: 0, max: 10 ** 9 }).map((units) => units / 1e8),
    last: fc.oneof(fc.constantFrom(0.000_012, 1, 60_000), fc.double({ min: 0.0001, max: 1e5, noNaN: true })),
    dailyVolatility: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  const bounds = settings()
  const rounding = 1 + 1e-12

  const check = (side: 'buy' | 'sell', claim: (given: Given, sized: Sized) => void) =>
    fc.assert(
      fc.property(cases, ({ cashShare, ...given }) => {
        const { equity, held, last, dailyVolatility } = given
        const cash = (equity * cashShare) / 100
        const owns = told({ portfolio: portfolio({ equity, cash, own: book(position('A', held, last)) }) })
        const subject = { symbol: 'A', last, dailyVolatility, stop: last * 0.9, reason: '' }
        const sized = createSizing(owns, bounds).approach(subject)
        fc.pre(sized.orders[0]?.side === side)
        claim({ ...given, cash }, sized)
      }),
    )

  it('never sells more than is held', () => {
    check('sell', ({ held }, sized) => expect(amountOf(sized)).toBeLessThanOrEqual(held))
  })

  it('never buys over its target', () => {
    check('buy', ({ equity, held, last, dailyVolatility }, sized) => {
      const target = targetValue(dailyVolatility, equity, bounds)
      expect((held + amountOf(sized)) * last).toBeLessThanOrEqual(target * rounding)
    })
  })

  it('never buys for cash under the floor', () => {
    check('buy', ({ equity, cash, last }, sized) => {
      expect(cash - amountOf(sized) * last).toBeGreaterThanOrEqual(equity * 0.205 * (1 - 1e-12))
    })
  })

  it('never makes an order over the largest', () => {
    check('buy', ({ equity, last }, sized) => {
      for (const quantity of quantities(sized))
        expect(Number(quantity) * last).toBeLessThanOrEqual(Math.min(equity / 10, 2500) * rounding)
    })
  })
})

describe('holdings', () => {
  it('approach a value that is given, without a stop where there is none', () => {
    const holdings = createHoldings(told(), settings())
    expect(holdings.hold({ symbol: 'BTC/USDT', last: 100, target: 500, reason: 'because' })).toEqual({
      orders: [{ symbol: 'BTC/USDT', side: 'buy', quantity: '5', expectedPrice: '100', reason: 'because' }],
    })
  })
})

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = whole
  return rest
}
