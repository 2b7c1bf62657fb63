import { describe, expect, it } from 'vitest'
import { alignReturns } from '../../../src/agents/risk/aligned-returns.js'
import { portfolioReturns } from '../../../src/agents/risk/portfolio-returns.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { symbolView } from '../../support/briefing.js'

const hourMs = 3_600_000
const hours = (times: readonly number[]) => Float64Array.from(times, (hour) => hour * hourMs)

/** A symbol with a candle at each of these hours. */
function recorded(symbol: string, times: readonly number[], closes: readonly number[]): SymbolView {
  const view = symbolView(symbol, closes)
  return { ...view, candles: { ...view.candles, time: hours(times) } }
}

const rounded = (returns: Float64Array | undefined) => Array.from(returns ?? [], (value) => Number(value.toFixed(6)))

describe('returns', () => {
  it('lie side by side by time, not by row: a gap is no return, and shifts nothing', () => {
    const whole = recorded('A', [1, 2, 3, 4, 5, 6], [100, 110, 121, 121, 133.1, 146.41])
    const gap = recorded('B', [1, 2, 4, 5, 6], [10, 11, 12, 6, 9])
    const late = recorded('C', [5, 6], [2, 3])
    const aligned = alignReturns([whole, gap, late], hourMs)
    const none = Number.NaN
    expect(rounded(aligned.get('A'))).toEqual([none, 0.1, 0.1, 0, 0.1, 0.1])
    expect(rounded(aligned.get('B'))).toEqual([none, 0.1, none, none, -0.5, 0.5])
    expect(rounded(aligned.get('C'))).toEqual([none, none, none, none, none, 0.5])
  })

  it('look back as many bars as the longest symbol has candles', () => {
    const sparse = recorded('A', [1, 7, 8], [1, 2, 4])
    expect(rounded(alignReturns([sparse], hourMs).get('A'))).toEqual([Number.NaN, Number.NaN, 1])
  })

  it('leave out a bad tick with its way back, and keep a jump that stays', () => {
    const calm = Array.from({ length: 60 }, (_, index) => 100 + (index % 2))
    const at = Array.from({ length: 60 }, (_, index) => index)
    const tick = alignReturns([recorded('A', at, calm.with(30, 300))], hourMs).get('A')
    expect(rounded(tick).slice(29, 33)).toEqual([0.01, Number.NaN, Number.NaN, -0.009901])
    const stays = calm.map((price, index) => (index < 30 ? price : 3 * price))
    expect(rounded(alignReturns([recorded('A', at, stays)], hourMs).get('A'))[30]).toBe(1.970297)
  })
})

describe('the portfolio’s returns', () => {
  const times = Array.from({ length: 103 }, (_, index) => index)
  const closes = times.map((hour) => 100 + ((hour * 7) % 11))
  const missing = 50
  const aligned = alignReturns(
    [
      recorded('A', times, closes),
      recorded(
        'B',
        times.filter((hour) => hour !== missing),
        closes.filter((_, hour) => hour !== missing).map((close) => 2 * close),
      ),
    ],
    hourMs,
  )

  it('weigh what is held, and leave out the bars that one of them lacks', () => {
    const returns = portfolioReturns(
      new Map([
        ['A', 0.2],
        ['B', 0.3],
      ]),
      aligned,
    )
    expect(returns).toHaveLength(100)
    expect(returns?.[0]).toBeCloseTo(0.5 * (closes[1]! / closes[0]! - 1), 12)
  })

  it('are unknown with fewer than 100 bars in common, or without the candles of one that is held', () => {
    const short = alignReturns([recorded('A', times.slice(0, 100), closes.slice(0, 100))], hourMs)
    expect(portfolioReturns(new Map([['A', 1]]), short)).toBeUndefined()
    expect(portfolioReturns(new Map([['X', 1]]), aligned)).toBeUndefined()
  })
})
