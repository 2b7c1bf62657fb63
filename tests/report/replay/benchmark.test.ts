import { describe, expect, it } from 'vitest'
import { Benchmark } from '../../../src/report/replay/benchmark.js'
import { LastPrices } from '../../../src/report/replay/last-prices.js'
import { at, DAY_MS } from './cycles.js'

const first = at('2022-04-01T00:00')

/** By day: the prices of A and B. */
type Prices = readonly (readonly [a: number | undefined, b: number | undefined])[]

function held(days: Prices, costs = { feeRate: 0, slippageBps: 0 }): { benchmark: Benchmark; equities: number[] } {
  const quote = (symbol: string, asOfMs: number) => days[(asOfMs - first) / DAY_MS]?.[symbol === 'A' ? 0 : 1]
  const prices = new LastPrices(['A', 'B'], quote)
  const benchmark = new Benchmark({ startingCash: 1000, ...costs }, prices)
  const equities = days.map((_, day) => {
    prices.enter(first + day * DAY_MS)
    return benchmark.add(first + day * DAY_MS)
  })
  return { benchmark, equities }
}

describe('buying and holding', () => {
  it('puts the same money into every symbol', () => {
    // 500 buy 5 of A and 10 of B.
    const { equities, benchmark } = held([
      [100, 50],
      [120, 40],
    ])
    expect(equities).toEqual([1000, 5 * 120 + 10 * 40])
    expect(benchmark.figures()).toMatchObject({ symbols: ['A', 'B'], end_equity: 1000, return_percent: 0 })
  })

  it('pays slippage and fee with the money it has', () => {
    // 1000 / (100 · 1.01 · 1.02) coins, worth 100 each.
    const { equities, benchmark } = held([[100, undefined]], { feeRate: 0.02, slippageBps: 100 })
    expect(equities[0]).toBeCloseTo(1000 / 1.01 / 1.02, 10)
    expect(benchmark.figures().fees).toBeCloseTo(0.02 * (1000 / 1.02), 10)
    expect(held([[undefined, undefined]], { feeRate: 0.02, slippageBps: 0 }).benchmark.figures().fees).toBe(0)
  })

  it('leaves out what was not listed at the first cycle, for good', () => {
    const { equities, benchmark } = held([
      [100, undefined],
      [110, 50],
      [110, 500],
    ])
    expect(equities).toEqual([1000, 1100, 1100])
    expect(benchmark.figures().symbols).toEqual(['A'])
  })

  it('carries a symbol that lost its price at the last one', () => {
    const { equities } = held([
      [100, 50],
      [undefined, 60],
      [200, 60],
    ])
    expect(equities).toEqual([1000, 1100, 1600])
  })

  it('keeps its cash until there is something to buy', () => {
    const { equities, benchmark } = held([
      [undefined, undefined],
      [undefined, 50],
      [undefined, 55],
    ])
    expect(equities).toEqual([1000, 1000, 1100])
    expect(benchmark.figures().symbols).toEqual(['B'])
  })
})
