import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxOrders, parseProposal } from '../../../src/agents/proposal.js'
import { strategy } from '../../../src/agents/strategy/strategy.js'
import type { OrderIntent, Side } from '../../../src/desk/order.js'
import { ema } from '../../../src/market/indicators/averages.js'
import { rsi } from '../../../src/market/indicators/rsi.js'
import { dailyVolatility } from '../../../src/market/indicators/volatility.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { book, briefingFor, candles, market, portfolio, position, symbolView } from '../../support/briefing.js'

const hourMs = 3_600_000
const signal = new AbortController().signal

/** Sixty closes that go up by one and a half and down by one, or the other way round. */
const zigzag = (direction: 1 | -1) => Array.from({ length: 60 }, (_, i) => 100 + direction * (i * 0.25 + (i % 2)))
const up = zigzag(1)
const down = zigzag(-1)
const steep = Array.from({ length: 60 }, (_, i) => 100 + i)
const flat = Array.from({ length: 60 }, () => 100)

type Parts = NonNullable<Parameters<typeof briefingFor>[1]>

/** Round figures: orders of 10 %, positions of 30 % of equity, and a trend that is certain at one ATR. */
const round = { maxOrderPercent: 10, maxPositionPercent: 30, maxAccountPercent: 100, certainAtr: 1, minConfidence: 0.3 }

async function propose(views: readonly SymbolView[], { settings, ...parts }: Parts = {}) {
  const briefing = { market: market(...views), ...parts, settings: { ...round, ...settings } }
  const proposal = await strategy.run(briefingFor(strategy, briefing), signal)
  return { ...proposal, orders: proposal.orders ?? [] }
}

const quantityOf = (order: OrderIntent) => Number('quantity' in order ? order.quantity : Number.NaN)
const total = (orders: readonly OrderIntent[], side: Side) =>
  orders.filter((order) => order.side === side).reduce((sum, order) => sum + quantityOf(order), 0)
const holding = (symbol: string, quantity: number, price: number, equity = 10_000) =>
  portfolio({
    equity,
    cash: equity,
    own: book({ ...position(symbol, quantity, price), protect: { stop: String(price * 0.99) } }),
  })

