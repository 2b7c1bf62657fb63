import { describe, expect, it } from 'vitest'
import { proposalDifferences } from '../../src/agents/proposal-differences.js'

describe('the differences of two proposals', () => {
  it('are none when they say the same', () => {
    const make = () => ({ summary: 'x', data: { a: [1, { b: null }] }, orders: [] })
    expect(proposalDifferences(make(), make())).toEqual([])
  })

  it('are told innermost, with what each says', () => {
    const order = { symbol: 'BTC/USDT', side: 'buy', reason: 'r' } as const
    const first = { summary: 'x', orders: [{ ...order, quantity: '1' }], memory: { a: 1 } }
    const second = {
      summary: 'x',
      orders: [
        { ...order, quantity: '2' },
        { ...order, quantity: '3' },
      ],
      memory: [1],
    }
    expect(proposalDifferences(first, second)).toEqual([
      { path: 'orders[0].quantity', first: '"1"', second: '"2"' },
      { path: 'orders[1]', first: 'nothing', second: 'an object with symbol, side, reason, quantity' },
      { path: 'memory', first: 'an object with a', second: 'a list of 1' },
    ])
  })

  it('are five at most', () => {
    const many = (from: number) => ({ summary: '', data: Array.from({ length: 9 }, (_, index) => index + from) })
    expect(proposalDifferences(many(0), many(1))).toHaveLength(5)
  })

  it('do not reach for keys of prototypes', () => {
    expect(proposalDifferences({ summary: '', data: { constructor: 1 } }, { summary: '', data: {} })).toEqual([
      { path: 'data.constructor', first: '1', second: 'nothing' },
    ])
  })
})
