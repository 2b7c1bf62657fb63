import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trading } from '../../../src/agents/trading/trading.js'
import { atr } from '../../../src/market/indicators/atr.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { candles, portfolio, symbolView } from '../../support/briefing.js'
import { briefed, down, holding, type Parts, propose, sideways, signalling, total, up } from './fixture.js'

const reducing = { state: 'reducing' as const, reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' }

describe('trading by rules', () => {
  it('buys where trend and momentum agree, in orders with a stop two ATRs below', async () => {
    const { orders, signals, metrics, data } = await propose([symbolView('BTC/USDT', up)])
    const last = up.at(-1)!
    const range = atr(candles(up, 1), 14)!
    expect(orders.length).toBeGreaterThan(0)
    expect(total(orders, 'buy') * last).toBeLessThanOrEqual(3_000)
    for (const order of orders) {
      expect(order).toMatchObject({ symbol: 'BTC/USDT', side: 'buy', expectedPrice: '115.75' })
      expect(Number(order.protect?.stop)).toBeCloseTo(last - 2 * range, 7)
    }
    expect(signals).toMatchObject([{ symbol: 'BTC/USDT', direction: 1, confidence: 1 }])
    expect(signals?.[0]?.reason).toMatch(/^EMA12\/26 \+0\.59 ATR, 24 candles \+1\.99 ATR$/)
    expect([metrics, data]).toEqual([{ symbols: 1, buys: orders.length, sells: 0 }, {}])
  })

  it('sells all that its own book holds where both point down, whatever others hold', async () => {
    const account = holding('BTC/USDT', 0.29, 84.25)
    const { orders } = await propose([symbolView('BTC/USDT', down)], {
      portfolio: { ...account, positions: holding('BTC/USDT', 900, 84.25).own.positions },
    })
    expect(orders).toEqual([
      { symbol: 'BTC/USDT', side: 'sell', quantity: '0.29', reason: expect.stringMatching(/^EMA12\/26 −/) },
    ])
  })

  it('counts a vote of sentiment and technical with their confidence, where it is told of them', async () => {
    const views = [symbolView('BTC/USDT', up)]
    const against = { sentiment: signalling('BTC/USDT', -1, 0.5), technical: signalling('BTC/USDT', -1, 0.5) }
    const doubted = await propose(views, { proposals: against })
    expect(doubted.orders).toEqual([])
    // Two for and two halves against: (2 − 1) / 3.
    expect(doubted.data).toMatchObject({
      'BTC/USDT': expect.stringMatching(/^BUY at confidence 0\.33, under 0\.7; .*sentiment −0\.50, technical −0\.50$/),
    })
    const agreed = await propose(views, { proposals: { technical: signalling('BTC/USDT', 1, 0.5) } })
    expect(agreed.signals).toMatchObject([{ confidence: 1, direction: 1 }])
    const weak = await propose(views, { proposals: { sentiment: signalling('BTC/USDT', -1, 0.2) } })
    expect(weak.signals).toMatchObject([{ confidence: expect.closeTo(1.8 / 2.2, 10), direction: 1 }])
  })

  it('heeds no other agents, and no signals on other symbols', async () => {
    const proposals = { stranger: signalling('BTC/USDT', -1, 1), sentiment: signalling('ETH/USDT', -1, 1) }
    const alone = await propose([symbolView('BTC/USDT', up)])
    expect(await propose([symbolView('BTC/USDT', up)], { proposals })).toEqual(alone)
  })

  it('holds on a tie, and never takes it for a reason to buy', async () => {
    const proposals = { sentiment: signalling('A', -1, 1), technical: signalling('A', -1, 1) }
    const { orders, signals, data } = await propose([symbolView('A', up)], { proposals })
    expect([orders, signals]).toEqual([[], []])
    expect(data).toMatchObject({ A: expect.stringMatching(/^a tie: EMA12/) })
  })

  it('takes one vote alone for no certainty', async () => {
    const proposals = { technical: signalling('A', 1, 1) }
    const { orders, data } = await propose([symbolView('A', sideways)], { proposals })
    expect(orders).toEqual([])
    expect(data).toMatchObject({ A: 'BUY at confidence 0.50, under 0.7; technical +1.00' })
  })

  it('counts turbulence against buying', async () => {
    const calm = Array.from({ length: 200 }, (_, i) => 100 + i * 0.1 + (i % 2) * 0.05)
    const wild = Array.from({ length: 30 }, (_, i) => 120 + i + (i % 2) * 8)
    const { data } = await propose([symbolView('A', [...calm, ...wild])])
    expect(data).toMatchObject({
      A: expect.stringMatching(/^BUY at confidence 0\.33.*turbulent, \d\.\d times as usual$/),
    })
  })

  it('reads a price over its bands as overbought, and one under them as oversold', async () => {
    const rise = [...sideways, 101, 102, 103, 105, 108, 112]
    const fall = [...sideways, 99, 98, 97, 95, 92, 88]
    const why = async (closes: readonly number[]) => {
      const { signals, data } = await propose([symbolView('A', closes)], { settings: { minConfidence: 0.01 } })
      return `${signals?.[0]?.reason} ${JSON.stringify(data)}`
    }
    expect(await why(rise)).toMatch(/overbought at RSI \d\d/)
    expect(await why(fall)).toMatch(/oversold at RSI \d\d/)
  })

  it('takes a high RSI inside the bands for no reversal', async () => {
    const steep = Array.from({ length: 60 }, (_, i) => 100 + i)
    const { signals } = await propose([symbolView('A', steep)])
    expect(signals).toMatchObject([{ direction: 1, reason: expect.not.stringContaining('overbought') }])
  })

  it('proposes nothing but sells while only reductions may trade', async () => {
    const views = [symbolView('BTC/USDT', up), symbolView('ETH/USDT', down)]
    const { orders, data } = await propose(views, { state: reducing, portfolio: holding('ETH/USDT', 2, 84.25) })
    expect(orders).toMatchObject([{ symbol: 'ETH/USDT', side: 'sell', quantity: '2' }])
    expect(data).toMatchObject({ 'BTC/USDT': expect.stringMatching(/^wants to buy while reducing; EMA12/) })
  })

  it('never sells on a decision to buy, also when it holds more than its target', async () => {
    const { orders, data } = await propose([symbolView('A', up)], { portfolio: holding('A', 60, 115.75) })
    expect(orders).toEqual([])
    expect(data).toMatchObject({ A: expect.stringMatching(/^holds more than its target; EMA12/) })
  })

  it.each<[string, SymbolView, Parts, RegExp]>([
    ['an absent symbol', symbolView('A', up, { condition: 'absent', reason: 'not yet' }), {}, /^absent: not yet$/],
    ['a suspect price', symbolView('A', up, { condition: 'suspect' }), { portfolio: holding('A', 1, 9) }, /^suspect$/],
    ['too few candles', symbolView('A', up.slice(-24)), {}, /^too few candles \(24\)$/],
    [
      'a price that stands still',
      symbolView(
        'A',
        up.map(() => 100),
        { candles: candles(up.map(() => 100)) },
      ),
      {},
      /^its price does not move$/,
    ],
    ['a down-trend with nothing held', symbolView('A', down), {}, /^nothing held; EMA12/],
    ['no votes', symbolView('A', sideways), {}, /^nobody votes$/],
    ['an unknown symbol', symbolView('B', up), { settings: { symbols: ['A'] } }, /^not in the market$/],
    ['unknown equity', symbolView('A', up), { portfolio: unknownEquity() }, /^equity is unknown; EMA12/],
  ])('does nothing on %s, and says so', async (_what, view, parts, why) => {
    const { orders, data, summary } = await propose([view], parts)
    expect(orders).toEqual([])
    expect(data).toEqual({ A: expect.stringMatching(why) })
    expect(summary).toMatch(/^A: ./)
  })

  it('keeps its summary short, however many symbols there are', async () => {
    const views = Array.from({ length: 500 }, (_, i) => symbolView(`S${i}/USDT`, sideways))
    expect((await propose(views)).summary.length).toBeLessThanOrEqual(2_000)
  })

  it('proposes the same for the same briefing', async () => {
    const views = [symbolView('BTC/USDT', up), symbolView('ETH/USDT', down)]
    expect(await propose(views)).toEqual(await propose(views))
  })

  it('buys only above the confidence asked for, only while active, and never over its target', async () => {
    const walk = fc
      .array(fc.integer({ min: 9_800, max: 10_210 }), { minLength: 60, maxLength: 120 })
      .map((steps) => steps.reduce((closes, step) => [...closes, (closes.at(-1)! * step) / 10_000], [100]))
    const cases = fc.record({
      closes: walk,
      held: fc.integer({ min: 0, max: 100 }),
      state: fc.constantFrom('active' as const, 'reducing' as const),
      minConfidence: fc.double({ min: 0.05, max: 1, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ closes, held, state, minConfidence }) => {
        const last = closes.at(-1)!
        const { orders, signals = [] } = await propose([symbolView('A', closes)], {
          settings: { minConfidence },
          portfolio: holding('A', held, last),
          state: { ...reducing, state },
        })
        expect(total(orders, 'sell')).toBeLessThanOrEqual(held)
        for (const { confidence } of signals) expect(confidence).toBeGreaterThanOrEqual(minConfidence)
        if (total(orders, 'buy') === 0) return
        expect(state).toBe('active')
        expect(signals).toMatchObject([{ direction: 1 }])
        expect((held + total(orders, 'buy')) * last).toBeLessThanOrEqual(3_000 * (1 + 1e-9))
      }),
    )
  })

  it('asks for a folder before it asks a model', async () => {
    const settings = { provider: 'model', model: 'm', baseUrl: 'http://127.0.0.1:9/v1' }
    const run = async () => trading.run(briefed([symbolView('A', up)], { settings }), new AbortController().signal)
    await expect(run()).rejects.toThrow('expected to be opened with a folder')
  })
})

function unknownEquity() {
  const { equity: _, ...unknown } = portfolio()
  return { ...unknown, complete: false, missing: ['B'] }
}
