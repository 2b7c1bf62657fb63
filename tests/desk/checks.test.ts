import { describe, expect, it } from 'vitest'
import { type Asking, denyAdmission } from '../../src/desk/admission.js'
import { denyIncrease, type Increase } from '../../src/desk/checks.js'
import { parseAmount, parseValue } from '../../src/desk/money.js'
import { clampReduction, splitReduction } from '../../src/desk/reduction.js'
import { active, defaultLimits, halted, marketOf, reducing } from './fixture.js'

const view = marketOf({ 'BTC/USDT': 100 }, 0).symbols['BTC/USDT']
const rules = { lot: 100n, tick: 1n, minNotional: 0n, feeRate: parseAmount('0.001'), slippage: parseAmount('0.0005') }

/** Ten units at 100: 10 % of an equity of 10,000, all in cash. */
const fine: Increase = {
  symbol: 'BTC/USDT',
  quantity: parseAmount('10'),
  price: parseAmount('100'),
  expectedPrice: parseAmount('100'),
  limits: defaultLimits,
  rules,
  equity: parseValue('10000'),
  dayStartEquity: parseValue('10000'),
  cash: parseAmount('10000'),
  held: 0n,
  activity: { cycleIncreases: 0, increases: 0, turnover: 0n },
  unanswered: undefined,
}

describe('limits on increases', () => {
  it('let an order at every limit pass', () => {
    expect(denyIncrease(fine)).toBeUndefined()
    const atEveryLimit = {
      ...fine,
      held: parseAmount('20'),
      expectedPrice: parseAmount('95.23809524'),
      activity: { cycleIncreases: 19, increases: 49, turnover: parseAmount('19000') },
      limits: { ...defaultLimits, maxOrderUsd: 1000, minOrderUsd: 1000 },
    }
    expect(denyIncrease(atEveryLimit)).toBeUndefined()
  })

  it.each<[string, Partial<Increase>, { code: string; value?: number; limit?: number }]>([
    ['an unanswered order', { unanswered: 'c1-a-1' }, { code: 'restricted' }],
    ['a price that rose', { expectedPrice: parseAmount('95') }, { code: 'max-deviation', value: 5.26, limit: 5 }],
    ['a price that fell', { expectedPrice: parseAmount('106') }, { code: 'max-deviation', value: 5.66, limit: 5 }],
    ['a small order', { quantity: parseAmount('0.0999') }, { code: 'below-minimum', value: 9.99, limit: 10 }],
    [
      'nothing',
      { quantity: 0n, limits: { ...defaultLimits, minOrderUsd: 0 } },
      { code: 'below-minimum', value: 0, limit: 0 },
    ],
    [
      "under the venue's minimum",
      { rules: { ...rules, minNotional: parseAmount('2000') } },
      { code: 'below-minimum', value: 1000, limit: 2000 },
    ],
    [
      'an order over the maximum',
      { quantity: parseAmount('25.000001'), equity: parseValue('1000000') },
      { code: 'max-order', value: 2500, limit: 2500 },
    ],
    ['an order over its share', { quantity: parseAmount('10.000001') }, { code: 'max-order', value: 10, limit: 10 }],
    ['a position over its share', { held: parseAmount('20.01') }, { code: 'max-position', value: 30.01, limit: 30 }],
    ['too little cash left', { cash: parseAmount('3001.4') }, { code: 'min-cash', value: 20, limit: 20 }],
    [
      'more than all cash',
      { cash: parseAmount('1001'), limits: { ...defaultLimits, minCashPercent: 0 } },
      { code: 'min-cash', value: -0.01, limit: 0 },
    ],
    [
      'a buy too many in the cycle',
      { activity: { ...fine.activity, cycleIncreases: 20 } },
      { code: 'max-orders-per-cycle', value: 21, limit: 20 },
    ],
    [
      'a buy too many on the day',
      { activity: { ...fine.activity, increases: 50 } },
      { code: 'max-orders-per-day', value: 51, limit: 50 },
    ],
    [
      'too much turnover',
      { activity: { ...fine.activity, turnover: parseAmount('19000.5') } },
      { code: 'max-turnover', value: 200.01, limit: 200 },
    ],
  ])('deny %s', (_, change, { code, value, limit }) => {
    const denial = denyIncrease({ ...fine, ...change })
    const told = denial?.value === undefined ? undefined : Math.round(denial.value * 100) / 100
    expect({ code: denial?.code, value: told, limit: denial?.limit }).toEqual({ code, value, limit })
  })

  it('tell the figures, also of a limit missed by a hair', () => {
    expect(denyIncrease({ ...fine, held: parseAmount('20.0003') })?.message).toBe(
      'BTC/USDT would be 30.0003 % of equity, over the limit of 30 %',
    )
  })
})

