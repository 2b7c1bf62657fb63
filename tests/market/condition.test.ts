import { describe, expect, test } from 'vitest'
import { judgePresence, judgePrice } from '../../src/market/condition.js'

/** Closes whose returns are +1 % and −1 % in turn: their deviation is close to 1 %. */
const calm = (returns: number) => {
  const closes = [100]
  for (let at = 0; at < returns; at++) closes.push(closes[at]! * (at % 2 === 0 ? 1.01 : 0.99))
  return closes
}

/** Candles with these closes, each opening where the one before closed, but for those given. */
const candles = (close: readonly number[], opens: Readonly<Record<number, number>> = {}) => ({
  open: close.map((price, at) => opens[at] ?? close[at - 1] ?? price),
  close,
})

describe('judgePrice', () => {
  const closes = calm(40)
  const last = closes[40]!

  test('lists a calm symbol', () => {
    expect(judgePrice(candles(closes), last, 20)).toEqual({ condition: 'listed' })
  })

  test('suspects a last candle that moved over the limit, up or down', () => {
    const up = [...closes, last * 1.21]
    const down = [...closes, last * 0.79]
    expect(judgePrice(candles(up), up[41]!, 20).condition).toBe('suspect')
    expect(judgePrice(candles(down), down[41]!, 20).condition).toBe('suspect')
    expect(judgePrice(candles(up), up[41]!, 21).condition).toBe('listed')
  })

  test('suspects a price that moved over the limit since the last close', () => {
    expect(judgePrice(candles(closes), last * 1.25, 20)).toEqual({
      condition: 'suspect',
      reason: expect.stringMatching(
        /^its price since the last close moved 25\.00 %, more than the plausible 20\.\d\d %$/,
      ),
    })
  })

  test('believes a jump that the next candle stands by', () => {
    const jump = last * 0.7
    expect(judgePrice(candles([...closes, jump]), jump, 20).condition).toBe('suspect')
    expect(judgePrice(candles([...closes, jump, jump * 1.01]), jump, 20).condition).toBe('listed')
  })

  test('believes a jump that was first seen as the opening price, when the candle closes by it', () => {
    const jump = last * 0.7
    expect(judgePrice(candles(closes), jump, 20).condition).toBe('suspect')
    const stood = candles([...closes, jump * 1.01], { 41: jump })
    expect(judgePrice(stood, jump * 1.01, 20).condition).toBe('listed')
  })

  test('takes the way back from a bad tick for what it is', () => {
    const tick = last * 3
    expect(judgePrice(candles([...closes, tick]), last, 20).condition).toBe('suspect')
    // 20 deviations of returns that hold the tick itself are less than the way back.
    const many = calm(1000)
    const usual = many[1000]!
    expect(judgePrice(candles([...many, usual * 3, usual]), usual, 5).condition).toBe('listed')
    expect(judgePrice(candles([...many, usual * 3, usual * 0.5]), usual * 0.5, 5).condition).toBe('suspect')
  })

  test('suspects nothing with fewer than 30 other returns', () => {
    const wild = (returns: number) => candles([...calm(returns), calm(returns)[returns]! * 2])
    expect(judgePrice(wild(29), 200, 20).condition).toBe('listed')
    expect(judgePrice(wild(30), 200, 20).condition).toBe('suspect')
    expect(judgePrice(candles([]), 200, 20).condition).toBe('listed')
  })
})

describe('judgePresence', () => {
  const times = [100, 110, 130, 140]
  const recording = { firstMs: 100, lastMs: 140, has: (openMs: number) => times.includes(openMs) }

  test.each([
    [90, 'absent'],
    [100, 'listed'],
    [110, 'listed'],
    [120, 'partial'],
    [130, 'partial'],
    [140, 'listed'],
    [150, 'absent'],
  ])('at %i the symbol is %s', (asOfMs, condition) => {
    expect(judgePresence(recording, asOfMs, 10).condition).toBe(condition)
  })
})
