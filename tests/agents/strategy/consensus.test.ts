import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combine, type Voice } from '../../../src/agents/strategy/consensus.js'
import { strategyNames } from '../../../src/agents/strategy/trading-strategy.js'

const [first, second, third] = strategyNames
const voice = (strategy: Voice['strategy'], direction: Voice['direction'], confidence: number): Voice => ({
  strategy,
  direction,
  confidence,
  holds: true,
  reason: 'because',
})
const agree = (...voices: readonly Voice[]) => combine(voices, { minConfidence: 0.7 })

describe('strategies together', () => {
  it('buy or sell when one has a say, as sure as it is', () => {
    expect(agree(voice(first, 1, 0.7), voice(second, 0, 0))).toEqual({
      action: 'BUY',
      direction: 1,
      confidence: 0.7,
      by: [first],
      conflict: false,
      reason: `${first} up: because`,
    })
    expect(agree(voice(first, -1, 0.8))).toMatchObject({ action: 'SELL', direction: -1, confidence: 0.8 })
  })

  it('are no surer for agreeing', () => {
    expect(agree(voice(first, 1, 0.8), voice(second, 1, 0.9))).toMatchObject({
      action: 'BUY',
      confidence: 0.9,
      by: [first, second],
    })
  })

  it('hold when two that have a say contradict each other, however sure one of them is', () => {
    expect(agree(voice(first, 1, 1), voice(second, -1, 0.7), voice(third, 1, 1))).toMatchObject({
      action: 'HOLD',
      direction: 0,
      confidence: 0,
      by: [],
      conflict: true,
      reason: expect.stringMatching(/^a conflict: trend up: because; meanReversion down: because/),
    })
  })

  it('do not listen to one that is not sure enough', () => {
    expect(agree(voice(first, 1, 0.8), voice(second, -1, 0.69))).toMatchObject({ action: 'BUY', by: [first] })
    expect(agree(voice(first, 1, 0.69))).toMatchObject({
      action: 'HOLD',
      direction: 1,
      confidence: 0.69,
      conflict: false,
      reason: 'confidence 0.69 is under 0.7; trend up: because',
    })
    expect(agree(voice(first, 1, 0.5), voice(second, -1, 0.6))).toMatchObject({ action: 'HOLD', direction: 0 })
  })

  it('decide the same in whatever order they speak, and never under the confidence that is asked for', () => {
    const voices = fc
      .tuple(
        ...strategyNames.map((name) =>
          fc.record({
            direction: fc.constantFrom(-1 as const, 0 as const, 1 as const),
            confidence: fc.double({ min: 0, max: 1, noNaN: true }),
            strategy: fc.constant(name),
          }),
        ),
      )
      .map((all) => all.map(({ strategy, direction, confidence }) => voice(strategy, direction, confidence)))
    fc.assert(
      fc.property(voices, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, minConfidence) => {
        const { action, direction, confidence, by } = combine(all, { minConfidence })
        const backwards = combine(all.toReversed(), { minConfidence })
        expect(backwards).toMatchObject({ action, direction, confidence })
        expect([...backwards.by].toReversed()).toEqual(by)
        expect(action === 'HOLD' || confidence >= minConfidence).toBe(true)
      }),
    )
  })
})
