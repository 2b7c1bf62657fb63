import { describe, expect, it } from 'vitest'
import { riskBand, riskScore, trendOf } from '../../../src/agents/risk/risk-score.js'
import { percentileOf, readHistory, remember } from '../../../src/agents/risk/score-history.js'
import { market, symbolView } from '../../support/briefing.js'

describe('the risk score', () => {
  it.each([
    [{ volatility: 0, correlation: 0, trend: 0 }, 0],
    [{ volatility: 0.5, correlation: 0.4, trend: -0.1 }, 20 + 15 + 15],
    [{ volatility: 0.6, correlation: 0.8, trend: 0.3 }, 24 + 30],
    [{ volatility: 3, correlation: 1, trend: -0.9 }, 100],
    [{ volatility: 0.25, correlation: -0.5, trend: 0 }, 10],
  ])('of %o is %d', (parts, score) => expect(riskScore(parts)).toBeCloseTo(score, 10))

  it.each([
    [39.99, 'low'],
    [40, 'medium'],
    [69.99, 'medium'],
    [70, 'high'],
  ] as const)('of %d is %s', (score, band) => expect(riskBand(score)).toBe(band))

  it('looks at the last 20 days by time, and is unknown without them', () => {
    const rising = Array.from({ length: 481 }, (_, hour) => 100 + hour / 4.8) // 100 … 200
    const falling = rising.map((price) => 400 - price) // 300 … 200
    const both = market(symbolView('A', rising), symbolView('B', falling))
    expect(trendOf(Object.values(both.symbols), both)).toBeCloseTo((1 - 1 / 3) / 2, 10)
    const short = market(symbolView('A', rising), symbolView('B', falling.slice(1)))
    expect(trendOf(Object.values(short.symbols), short)).toBeUndefined()
    expect(trendOf([], both)).toBeUndefined()
  })
})

describe('the history of the score', () => {
  const of = (scores: readonly number[], scoreAtMs = 1000) => ({ scoreAtMs, scores: [...scores] })

  it('takes one score a candle, the last 500 of them', () => {
    const once = remember(readHistory(undefined), 12.345, 2000)
    expect(once).toEqual(of([12.3], 2000))
    expect(remember(once, 50, 2000)).toBe(once)
    expect(remember(once, undefined, 3000)).toBe(once)
    expect(remember(once, 50, 3000)).toEqual(of([12.3, 50], 3000))
    const full = of(Array.from({ length: 500 }, (_, index) => index))
    expect(remember(full, 7, 2000).scores).toEqual([...full.scores.slice(1), 7])
  })

  it('begins anew with what it cannot read', () => {
    for (const memory of [null, 'x', { scores: 1 }, { scoreAtMs: 1, scores: ['a'] }])
      expect(readHistory(memory)).toEqual({ scoreAtMs: 0, scores: [] })
    expect(readHistory({ scoreAtMs: 1000, scores: [1, 2] })).toEqual(of([1, 2]))
  })

  it('ranks a score among those it has seen, from 20 on', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1)
    expect(percentileOf(of(twenty), 5)).toBe(25)
    expect(percentileOf(of(twenty), 100)).toBe(100)
    expect(percentileOf(of(twenty), 0)).toBe(0)
    expect(percentileOf(of(twenty.slice(1)), 5)).toBeUndefined()
  })
})
