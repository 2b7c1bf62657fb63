import { describe, expect, it } from 'vitest'
import type { Briefing } from '../../src/agents/agent.js'
import { decodeBriefing, encodeBriefing } from '../../src/executors/briefing-codec.js'
import { CandleSeries } from '../../src/market/candle-series.js'
import { briefing } from '../support/bare-briefing.js'
import { market, symbolView } from '../support/briefing.js'
import { madeUpCandles } from '../support/candles.js'

/** What comes of a briefing on the other side. */
const sent = (told: Briefing) => decodeBriefing(JSON.parse(encodeBriefing(told, 'packed')))

describe('a briefing', () => {
  const figures = [0.1 + 0.2, 1e-300, Number.MAX_VALUE, 5e-324, 2 ** 53]
  const told = { ...briefing(2), market: market(symbolView('BTC/USDT', figures), symbolView('NEW/USDT', [])) }

  it('is the same to the last bit when it was packed', () => {
    expect(sent(told)).toEqual(told)
  })

  it('has its columns as lists for other programs', () => {
    const { candles } = told.market.symbols['BTC/USDT']!
    const { market } = JSON.parse(encodeBriefing(told, 'numbers'))
    expect(market.symbols['BTC/USDT'].candles).toEqual({
      time: [...candles.time],
      open: [...candles.open],
      high: [...candles.high],
      low: [...candles.low],
      close: figures,
      volume: [...candles.volume],
    })
    expect(market.symbols['NEW/USDT'].candles.close).toEqual([])
  })

  it('shows nothing of what lies beyond its columns', () => {
    const series = new CandleSeries(3)
    for (const candle of madeUpCandles({ count: 10 })) series.append(candle)
    const view = { ...symbolView('A/B', []), candles: series.view() }
    const { candles } = sent({ ...told, market: market(view) }).market.symbols['A/B']!
    expect(candles).toEqual(series.view())
    expect(candles.time).toHaveProperty('buffer.byteLength', 6 * 3 * 8)
  })

  it('is encoded with the market of its own cycle, however often that is asked for', () => {
    const next = { ...told, market: market(symbolView('BTC/USDT', [7])) }
    for (const form of ['numbers', 'packed'] as const) {
      const [first, second] = [encodeBriefing(told, form), encodeBriefing(next, form)]
      expect(encodeBriefing({ ...told, attempt: 3 }, form)).toBe(first.replace('"attempt":2', '"attempt":3'))
      expect(second).not.toBe(first)
    }
  })
})
