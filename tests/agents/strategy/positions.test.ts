import { describe, expect, it } from 'vitest'
import { parseProposal } from '../../../src/agents/proposal.js'
import { strategy } from '../../../src/agents/strategy/strategy.js'
import type { Protection } from '../../../src/desk/order.js'
import { book, briefingFor, market, portfolio, position, symbolView } from '../../support/briefing.js'
import { shapes } from './shapes.js'

type Parts = NonNullable<Parameters<typeof briefingFor>[1]>
type Shape = keyof typeof shapes

const all = { trend: true, meanReversion: true, breakout: true, rsiOverbought: 95 }

async function propose(shape: Shape, { settings, ...parts }: Parts = {}) {
  const briefing = briefingFor(strategy, {
    market: market(symbolView('A', shapes[shape])),
    ...parts,
    settings: { ...settings },
  })
  const proposal = await strategy.run(briefing, new AbortController().signal)
  expect(parseProposal(proposal)).toMatchObject({ ok: true })
  return { ...proposal, orders: proposal.orders ?? [] }
}

/** Fifteen percent of 10,000 in A, bought at its price. */
function holding(shape: Shape, protect?: Protection) {
  const last = shapes[shape].at(-1) ?? Number.NaN
  const held = position('A', 1500 / last, last)
  return portfolio({ own: book(protect === undefined ? held : { ...held, protect }) })
}

