import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeMove, percentMoved, recall } from '../../../src/agents/copybot/move.js'

describe('how much of the weights changed', () => {
  it.each([
    [{ A: 0.5 }, { A: 0.5 }, 0],
    [{}, {}, 0],
    [{ A: 0.5, B: 0.5 }, { A: 0.5, C: 0.5 }, 50],
    [{ A: 0.5, B: 0.5 }, { C: 1 }, 100],
    [{ A: 0.4, B: 0.2 }, {}, 100],
    [{}, { A: 0.01 }, 100],
    [{ A: 0.4 }, { A: 0.8 }, 50],
    [{ A: 0.8 }, { A: 0.4 }, 50],
    [{ A: 0.6, B: 0.3 }, { A: 0.3, B: 0.6 }, 100 / 3],
  ])('from %j to %j', (before, after, percent) => {
    expect(percentMoved(before, after)).toBeCloseTo(percent, 10)
  })

  it('is a share, and the same there and back', () => {
    const weights = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.double({ min: 0, max: 0.25, noNaN: true }))
    fc.assert(
      fc.property(weights, weights, (a, b) => {
        expect(percentMoved(a, b)).toBeGreaterThanOrEqual(0)
        expect(percentMoved(a, b)).toBeLessThanOrEqual(100 + 1e-9)
        expect(percentMoved(a, b)).toBeCloseTo(percentMoved(b, a), 9)
      }),
    )
  })
})

describe('a move', () => {
  const before = { A: 0.5, B: 0.5 }
  const jump = { A: 0.4, C: 0.6 }

  it('is none the first time', () => {
    expect(judgeMove(jump, {}, 50)).toEqual({ isJump: false, memory: { followed: jump } })
  })

  it('is followed at once up to half of the weights', () => {
    const half = { A: 0.5, C: 0.5 }
    expect(judgeMove(half, { followed: before }, 50)).toEqual({
      movedPercent: 50,
      isJump: false,
      memory: { followed: half },
    })
  })

  it('over half of them is a jump, followed when it is seen again', () => {
    const first = judgeMove(jump, { followed: before }, 50)
    expect(first).toEqual({ movedPercent: 60, isJump: true, memory: { followed: before, awaited: jump } })
    const nearly = { A: 0.35, C: 0.6, D: 0.05 }
    expect(judgeMove(nearly, first.memory, 50)).toMatchObject({ isJump: false, memory: { followed: nearly } })
  })

  it('that is taken back is forgotten, and one that goes on elsewhere has to be seen again', () => {
    const { memory } = judgeMove(jump, { followed: before }, 50)
    expect(judgeMove(before, memory, 50)).toEqual({ movedPercent: 0, isJump: false, memory: { followed: before } })
    const elsewhere = { D: 1 }
    expect(judgeMove(elsewhere, memory, 50)).toMatchObject({
      isJump: true,
      memory: { followed: before, awaited: elsewhere },
    })
  })

  it('remembers nothing that it did not write itself', () => {
    for (const memory of [undefined, null, 5, [], { followed: 'A' }, { followed: { A: 'x' } }, { awaited: 1 }])
      expect(recall(memory)).toEqual({})
    expect(recall({ followed: before, awaited: jump })).toEqual({ followed: before, awaited: jump })
  })
})
