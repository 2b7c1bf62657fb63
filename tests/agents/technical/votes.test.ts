import { describe, expect, it } from 'vitest'
import type { Indicators } from '../../../src/agents/technical/indicators.js'
import { sufficiencyOf } from '../../../src/agents/technical/sufficiency.js'
import { voteOnTrend } from '../../../src/agents/technical/votes.js'

const macd = (macd: number, signal: number) => ({ macd, signal, histogram: macd - signal })
const nothing: Indicators = {
  smaFast: undefined,
  smaSlow: undefined,
  emaFast: undefined,
  emaSlow: undefined,
  macd: undefined,
  rsi: undefined,
  atr: undefined,
  bollinger: undefined,
  donchian: undefined,
  volatility: undefined,
  parkinson: undefined,
}
const rising: Indicators = {
  smaFast: 11,
  smaSlow: 10,
  emaFast: 12,
  emaSlow: 11,
  macd: macd(1, 0.5),
  rsi: 60,
  atr: 4,
  bollinger: { lower: 8, middle: 10, upper: 12, width: 4, position: 0.9 },
  donchian: { lowest: 8, highest: 12 },
  volatility: 0.6,
  parkinson: 0.5,
}

describe('the vote on the trend', () => {
  it('is unanimous when MACD, SMA and EMA agree; its confidence is the distance of the EMAs in ATRs', () => {
    expect(voteOnTrend(rising)).toEqual({
      direction: 1,
      agreeing: 3,
      available: 3,
      distanceAtr: 0.25,
      confidence: 0.25,
      votes: { macd: 1, sma: 1, ema: 1 },
    })
    const falling = { ...rising, smaFast: 9, emaFast: 10, macd: macd(-1, 0) }
    expect(voteOnTrend(falling)).toMatchObject({ direction: -1, agreeing: 3, confidence: 0.25 })
  })

  it('loses confidence in proportion to the votes against it', () => {
    const doubtful = voteOnTrend({ ...rising, smaFast: 9, atr: 1 })
    expect(doubtful).toMatchObject({ direction: 1, agreeing: 2, available: 3, distanceAtr: 1 })
    expect(doubtful.confidence).toBeCloseTo(2 / 3, 12)
  })

  it('has a confidence of at most 1, however far the averages are apart', () => {
    expect(voteOnTrend({ ...rising, emaFast: 99 })).toMatchObject({ distanceAtr: 22, confidence: 1 })
  })

  it('counts only the votes that are cast: what is equal or missing abstains', () => {
    expect(voteOnTrend({ ...rising, macd: undefined, smaFast: 10 })).toMatchObject({
      direction: 1,
      agreeing: 1,
      available: 1,
      confidence: 0.25,
      votes: { macd: 0, sma: 0, ema: 1 },
    })
  })

  it('is undecided when it is tied, and when nobody votes', () => {
    const tied = { ...rising, macd: undefined, smaFast: 9 }
    expect(voteOnTrend(tied)).toMatchObject({ direction: 0, agreeing: 0, available: 2, confidence: 0 })
    expect(voteOnTrend(nothing)).toMatchObject({ direction: 0, available: 0, confidence: 0, distanceAtr: undefined })
  })

  it('trusts no direction whose distance is unknown or measured in a range of 0', () => {
    expect(voteOnTrend({ ...rising, atr: undefined })).toMatchObject({ direction: 1, confidence: 0 })
    expect(voteOnTrend({ ...rising, atr: 0 })).toMatchObject({ direction: 1, distanceAtr: 0, confidence: 0 })
  })
})

describe('the sufficiency', () => {
  it.each<[string, Indicators, number, number]>([
    ['is 1 with all indicators and enough candles', rising, 100, 1],
    ['is 1 with more than enough candles', rising, 500, 1],
    ['is halved evenly between candles and indicators', nothing, 100, 0.5],
    ['is half of the candles that there are', nothing, 30, 0.15],
    ['is 0 without anything', nothing, 0, 0],
    ['counts eleven indicators', { ...rising, smaSlow: undefined, macd: undefined }, 50, (0.5 + 9 / 11) / 2],
  ])('%s', (_claim, indicators, candles, expected) => {
    expect(sufficiencyOf(indicators, candles, 100)).toBeCloseTo(expected, 12)
  })
})
