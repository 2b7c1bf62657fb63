import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, blockOf } from '../../../src/report/monitor/block.js'
import { fitted } from '../../../src/report/monitor/fit.js'

const block = (rank: number, name: string, items: number, least = 1): Block =>
  blockOf(
    rank,
    [name],
    Array.from({ length: items }, (_, index) => `${name}${index}`),
    least,
  )

describe('fitting blocks into a screen', () => {
  it('sets blocks apart where everything has room, and only there', () => {
    const blocks = [block(0, 'a', 1), block(1, 'b', 2)]
    expect(fitted(blocks, 6)).toEqual(['a', 'a0', '', 'b', 'b0', 'b1'])
    expect(fitted(blocks, 5)).toEqual(['a', 'a0', 'b', 'b0', 'b1'])
  })

  it('shortens before it leaves out, and leaves out by rank and not by place', () => {
    const blocks = [block(2, 'last', 3), block(1, 'first', 5)]
    expect(fitted(blocks, 7)).toEqual([
      'last',
      'last0',
      '  … and 2 more',
      'first',
      'first0',
      'first1',
      '  … and 3 more',
    ])
    expect(fitted(blocks, 5)).toEqual(['first', 'first0', 'first1', 'first2', '  … and 2 more'])
  })

  it('keeps the items that matter most, in their own order', () => {
    const items = ['calm', 'bad', 'calm', 'worse'].map((line) => ({ lines: [line], rank: line === 'calm' ? 1 : 0 }))
    expect(fitted([{ rank: 1, head: ['h'], items, least: 1 }], 4)).toEqual(['h', 'bad', 'worse', '  … and 2 more'])
  })

  it('is never higher than it may be, whatever the blocks', () => {
    const blocks = fc.array(
      fc
        .record({ rank: fc.nat(8), items: fc.nat(12), least: fc.nat(4) })
        .map(({ rank, items, least }) => block(rank, 'x', items, least)),
      { maxLength: 9 },
    )
    fc.assert(
      fc.property(blocks, fc.nat(60), (given, height) => {
        expect(fitted(given, height).length).toBeLessThanOrEqual(height)
      }),
    )
  })
})
