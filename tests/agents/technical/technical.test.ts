import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProposal } from '../../../src/agents/proposal.js'
import { technical } from '../../../src/agents/technical/technical.js'
import { atr } from '../../../src/market/indicators/atr.js'
import { ema, sma } from '../../../src/market/indicators/averages.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { briefingFor, candles, market, symbolView } from '../../support/briefing.js'

const signal = new AbortController().signal

/** Closes that accelerate, so that every pair of averages and the MACD agree. */
const up = Array.from({ length: 120 }, (_, i) => 100 + (i * i) / 200)
const down = Array.from({ length: 120 }, (_, i) => 200 - (i * i) / 200)
const flat = Array.from({ length: 120 }, () => 100)

async function look(views: readonly SymbolView[], settings: object = {}) {
  return technical.run(briefingFor(technical, { market: market(...views), settings }), signal)
}

describe('the technical agent', () => {
  it('gives a signal with its votes in words and all figures, and no orders', async () => {
    const proposal = await look([symbolView('BTC/USDT', up)])
    const columns = candles(up, 1)
    const distance = (ema(up, 12)! - ema(up, 26)!) / atr(columns, 14)!
    expect(distance).toBeGreaterThan(1)
    const reason = `3 of 3 votes up (MACD, SMA20/50, EMA12/26), ${distance.toFixed(2)} ATR apart, RSI 100`
    expect(proposal.signals).toEqual([{ symbol: 'BTC/USDT', direction: 1, confidence: 1, reason }])
    expect(proposal.summary).toBe(`BTC/USDT: ${reason}`)
    expect(proposal.metrics).toEqual({ symbols: 1, up: 1, down: 0 })
    expect(proposal).not.toHaveProperty('orders')
    expect(proposal).not.toHaveProperty('memory')
    expect(proposal.data).toEqual({
      'BTC/USDT': {
        reason,
        direction: 1,
        confidence: 1,
        sufficiency: 1,
        votes: { macd: 1, sma: 1, ema: 1 },
        figures: expect.objectContaining({
          last: up.at(-1),
          smaFast: expect.closeTo(sma(up, 20)!, 4),
          emaSlow: expect.closeTo(ema(up, 26)!, 4),
          rsi: 100,
          donchianHighest: up.at(-1)! + 1,
          bollingerPosition: expect.closeTo(0.92, 1),
        }),
      },
    })
  })

  it('tells which votes speak for a direction that is not unanimous', async () => {
    const [turned] = (await look([symbolView('A', [...up, ...Array<number>(6).fill(165)])])).signals ?? []
    expect(turned?.reason).toMatch(/^2 of 3 votes up \(SMA20\/50, EMA12\/26\), /)
    expect(turned?.confidence).toBeLessThanOrEqual(2 / 3)
  })

  it('points down in a fall', async () => {
    const { signals, metrics } = await look([symbolView('A', down), symbolView('B', up)])
    expect(signals?.map(({ symbol, direction }) => [symbol, direction])).toEqual([
      ['A', -1],
      ['B', 1],
    ])
    expect(metrics).toEqual({ symbols: 2, up: 1, down: 1 })
  })

  it.each<[string, SymbolView, RegExp]>([
    ['an absent symbol', symbolView('A', up, { condition: 'absent', reason: 'not yet' }), /^absent: not yet$/],
    ['a partial symbol', symbolView('A', up, { condition: 'partial' }), /^partial$/],
    ['a suspect price', symbolView('A', up, { condition: 'suspect', reason: 'jumped' }), /^suspect: jumped$/],
    ['a symbol that is not in the market', symbolView('B', up), /^not in the market$/],
    ['a flat market', symbolView('A', flat), /^no vote on the trend, 0\.00 ATR apart, RSI 50$/],
    ['no candles', symbolView('A', [], { last: 5 }), /^no vote on the trend, distance unknown, RSI unknown$/],
    ['too few candles', symbolView('A', up.slice(0, 20)), /^no vote on the trend, distance unknown, RSI 100$/],
  ])('is a noop on %s, and says so', async (_name, view, why) => {
    const proposal = await look([view], { symbols: ['A'] })
    expect(proposal.signals).toEqual([])
    expect(proposal.data).toEqual({ A: expect.objectContaining({ reason: expect.stringMatching(why) }) })
    expect(parseProposal(proposal)).toMatchObject({ ok: true, noop: true })
  })

  it('gives nothing but the reason for a symbol whose data cannot be trusted', async () => {
    const { data } = await look([symbolView('A', up, { condition: 'suspect' })])
    expect(data).toEqual({ A: { reason: 'suspect' } })
  })

  it('leaves out figures that it does not have, and lowers the sufficiency', async () => {
    const { data } = await look([symbolView('A', up.slice(0, 30))])
    // Without SMA50 and MACD: nine of eleven.
    expect(data).toMatchObject({
      A: { sufficiency: expect.closeTo((0.3 + 9 / 11) / 2, 7), votes: { macd: 0, sma: 0 } },
    })
    expect(data).not.toHaveProperty(['A', 'figures', 'smaSlow'])
    expect(data).not.toHaveProperty(['A', 'figures', 'macd'])
    expect(data).toHaveProperty(['A', 'figures', 'emaSlow'])
  })

  it('measures every indicator over the period that it is told', async () => {
    const periods = {
      smaFast: 3,
      smaSlow: 30,
      emaFast: 4,
      emaSlow: 20,
      macdFast: 3,
      macdSlow: 20,
      macdSignal: 4,
      rsiPeriod: 8,
      atrPeriod: 9,
      bollingerPeriod: 10,
      donchianPeriod: 11,
    }
    const dataOf = async (settings: object) => {
      const closes = Array.from({ length: 60 }, (_, i) => 100 + 10 * Math.sin(i / 3) + i / 7)
      return (await look([symbolView('A', closes)], settings)).data as { A: { figures: Record<string, number> } } // its shape is above
    }
    const { A: usual } = await dataOf({})
    for (const [setting, period] of Object.entries(periods)) {
      const { A: changed } = await dataOf({ [setting]: period })
      expect({ [setting]: changed.figures }).not.toEqual({ [setting]: usual.figures })
    }
  })

  it('names averages by their periods', async () => {
    const { summary } = await look([symbolView('A', up)], { smaFast: 5, smaSlow: 9, emaFast: 3, emaSlow: 8 })
    expect(summary).toContain('SMA5/9')
    expect(summary).toContain('EMA3/8')
  })

  it('bounds its summary, whatever the number of symbols', async () => {
    const views = Array.from({ length: 300 }, (_, i) => symbolView(`S${i}`, up))
    const proposal = await look(views)
    expect(proposal.summary.length).toBeLessThanOrEqual(2000)
    expect(proposal.signals).toHaveLength(300)
    expect(parseProposal(proposal)).toMatchObject({ ok: true })
  })

  it('gives a valid proposal, the same for the same candles, whatever they are', async () => {
    const walk = fc.array(fc.double({ min: 0.000_01, max: 100_000, noNaN: true }), { maxLength: 130 })
    await fc.assert(
      fc.asyncProperty(walk, async (closes) => {
        const view = symbolView('A', closes, { last: 1, candles: candles(closes, 0.000_001) })
        const proposal = await look([view])
        expect(parseProposal(proposal)).toMatchObject({ ok: true })
        expect(await look([view])).toEqual(proposal)
      }),
    )
  })

  it('has settings that refuse unknown keys, wrong units and averages the wrong way round', () => {
    const wrong = [
      { timeframe: '4h' },
      { rsiPeriod: 1.5 },
      { smaFast: 50, smaSlow: 20 },
      { emaFast: 26, emaSlow: 26 },
      { macdFast: 30 },
      { symbols: [] },
    ]
    for (const settings of wrong) expect(technical.settings.safeParse(settings).success).toBe(false)
  })
})
