import { sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import type { Json, Proposal } from '../../../src/agents/agent.js'
import { risk } from '../../../src/agents/risk/risk.js'
import { baselines, briefingFor, market, portfolio, position, symbolView } from '../../support/briefing.js'

const closes = (count: number, phase = 0) =>
  Array.from({ length: count }, (_, index) => 100 + 3 * Math.sin(index * 0.7 + phase) + index / 100)
const returnsOf = (prices: readonly number[]) => prices.slice(1).map((price, index) => price / prices[index]! - 1)

const [a, b] = [closes(500), closes(500, 2)] as const
const account = portfolio({
  cash: 4000,
  positions: { A: position('A', 40, 100), B: position('B', 20, 100) },
  baselines: baselines({ dayStart: 10_000, rolling24h: 10_000, highWaterMark: 10_100 }),
})

async function measured(parts: Parameters<typeof briefingFor>[1] = {}): Promise<Proposal> {
  const seen = market(symbolView('A', a), symbolView('B', b))
  return risk.run(briefingFor(risk, { market: seen, portfolio: account, ...parts }), new AbortController().signal)
}

/** A value deep in plain data. */
function at(data: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => Object(value)[key], data)
}

describe('the risk agent measures', () => {
  it('the portfolio at today’s weights, cash included, and each symbol', async () => {
    const { metrics = {}, data } = await measured()
    const portfolioReturns = returnsOf(a).map((value, index) => 0.4 * value + 0.2 * returnsOf(b)[index]!)
    const annual = 100 * sampleStandardDeviation(portfolioReturns) * Math.sqrt(8760)
    expect(metrics['volatilityPercent']).toBeCloseTo(annual, 3)
    expect(metrics['dailyVolatilityPercent']).toBeCloseTo(annual / Math.sqrt(365), 3)
    const own = 100 * sampleStandardDeviation(returnsOf(a)) * Math.sqrt(8760)
    expect(metrics['A volatilityPercent']).toBeCloseTo(own, 2)
    expect(at(data, 'symbols', 'A', 'volatilityPercent')).toBe(metrics['A volatilityPercent'])
    expect(at(data, 'symbols', 'A', 'weightPercent')).toBe(40)
    expect(metrics['valueAtRiskUsd']).toBeCloseTo(100 * Number(metrics['valueAtRiskPercent']), 1)
    expect(metrics['drawdownHours']).toBe(12) // since the high-water mark at midnight
    expect(at(data, 'correlations', 'symbols')).toEqual(['A', 'B'])
    expect(at(data, 'correlations', 'rows', '0', '1')).toBe(metrics['meanCorrelation'])
  })

  it('and tells what it does not know as absent from metrics, and as null in data', async () => {
    const short = market(symbolView('A', a.slice(-80)), symbolView('B', b))
    const { metrics = {}, data } = await measured({ market: short })
    for (const name of ['volatilityPercent', 'valueAtRiskPercent', 'sharpe', 'meanCorrelation', 'riskScore']) {
      expect(metrics).not.toHaveProperty(name)
      expect(at(data, 'figures', name)).toBeNull()
    }
    expect(metrics).toHaveProperty('B volatilityPercent')
    expect(metrics).not.toHaveProperty('A volatilityPercent')
    expect(at(data, 'sizes', 'A')).toEqual({})
    expect(Object.values(metrics)).not.toContain(Number.NaN)
  })

  it('nothing while the market is not complete, and keeps its memory', async () => {
    const partial = market(symbolView('A', a), symbolView('B', b, { condition: 'partial', reason: 'gap' }))
    const { data, metrics, memory } = await measured({ market: partial })
    expect(new Set(Object.values(Object(at(data, 'figures'))))).toEqual(new Set([null]))
    expect(metrics).toBeUndefined()
    expect(memory).toBeUndefined()
  })

  it('the risk score, and its percentile once it has a history of 20 candles', async () => {
    const first = await measured()
    expect(first.metrics).toMatchObject({ riskBand: expect.stringMatching(/^(low|medium|high)$/) })
    expect(first.metrics).not.toHaveProperty('riskScorePercentile')
    const score = Number(first.metrics?.['riskScore'])
    expect(first.memory).toEqual({ scoreAtMs: expect.any(Number), scores: [Number(score.toFixed(1))] })
    const past = { scoreAtMs: 0, scores: Array.from({ length: 19 }, (_, index) => (index < 9 ? 0 : 100)) }
    const ranked = await measured({ memory: past })
    expect(ranked.metrics?.['riskScorePercentile']).toBe(50)
  })

  it('sizes for the agents that trade, and suggests none unless it is told how', async () => {
    const daily = Number((await measured()).metrics?.['A dailyVolatilityPercent']) / 100
    const target = Math.min(3000, (10_000 * 0.02) / daily)
    const { data } = await measured()
    expect(at(data, 'sizes', 'A', 'volatilityTarget')).toBeCloseTo(target, 0)
    expect(at(data, 'sizes', 'A', 'suggested')).toBeUndefined()
    const told = await measured({ settings: { sizing: { methods: ['volatilityTarget', 'riskParity'] } } })
    expect(at(told.data, 'sizes', 'A', 'suggested')).toBe(at(told.data, 'sizes', 'A', 'riskParity'))
  })

  it('the same whatever the order of symbols, and ignores one that is absent', async () => {
    const turned = market(
      symbolView('B', b),
      symbolView('A', a),
      symbolView('Z', closes(40), { condition: 'absent', reason: 'its last candle has passed' }),
    )
    const { metrics } = await measured({ market: turned })
    const expected = (await measured()).metrics
    for (const name of ['volatilityPercent', 'valueAtRiskPercent', 'concentrationPercent', 'riskScore'])
      expect(metrics?.[name]).toBe(expected?.[name])
  })
})