describe('the stop of a position', () => {
  // The price is 115.75, and two ATRs of 3.00958907… under it is 109.73082185.
  const wanted = { A: { stop: '109.73082185' } }
  const bullish = { maxPositionPercent: 15 }
  const stopped = (stop: string, settings: object = bullish) =>
    propose('rising', { settings, portfolio: holding('rising', { stop, takeProfit: '200' }) })

  it('moves up behind the price, and the summary says so', async () => {
    const { protect, orders, metrics, summary } = await stopped('100')
    expect([orders, protect, metrics?.['stops']]).toEqual([[], wanted, 1])
    expect(summary).toMatch(/its stop moves up to 109\.73082185$/)
  })

  it('never moves down', async () => {
    expect(await stopped('109.8')).not.toHaveProperty('protect')
    expect(await stopped('112')).not.toHaveProperty('protect')
  })

  it('moves by whole steps, so that not every cycle moves it', async () => {
    expect(await stopped('109')).not.toHaveProperty('protect') // a quarter of an ATR is 0.7524
    expect((await stopped('108.9')).protect).toEqual(wanted)
    expect((await stopped('109.7', { ...bullish, stopStepAtr: 0 })).protect).toEqual(wanted)
    expect(await stopped('109.73082185', { ...bullish, stopStepAtr: 0 })).not.toHaveProperty('protect')
  })

  it('is put where there is none', async () => {
    expect((await propose('rising', { settings: bullish, portfolio: holding('rising') })).protect).toEqual(wanted)
  })

  it('also moves while nothing may be bought', async () => {
    const state = { state: 'reducing', reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' } as const
    const { protect, orders } = await propose('rising', { state, portfolio: holding('rising', { stop: '100' }) })
    expect([orders, protect]).toEqual([[], wanted])
  })

  it('is not lowered by a buy that adds to the position', async () => {
    const added = await propose('rising', { portfolio: holding('rising', { stop: '112' }) })
    expect(added.orders).toMatchObject([{ side: 'buy', protect: { stop: '112' } }])
    const raised = await propose('rising', { portfolio: holding('rising', { stop: '100' }) })
    expect(raised.orders).toMatchObject([{ side: 'buy', protect: { stop: '109.73082185' } }])
    expect(raised).not.toHaveProperty('protect')
  })

  it('is let be when the position is sold, or its price is not to be trusted', async () => {
    const sold = await propose('falling', { portfolio: holding('falling', { stop: '50' }) })
    expect(sold.orders).toMatchObject([{ side: 'sell' }])
    expect(sold).not.toHaveProperty('protect')
    const doubtful = market(symbolView('A', shapes.rising, { condition: 'suspect' }))
    const kept = await propose('rising', { market: doubtful, portfolio: holding('rising', { stop: '100' }) })
    expect(kept).not.toHaveProperty('protect')
  })
})

describe('a position', () => {
  const bought = (name: string) => ({ boughtFor: { A: [name] } })

  it('is sold when what it was bought for is over, whatever else would keep it', async () => {
    const held = { settings: all, portfolio: holding('flat') }
    const { orders } = await propose('flat', { ...held, memory: bought('meanReversion') })
    expect(orders).toMatchObject([
      {
        side: 'sell',
        quantity: '15',
        reason: expect.stringMatching(/^its reason is gone: meanReversion neutral: at 50 %/),
      },
    ])
    expect((await propose('flat', { ...held, memory: bought('trend') })).orders).toEqual([])
  })

  it.each<[string, Parts['memory']]>([
    ['nobody remembers', {}],
    ['the memory makes no sense', [{ boughtFor: 7 }]],
    ['it was bought for a strategy that is off', bought('martingale')],
  ])('is kept by any strategy that is on when %s', async (_why, memory = null) => {
    const kept = await propose('flat', { settings: all, portfolio: holding('flat'), memory })
    expect(kept.orders).toEqual([])
    expect(kept.data).toEqual({ A: expect.stringMatching(/^trend neutral: no trend/) })
    const settings = { trend: false, meanReversion: true }
    const sold = await propose('flat', { settings, portfolio: holding('flat'), memory })
    expect(sold.orders).toMatchObject([{ side: 'sell', quantity: '15' }])
  })

  it('is neither added to nor sold in a conflict', async () => {
    const held = { settings: all, portfolio: holding('hurried', { stop: '134' }), memory: bought('meanReversion') }
    const { orders, signals, data } = await propose('hurried', held)
    expect([orders, signals]).toEqual([[], []])
    expect(data).toEqual({ A: expect.stringMatching(/^a conflict: trend up: .*; meanReversion down: /) })
  })

  it('is kept while a strategy has too few candles to tell', async () => {
    const young = market(symbolView('A', shapes.flat.slice(0, 20)))
    const held = { settings: all, market: young, portfolio: holding('flat') }
    expect((await propose('flat', { ...held, memory: bought('breakout') })).orders).toEqual([])
  })
})

describe('the memory', () => {
  it('keeps which strategies a position was bought for, until it is gone', async () => {
    const opened = await propose('rising', { settings: all })
    expect(opened.memory).toEqual({ boughtFor: { A: ['trend'] } })
    const more = { settings: all, portfolio: holding('breakout', { stop: '90' }), memory: opened.memory ?? null }
    expect((await propose('breakout', more)).memory).toEqual({ boughtFor: { A: ['trend', 'breakout'] } })
    expect((await propose('falling', { ...more, portfolio: holding('falling') })).memory).toEqual(opened.memory)
    expect((await propose('falling', { ...more, portfolio: portfolio() })).memory).toEqual({ boughtFor: {} })
  })

  it('is kept through a cycle without a price', async () => {
    const blind = market(symbolView('A', shapes.flat, { condition: 'partial' }))
    const memory = { boughtFor: { A: ['meanReversion'] } }
    const kept = await propose('flat', { settings: all, market: blind, portfolio: holding('flat'), memory })
    expect(kept.memory).toEqual(memory)
  })

  it('is empty while one strategy is on', async () => {
    expect(await propose('rising')).not.toHaveProperty('memory')
    expect((await propose('rising', { memory: { boughtFor: { A: ['trend'] } } })).memory).toEqual({ boughtFor: {} })
  })

  it('stays small, however many symbols there are', async () => {
    const views = Array.from({ length: 1500 }, (_, i) => symbolView(`SYMBOL-${i}/USDT`, shapes.breakout))
    const held = views.map(({ symbol }) => position(symbol, 1, 104))
    const many = { settings: all, market: market(...views), portfolio: portfolio({ own: book(...held) }) }
    const { memory } = await propose('breakout', many)
    expect(Object.keys(Object(Object(memory).boughtFor))).toHaveLength(500)
  })
})

describe('the settings', () => {
  it('switch each strategy on and off, at least one on', async () => {
    expect(strategy.settings.safeParse({ trend: false }).success).toBe(false)
    expect(strategy.settings.parse({})).toMatchObject({ trend: true, meanReversion: false, breakout: false })
    const only = await propose('breakout', { settings: { trend: false, breakout: true } })
    expect(only.orders).toMatchObject([{ side: 'buy', reason: expect.stringMatching(/^breakout up: 104 is /) }, {}, {}])
    expect((await propose('rising', { settings: { trend: false, breakout: true } })).orders).toEqual([])
  })

  it('leave room for fees and other agents by default', () => {
    expect(strategy.settings.parse({})).toMatchObject({ minConfidence: 0.7, maxPositionPercent: 20 })
  })
})
