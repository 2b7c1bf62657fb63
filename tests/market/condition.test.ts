import { describe, expect, test } from 'vitest'
import { judgePresence, judgePrice } from '../../src/market/condition.js'

/** Closes whose returns are +1 % and −1 % in turn: their deviation is close to 1 %. */
const calm = (returns: number) => {
  const closes = [100]
  for (let at = 0; at < returns; at++) closes.push(closes[at]! * (at % 2 === 0 ? 1.01 : 0.99))
  return closes
}

describe('judgePrice', () => {
  const closes = calm(40)
  const last = closes[40]!

  test('lists a calm symbol', () => {
    expect(judgePrice(closes, last, 20)).toEqual({ condition: 'listed' })
  })

  test('suspects a last candle that moved over the limit, up or down', () => {
    const up = [...closes, last * 1.21]
    const down = [...closes, last * 0.79]
    expect(judgePrice(up, up[41]!, 20).condition).toBe('suspect')
    expect(judgePrice(down, down[41]!, 20).condition).toBe('suspect')
    expect(judgePrice(up, up[41]!, 21).condition).toBe('listed')
  })

  test('suspects a price that moved over the limit since the last close', () => {
    expect(judgePrice(closes, last * 1.25, 20)).toEqual({
      condition: 'suspect',
      reason: expect.stringMatching(
        /^its price since the last close moved 25\.00 %, more than the plausible 20\.\d\d %$/,
      ),
    })
  })

  test('suspects nothing with fewer than 30 other returns', () => {
    const wild = (returns: number) => [...calm(returns), calm(returns)[returns]! * 2]
    expect(judgePrice(wild(29), 200, 20).condition).toBe('listed')
    expect(judgePrice(wild(30), 200, 20).condition).toBe('suspect')
    expect(judgePrice([], 200, 20).condition).toBe('listed')
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