describe('the strategy', () => {
  it('buys its target in orders of the largest size, each with a stop two ATRs below', async () => {
    const { orders, signals, data, metrics } = await propose([symbolView('BTC/USDT', up)])
    const last = up.at(-1)!
    expect(last).toBe(115.75)
    expect(orders).toHaveLength(3)
    for (const order of orders) {
      expect(order).toEqual({
        symbol: 'BTC/USDT',
        side: 'buy',
        quantity: '8.63930885', // 1,000 / 115.75, rounded down
        expectedPrice: '115.75',
        reason: 'trend up: EMA12 113.917 over EMA26 112.143, 0.59 ATR apart, RSI 64',
        protect: { stop: '109.73082185' }, // 115.75 − 2 · 3.00958907…, rounded down
      })
    }
    expect(signals).toEqual([
      { symbol: 'BTC/USDT', direction: 1, confidence: expect.closeTo(0.59, 2), reason: orders[0]?.reason },
    ])
    expect([data, metrics]).toEqual([{}, { symbols: 1, buys: 3, sells: 0, stops: 0 }])
  })

  it('sizes by volatility under the cap, floors every order and never passes its target', async () => {
    const { orders } = await propose([symbolView('BTC/USDT', up)], { settings: { targetDailyVolatilityPercent: 1 } })
    const target = (10_000 * 0.01) / dailyVolatility(up, hourMs)!
    expect(target).toBeLessThan(3000)
    expect(total(orders, 'buy') * up.at(-1)!).toBeLessThanOrEqual(target)
    expect(total(orders, 'buy') * up.at(-1)!).toBeCloseTo(target, 4)
  })

  it('buys only what its own book lacks, whatever others hold', async () => {
    const last = up.at(-1)!
    const account = {
      ...holding('BTC/USDT', 2000 / last, last),
      positions: { 'BTC/USDT': position('BTC/USDT', 60, last) },
    }
    const { orders } = await propose([symbolView('BTC/USDT', up)], { portfolio: account })
    expect(orders).toHaveLength(1)
    expect(total(orders, 'buy') * last).toBeCloseTo(1000, 4)
  })

  it('bounds an order in quote currency too', async () => {
    const { orders } = await propose([symbolView('BTC/USDT', up)], { settings: { maxOrderUsd: 700 } })
    expect(orders.map((order) => Math.round(quantityOf(order) * up.at(-1)!))).toEqual([700, 700, 700, 700, 200])
  })

  it('sells the difference when it holds more than its target', async () => {
    const last = up.at(-1)!
    const { orders } = await propose([symbolView('BTC/USDT', up)], {
      portfolio: holding('BTC/USDT', 4000 / last, last),
    })
    expect(orders).toMatchObject([{ symbol: 'BTC/USDT', side: 'sell' }])
    expect(total(orders, 'sell') * last).toBeCloseTo(1000, 4)
  })

  it('sells all that it holds, in one order without dust, when the trend turns down', async () => {
    const { orders } = await propose([symbolView('BTC/USDT', down)], { portfolio: holding('BTC/USDT', 0.29, 85) })
    expect(orders).toEqual([
      {
        symbol: 'BTC/USDT',
        side: 'sell',
        quantity: '0.29',
        reason: expect.stringMatching(/^trend down: EMA12 .* under EMA26/),
      },
    ])
    const dust = await propose([symbolView('BTC/USDT', down)], { portfolio: holding('BTC/USDT', 1e-8, 85) })
    expect(dust.orders).toMatchObject([{ side: 'sell', quantity: '0.00000001' }])
  })

  it('proposes nothing but sells while only reductions may trade', async () => {
    const state = { state: 'reducing' as const, reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' }
    const views = [symbolView('BTC/USDT', up), symbolView('ETH/USDT', down)]
    const { orders, data } = await propose(views, { state, portfolio: holding('ETH/USDT', 2, 85) })
    expect(orders).toMatchObject([{ symbol: 'ETH/USDT', side: 'sell', quantity: '2' }])
    expect(data).toEqual({ 'BTC/USDT': expect.stringMatching(/^wants to buy while reducing; trend up: EMA12/) })
  })

  it('puts sells before buys', async () => {
    const views = [symbolView('BTC/USDT', up), symbolView('ETH/USDT', down)]
    const { orders } = await propose(views, { portfolio: holding('ETH/USDT', 2, 85) })
    expect(orders.map(({ side }) => side)).toEqual(['sell', 'buy', 'buy', 'buy'])
  })

  const last = up.at(-1)!
  it.each<[string, SymbolView, Parts, RegExp]>([
    ['an absent symbol', symbolView('A', up, { condition: 'absent', reason: 'not yet' }), {}, /^absent: not yet$/],
    ['a partial symbol', symbolView('A', up, { condition: 'partial' }), {}, /^partial$/],
    [
      'a suspect price',
      symbolView('A', up, { condition: 'suspect' }),
      { portfolio: holding('A', 1, 100) },
      /^suspect$/,
    ],
    ['too few candles', symbolView('A', up.slice(-25)), {}, /^too few candles \(25\)$/],
    [
      'a flat market',
      symbolView('A', flat),
      {},
      /^trend neutral: no trend: EMA12 100 at EMA26 100, 0\.00 ATR apart, RSI 50$/,
    ],
    ['a down-trend with nothing held', symbolView('A', down), {}, /^nothing held; trend down: /],
    ['an overbought rise', symbolView('A', steep), {}, /^trend neutral: overbought, RSI is not under 70: .* RSI 100$/],
    [
      'a weak trend',
      symbolView('A', up),
      { settings: { minConfidence: 0.6 } },
      /^confidence 0\.59 is under 0\.6; trend up: /,
    ],
    [
      'a position close to its target',
      symbolView('A', up),
      { portfolio: holding('A', 2851 / last, last) },
      /^close to its target; /,
    ],
    [
      'a difference under the smallest order',
      symbolView('A', up),
      { portfolio: portfolio({ equity: 30 }) },
      /^close to its target; /,
    ],
    [
      'orders that would be too small',
      symbolView('A', up),
      { portfolio: portfolio({ equity: 90 }) },
      /^no order is possible: /,
    ],
    ['a stop below zero', symbolView('A', up), { settings: { stopAtr: 40 } }, /^no order is possible: /],
    ['an unknown symbol', symbolView('B', up), { settings: { symbols: ['A'] } }, /^not in the market$/],
  ])('does nothing on %s, and says so', async (_name, view, parts, why) => {
    const { orders, data, summary } = await propose([view], parts)
    expect(orders).toEqual([])
    expect(data).toEqual({ A: expect.stringMatching(why) })
    expect(summary).toBe(`A: ${Object.values(data as object)[0]}`)
  })

  it('trades the third that is missing when the position is under its target by more than the least trade', async () => {
    const { orders } = await propose([symbolView('A', up)], { portfolio: holding('A', 2849 / last, last) })
    expect(total(orders, 'buy') * last).toBeCloseTo(151, 4)
  })

  it('keeps what it holds when it would not buy and the trend has not turned', async () => {
    for (const closes of [flat, steep]) {
      const held = holding('A', 20, closes.at(-1)!)
      expect((await propose([symbolView('A', closes)], { portfolio: held })).orders).toEqual([])
    }
  })

  it('takes a symbol that is listed twice once', async () => {
    const twice = await propose([symbolView('A', up)], { settings: { symbols: ['A', 'A'] } })
    expect(twice.orders).toHaveLength(3)
  })

  it('keeps no memory: the same briefing gives the same proposal, and the cycle before leaves no trace', async () => {
    const first = await propose([symbolView('A', up), symbolView('B', down)])
    await propose([symbolView('A', down)], { portfolio: holding('A', 3, 85) })
    expect(await propose([symbolView('A', up), symbolView('B', down)])).toEqual(first)
    expect(first).not.toHaveProperty('memory')
  })

  it('stays within the orders of one proposal, sells first', async () => {
    const views = Array.from({ length: 60 }, (_, i) => symbolView(`A${i}`, up))
    const rich = portfolio({ equity: 1e9, cash: 1e9, own: book(position('Z', 5, 85)) })
    const proposal = await propose([...views, symbolView('Z', down)], { portfolio: rich })
    expect(proposal.orders).toHaveLength(maxOrders)
    expect(proposal.orders[0]).toMatchObject({ symbol: 'Z', side: 'sell' })
    expect(parseProposal(proposal)).toMatchObject({ ok: true })
  })

  it('has settings that refuse unknown keys, wrong units and averages the wrong way round', () => {
    for (const settings of [{ timeframe: '4h' }, { maxPositionPercent: 300 }, { fast: 26, slow: 12 }, { symbols: [] }])
      expect(strategy.settings.safeParse(settings).success).toBe(false)
  })
})

describe('whatever the market, the strategy', () => {
  const start = fc.oneof(fc.constantFrom(0.000_012, 1, 250, 60_000), fc.double({ min: 0.0001, max: 1e5, noNaN: true }))
  const walk = fc
    .tuple(start, fc.array(fc.integer({ min: -300, max: 330 }), { minLength: 30, maxLength: 80 }))
    .map(([from, steps]) => steps.reduce((closes, step) => [...closes, closes.at(-1)! * (1 + step / 10_000)], [from]))
  const cases = fc.record({
    closes: walk,
    equity: fc.integer({ min: 0, max: 100_000_000 }).map((cents) => cents / 100),
    units: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 ** 12 })),
    state: fc.constantFrom('active' as const, 'reducing' as const),
    settings: fc.constantFrom(
      {},
      { minConfidence: 0 },
      { minConfidence: 0, rsiOverbought: 100, targetDailyVolatilityPercent: 5, maxOrderUsd: 333 },
    ),
  })

  const check = (
    claim: (
      given: { closes: number[]; equity: number; held: number; state: 'active' | 'reducing' },
      proposal: Awaited<ReturnType<typeof propose>>,
      last: number,
    ) => void,
  ) =>
    fc.assert(
      fc.asyncProperty(cases, async ({ closes, equity, units, state, settings }) => {
        const last = closes.at(-1)!
        const held = Number((units / 1e8).toFixed(8))
        const view = symbolView('A', closes, { candles: candles(closes, last / 500) })
        const proposal = await propose([view], {
          settings,
          portfolio: holding('A', held, last, equity),
          state: { state, reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' },
        })
        claim({ closes, equity, held, state }, proposal, last)
      }),
    )

  it('gives a valid proposal', async () => {
    await check((_given, proposal) => expect(parseProposal(proposal)).toMatchObject({ ok: true }))
  })

  it('never sells more than it owns', async () => {
    await check(({ held }, { orders }) => expect(total(orders, 'sell')).toBeLessThanOrEqual(held))
  })

  it('never buys over its target, nor anything that is over the order limit or without a stop below the price', async () => {
    await check(({ equity, held }, { orders }, last) => {
      const buys = orders.filter(({ side }) => side === 'buy')
      fc.pre(buys.length > 0)
      expect((held + total(buys, 'buy')) * last).toBeLessThanOrEqual(equity * 0.3 * (1 + 1e-12))
      for (const order of buys) {
        expect(quantityOf(order) * last).toBeLessThanOrEqual(Math.min(equity / 10, 2500) * (1 + 1e-12))
        expect(Number(order.protect?.stop)).toBeGreaterThan(0)
        expect(Number(order.protect?.stop)).toBeLessThan(last)
      }
    })
  })

  it('never buys while only reductions may trade, nor in a down-trend, nor when overbought', async () => {
    await check(({ closes, state }, { orders }) => {
      fc.pre(total(orders, 'buy') > 0)
      expect(state).toBe('active')
      expect(ema(closes, 12)).toBeGreaterThan(ema(closes, 26)!)
      expect(rsi(closes, 14)).toBeLessThan(100)
    })
  })

  it('ends a down-trend with nothing held', async () => {
    await check(({ closes, held }, { orders }) => {
      fc.pre(ema(closes, 12)! < ema(closes, 26)!)
      expect(total(orders, 'sell')).toBe(held)
    })
  })
})