describe('admission', () => {
  const buying: Asking = { side: 'buy', symbol: 'BTC/USDT', state: active, view, price: parseAmount('100') }
  const restrict = (state: 'reducing' | 'halted') => ({
    state: 'active' as const,
    restrict: [{ symbol: 'BTC/USDT', state, reason: 'unlock' }],
  })

  it.each<[string, Partial<Asking>, string | undefined, string | undefined]>([
    ['an open gate', {}, undefined, undefined],
    ['halted', { state: halted }, 'halted', 'halted'],
    ['reducing', { state: reducing }, 'reducing', undefined],
    ['a symbol restricted to reductions', { state: restrict('reducing') }, 'restricted', undefined],
    ['a halted symbol', { state: restrict('halted') }, 'restricted', 'restricted'],
    ['an unknown symbol', { view: undefined }, 'unknown-symbol', 'unknown-symbol'],
    ['an absent symbol', { view: { ...view!, condition: 'absent' } }, 'no-price', 'no-price'],
    ['a partial symbol', { view: { ...view!, condition: 'partial' } }, 'no-price', 'no-price'],
    ['no price now', { price: undefined }, 'no-price', 'no-price'],
    ['a suspect price', { view: { ...view!, condition: 'suspect' } }, 'suspect-price', 'suspect-price'],
  ])('%s: a buy and a sell', (_, change, forBuy, forSell) => {
    expect(denyAdmission({ ...buying, ...change })?.code).toBe(forBuy)
    expect(denyAdmission({ ...buying, ...change, side: 'sell' })?.code).toBe(forSell)
  })

  it('says why it is halted', () => {
    expect(denyAdmission({ ...buying, state: halted })?.message).toBe('halted: daily loss of 6 %')
  })
})

describe('reductions', () => {
  const limits = defaultLimits
  const price = parseAmount('100')
  const whole = { price, rules, limits, equity: parseValue('10000') }

  it('are split as evenly as lots allow, none over the order maximum', () => {
    expect(splitReduction({ ...whole, quantity: parseAmount('30') })).toEqual([
      parseAmount('10'),
      parseAmount('10'),
      parseAmount('10'),
    ])
    expect(splitReduction({ ...whole, quantity: parseAmount('10.000001') })).toEqual([
      parseAmount('5.000001'),
      parseAmount('5'),
    ])
    expect(splitReduction({ ...whole, quantity: parseAmount('10') })).toEqual([parseAmount('10')])
  })

  it('close in a hundred parts at most, whatever the limit', () => {
    const parts = splitReduction({ ...whole, quantity: parseAmount('30'), limits: { ...limits, maxOrderUsd: 0 } })
    expect(parts.length).toBe(100)
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(parseAmount('30'))
  })

  it('are clamped to the book, and take the dust under a lot with them', () => {
    const held = parseAmount('1.00000001')
    expect(clampReduction(parseAmount('5'), held, 100n)).toBe(held)
    expect(clampReduction(held, held, 100n)).toBe(held)
    expect(clampReduction(parseAmount('0.50000001'), held, 100n)).toBe(parseAmount('0.5'))
  })
})
