import { describe, expect, it } from 'vitest'
import { breakout } from '../../../src/agents/strategy/breakout.js'
import { meanReversion } from '../../../src/agents/strategy/mean-reversion.js'
import { trend } from '../../../src/agents/strategy/trend.js'
import { shapes, sightOf } from './shapes.js'

/** Rounded to what is worked by hand. */
const judged = (opinion: ReturnType<typeof trend.judge>) =>
  opinion && [opinion.direction, Number(opinion.confidence.toFixed(4)), opinion.holds]

describe('on hand-made candles', () => {
  const rsiOverbought = 95
  it.each([
    { shape: 'rising', up: ['trend'], down: [], out: ['meanReversion'] },
    { shape: 'falling', up: [], down: ['trend'], out: ['trend'] },
    { shape: 'ranging', up: [], down: [], out: ['trend'] },
    { shape: 'breakout', up: ['breakout'], down: [], out: ['meanReversion'] },
    { shape: 'breakdown', up: [], down: ['breakout'], out: ['trend', 'breakout'] },
    { shape: 'flat', up: [], down: [], out: ['meanReversion'] },
    { shape: 'hurried', up: ['trend'], down: ['meanReversion'], out: ['meanReversion'] },
  ] as const)('of a $shape market, $up would buy, $down would sell, $out would be out', ({ shape, up, down, out }) => {
    const voices = [trend, meanReversion, breakout].flatMap((strategy) => {
      const opinion = strategy.judge(sightOf(shapes[shape], { rsiOverbought }))
      return opinion === undefined ? [] : [{ name: strategy.name, ...opinion }]
    })
    expect(voices).toHaveLength(3)
    const sure = voices.filter(({ confidence }) => confidence >= 0.7)
    expect(sure.filter(({ direction }) => direction > 0).map(({ name }) => name)).toEqual(up)
    expect(sure.filter(({ direction }) => direction < 0).map(({ name }) => name)).toEqual(down)
    expect(voices.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual(out)
  })

  it.each([
    [trend, 25],
    [meanReversion, 14],
    [breakout, 20],
  ])('%o says nothing when there are too few', (strategy, most) => {
    expect(strategy.judge(sightOf(shapes.rising.slice(0, most)))).toBeUndefined()
    expect(strategy.judge(sightOf(shapes.rising.slice(0, 27), {}, 3))).toBeDefined()
  })
})

describe('the trend', () => {
  // EMA2 and EMA3 of 10, 11, 12, 13: seeded at 10.5 and 11, then 11.5, 12.5 and 12.
  const averages = { fast: 2, slow: 3, rsiPeriod: 2 }
  const prices = [10, 11, 12, 13]

  it('is as sure as its averages are apart, in ATRs', () => {
    const judge = (certainAtr: number, range: number) =>
      judged(trend.judge(sightOf(prices, { ...averages, certainAtr, rsiOverbought: 100 }, range)))
    expect(judge(1, 1)).toEqual([0, 0, true]) // an RSI of 100 is overbought, whatever the limit
    expect(judged(trend.judge(sightOf([...prices, 12.5], { ...averages, certainAtr: 1 }, 1)))).toEqual([1, 0.25, true])
    expect(judged(trend.judge(sightOf([...prices, 12.5], { ...averages, certainAtr: 0.5 }, 1)))).toEqual([1, 0.5, true])
    expect(judged(trend.judge(sightOf([...prices, 12.5], { ...averages, certainAtr: 0.5 }, 0.1)))).toEqual([1, 1, true])
  })

  it('buys nothing that is overbought, and keeps it', () => {
    const overbought = trend.judge(sightOf(shapes.rising, { rsiOverbought: 64 }))
    expect(overbought).toMatchObject({ direction: 0, holds: true, reason: expect.stringMatching(/^overbought, RSI/) })
    expect(trend.judge(sightOf(shapes.rising, { rsiOverbought: 65 }))).toMatchObject({ direction: 1 })
  })

  it('is none where nothing moves', () => {
    expect(judged(trend.judge(sightOf(shapes.flat, {}, 0)))).toEqual([0, 0, true])
  })
})

describe('mean reversion', () => {
  const periods = { bollingerPeriod: 4, reversionRsiPeriod: 4 }
  const judge = (prices: readonly number[]) => judged(meanReversion.judge(sightOf(prices, periods, 1)))

  it('is as sure as the way to the band, when the RSI is at its extreme', () => {
    // Middle 97.5, deviation √18.75, so 7.5 of 8.66 to the lower band: √3/2; nothing has gained, so the RSI is 0.
    expect(judge([100, 100, 100, 100, 90])).toEqual([1, 0.866, true])
    expect(judge([100, 100, 100, 100, 110])).toEqual([-1, 0.866, false])
  })

  it('is less sure by as much as the RSI is short of its extreme', () => {
    // RSI 40 is half the way from 50 to 30; 98 is 3 under the middle, of 2·√5: 0.5 · 0.6708.
    expect(judge([100, 104, 102, 100, 98])).toEqual([1, 0.3354, true])
    expect(judge([100, 96, 98, 100, 102])).toEqual([-1, 0.3354, false])
  })

  it('says nothing where price and RSI do not agree, and is over at the middle', () => {
    // Under the middle of 101, but up by 6 and down by 6: RSI 50.
    expect(judge([100, 103, 100, 103, 100])).toEqual([0, 0, true])
    expect(judge([100, 100, 100, 100, 100])).toEqual([0, 0, false])
  })
})

describe('a breakout', () => {
  // Before the last close: highest high 101, lowest low 99.
  const periods = { donchianPeriod: 3, donchianExitPeriod: 2 }
  const judge = (last: number, range: number, before = [100, 100, 100, 100]) =>
    judged(breakout.judge(sightOf([...before, last], periods, range)))

  it('is even at the edge, and certain half an ATR beyond', () => {
    expect(judge(101, 10)).toEqual([0, 0, true])
    expect(judge(101.01, 10)).toEqual([1, 0.501, true])
    expect(judge(103, 10)).toEqual([1, 0.7, true])
    expect(judge(103, 4)).toEqual([1, 1, true])
    expect(judge(110, 4)).toEqual([1, 1, true])
  })

  it('is down as it is up', () => {
    expect(judge(97, 10)).toEqual([-1, 0.7, false])
  })

  it('is over at a close under the channel of exits, which is the nearer one', () => {
    // The candle that rose from 90 lies in the channel of three candles, not in that of two.
    expect(judge(98.9, 10, [90, 100, 100, 100])).toEqual([0, 0, false])
    expect(judge(99, 10, [90, 100, 100, 100])).toEqual([0, 0, true])
  })
})
