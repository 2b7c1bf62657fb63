import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../../../src/agents/trading/model/answer.js'

const buy = { symbol: 'A', action: 'BUY', confidence: 0.8, reasoning: 'up', stop: null }
const answer = (...decisions: readonly unknown[]) => JSON.stringify({ decisions })

describe('an answer of a model', () => {
  it('is read when it is exactly what was asked for', () => {
    expect(parseAnswer(answer(buy, { ...buy, symbol: 'B', stop: 90 }), ['A', 'B'])).toEqual({
      decisions: [
        { symbol: 'A', action: 'BUY', confidence: 0.8, reasoning: 'up' },
        { symbol: 'B', action: 'BUY', confidence: 0.8, reasoning: 'up', stop: 90 },
      ],
    })
  })

  it('gives its reasons in one line, without anything that a terminal obeys', () => {
    const reasoning = 'up\u001B]0;owned\u0007\n\u202Enwod\u009B1m'
    expect(parseAnswer(answer({ ...buy, reasoning }), ['A'])).toMatchObject({
      decisions: [{ reasoning: 'up ]0;owned nwod 1m' }],
    })
  })

  it('may leave symbols out', () => {
    expect(parseAnswer(answer(), ['A'])).toEqual({ decisions: [] })
  })

  it.each<[string, string, string]>([
    ['prose', 'DO NOT BUY', 'no JSON: "DO NOT BUY"'],
    ['prose around it', `Here you are: ${answer(buy)}`, 'no JSON'],
    ['a fence around it', `\`\`\`json\n${answer(buy)}\n\`\`\``, 'no JSON'],
    ['half of it', answer(buy).slice(0, -10), 'no JSON'],
    ['nothing', '', 'no JSON: ""'],
    ['another shape', '[]', 'has not the form'],
    ['"DO NOT BUY" for an action', answer({ ...buy, action: 'DO NOT BUY' }), 'decisions.0.action'],
    ['an action in small letters', answer({ ...buy, action: 'buy' }), 'decisions.0.action'],
    ['an action that is left out', answer({ ...buy, action: undefined }), 'decisions.0.action'],
    ['a confidence over 1', answer({ ...buy, confidence: 1.01 }), 'decisions.0.confidence'],
    ['a confidence in percent', answer({ ...buy, confidence: '70-80 %' }), 'decisions.0.confidence'],
    ['an endless confidence', answer(buy).replace('0.8', '1e999'), 'decisions.0.confidence'],
    ['a size', answer({ ...buy, size: 3 }), 'Unrecognized key'],
    ['a key beside the decisions', JSON.stringify({ decisions: [buy], override: true }), 'Unrecognized key'],
    [
      'a symbol that was not asked about',
      answer(buy, { ...buy, symbol: 'DOGE/USDT' }),
      '"DOGE/USDT", which it was not',
    ],
    ['a symbol twice', answer(buy, { ...buy, action: 'SELL' }), '"A" twice'],
  ])('is refused as a whole when it is %s', (_what, text, problem) => {
    expect(parseAnswer(text, ['A'])).toEqual({ problem: expect.stringContaining(problem) })
  })

  it('gives no word longer than people read', () => {
    const long = parseAnswer(answer({ ...buy, reasoning: 'because\n'.repeat(10_000) }), ['A'])
    expect(long).toMatchObject({ decisions: [{ reasoning: expect.stringMatching(/^(because ?)+.*…$/) }] })
    expect(JSON.stringify(long).length).toBeLessThan(500)
    expect(JSON.stringify(parseAnswer('x'.repeat(100_000), ['A'])).length).toBeLessThan(300)
  })

  it('decides on symbols that were asked about, or on nothing, whatever it is', () => {
    const one = fc.record({
      symbol: fc.constantFrom('A', 'B', 'C'),
      action: fc.constantFrom('BUY', 'SELL', 'HOLD', 'buy'),
      confidence: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.jsonValue()),
      reasoning: fc.string(),
      stop: fc.oneof(fc.constant(null), fc.jsonValue()),
    })
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(one).map((decisions) => answer(...decisions)),
    )
    fc.assert(
      fc.property(text, (text) => {
        const parsed = parseAnswer(text, ['A', 'B'])
        if ('problem' in parsed) return
        const symbols = parsed.decisions.map(({ symbol }) => symbol)
        expect(new Set(symbols).size).toBe(symbols.length)
        for (const { symbol, confidence } of parsed.decisions) {
          expect(['A', 'B']).toContain(symbol)
          expect(confidence >= 0 && confidence <= 1).toBe(true)
        }
      }),
    )
  })
})
