import { describe, expect, it } from 'vitest'
import { riskSettings } from '../../../src/agents/risk/settings.js'
import { kellyShare, suggestSize } from '../../../src/agents/risk/size-suggestions.js'

const trips = (profits: readonly number[]) =>
  profits.map((profit) => ({
    agent: 'strategy',
    symbol: 'BTC/USDT',
    openedAt: '2026-01-01T00:00:00Z',
    closedAt: '2026-01-01T01:00:00Z',
    profit,
  }))
const repeated = (count: number, profit: number) => Array.from({ length: count }, () => profit)

const settings = (sizing: object = {}) => riskSettings.parse({ sizing })
const parts = { equity: 10_000, symbols: 5, kelly: undefined, volatility: 0.8, dailyVolatility: 0.08 }

describe('the size of a position', () => {
  it('by volatility target moves equity by 2 % on an ordinary day, under the largest position', () => {
    expect(suggestSize(parts, settings()).volatilityTarget).toBe(2500)
    expect(suggestSize({ ...parts, dailyVolatility: 0.01 }, settings()).volatilityTarget).toBe(3000)
    expect(suggestSize(parts, settings({ targetDailyVolatilityPercent: 1 })).volatilityTarget).toBe(1250)
  })

  it('by risk parity gives each symbol its share of 10 % a year, at most half its share of equity', () => {
    expect(suggestSize(parts, settings()).riskParity).toBe(250) // 10,000 · (0.10 / 5) / 0.8
    expect(suggestSize({ ...parts, volatility: 0.01 }, settings()).riskParity).toBe(1000) // 10,000 / (2 · 5)
  })

  it('by Kelly bets a quarter of the edge', () => {
    expect(suggestSize({ ...parts, kelly: 0.25 }, settings()).kelly).toBe(625)
    expect(suggestSize({ ...parts, kelly: 0.25 }, settings({ kellyFraction: 0.5 })).kelly).toBe(1250)
  })

  it('is suggested as the smallest of the methods chosen, and by none unless one is', () => {
    const all = { ...parts, kelly: 0.25 }
    expect(suggestSize(all, settings())).not.toHaveProperty('suggested')
    expect(suggestSize(all, settings({ methods: ['volatilityTarget', 'kelly'] })).suggested).toBe(625)
    expect(suggestSize(parts, settings({ methods: ['volatilityTarget', 'kelly'] })).suggested).toBe(2500)
    expect(suggestSize(parts, settings({ methods: ['kelly'] }))).not.toHaveProperty('suggested')
  })

  it('is left out where it is not known, and never negative', () => {
    const unknown = { ...parts, volatility: undefined, dailyVolatility: undefined }
    expect(suggestSize(unknown, settings())).toEqual({})
    expect(suggestSize({ ...parts, kelly: 1, equity: -5 }, settings())).toEqual({
      volatilityTarget: 0,
      kelly: 0,
      riskParity: 0,
    })
  })
})

describe('Kelly’s share', () => {
  it('is (p·b − q)/b over at least 30 round trips', () => {
    // p = 0.6, b = 2: (0.6 · 2 − 0.4)/2 = 0.4.
    expect(kellyShare(trips([...repeated(18, 20), ...repeated(12, -10)]))).toBeCloseTo(0.4, 12)
    expect(kellyShare(trips([...repeated(17, 20), ...repeated(12, -10)]))).toBeUndefined()
  })

  it('bets nothing on a negative edge', () => {
    expect(kellyShare(trips([...repeated(15, 10), ...repeated(15, -10)]))).toBe(0)
    expect(kellyShare(trips([...repeated(5, 10), ...repeated(25, -10)]))).toBe(0)
    expect(kellyShare(trips(repeated(30, -10)))).toBe(0)
  })

  it('is the share of wins when nothing was ever lost', () => {
    expect(kellyShare(trips(repeated(30, 10)))).toBe(1)
  })
})
