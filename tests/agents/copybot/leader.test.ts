import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLeader } from '../../../src/agents/copybot/leader.js'
import { LeaderError } from '../../../src/agents/copybot/leader-error.js'
import { copybotSettings } from '../../../src/agents/copybot/settings.js'
import { now, published } from './leader-file.js'

const settings = copybotSettings.parse({ leader: '/leader.json' })
const parse = (text: string, told: object = {}) => parseLeader(text, now, { ...settings, ...told })

/** Why a leader is refused; what else is thrown is a fault of the program. */
function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof LeaderError) return error.message
    throw error
  }
  return 'it was taken'
}

const at = (asOf: string) => published({}, { asOf })

describe('a leader', () => {
  it('is its weights and its age', () => {
    expect(parse(published({ 'BTC/USDT': 0.4, 'ETH/USDT': 0.3, 'SOL/USDT': 0 }))).toEqual({
      weights: { 'BTC/USDT': 0.4, 'ETH/USDT': 0.3 },
      asOf: '2026-01-01T11:50:00.000Z',
      ageMinutes: 10,
    })
  })

  it('may hold everything, and nothing', () => {
    expect(parse(published({ 'BTC/USDT': 1 })).weights).toEqual({ 'BTC/USDT': 1 })
    expect(parse(published({})).weights).toEqual({})
    const tenths = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`C${i}/USDT`, 0.1]))
    expect(Object.keys(parse(published(tenths)).weights)).toHaveLength(10)
    const inexact = { 'A/USDT': 0.33, 'B/USDT': 0.56, 'C/USDT': 0.11 }
    expect(0.33 + 0.56 + 0.11).toBeGreaterThan(1)
    expect(parse(published(inexact)).weights).toEqual(inexact)
  })

  it('may be as old as it may be, in any zone, and a little ahead', () => {
    expect(parse(at('2026-01-01T11:00:00Z')).ageMinutes).toBe(60)
    expect(parse(at('2026-01-01T13:30:00+02:00'))).toMatchObject({ ageMinutes: 30, asOf: '2026-01-01T11:30:00.000Z' })
    expect(parse(at('2026-01-01T12:05:00Z')).ageMinutes).toBe(-5)
  })

  it('of the samples has an age instead of a time, which no other may have', () => {
    const text = JSON.stringify({ version: 1, minutesAgo: 20, positions: { 'BTC/USDT': 0.4 } })
    const sample = { weights: { 'BTC/USDT': 0.4 }, asOf: '2026-01-01T11:40:00.000Z', ageMinutes: 20 }
    expect(parse(text, { leader: 'sample' })).toEqual(sample)
    expect(refusal(text)).toBe(
      'asOf: expected an ISO time such as "2026-01-01T00:00:00Z", got nothing; minutesAgo: expected no such key, got 20',
    )
  })

  it.each([
    [
      'more than everything',
      { 'A/USDT': 0.6, 'B/USDT': 0.5 },
      'positions: expected weights that sum to at most 1, got an object with A/USDT, B/USDT',
    ],
    ['a short position', { 'A/USDT': -0.1 }, 'positions.A/USDT: expected a weight from 0 to 1, got -0.1'],
    ['percent for shares', { 'A/USDT': 40 }, 'positions.A/USDT: expected a weight from 0 to 1, got 40'],
    ['a text for a weight', { 'A/USDT': '0.4' }, 'positions.A/USDT: expected a weight from 0 to 1, got "0.4"'],
    ['no weight', { 'A/USDT': null }, 'positions.A/USDT: expected a weight from 0 to 1, got null'],
    [
      'a symbol in other letters',
      { 'btc/usdt': 0.1 },
      'positions: expected a symbol such as "BTC/USDT", got "btc/usdt"',
    ],
    ['an empty symbol', { '': 0.1 }, 'positions: expected a symbol such as "BTC/USDT", got ""'],
    ['a list of positions', [0.4], 'positions: expected an object of weights by symbol, got a list of 1'],
    [
      'too many positions',
      Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`C${i}/USDT`, 0.001])),
      'positions: expected at most 200 positions, got an object with C0/USDT, C1/USDT, C2/USDT, C3/USDT, C4/USDT, C5/USDT, …',
    ],
  ])('with %s is refused', (_name, positions, message) => {
    expect(refusal(published(positions))).toBe(message)
  })

  it.each([
    ['', 'expected JSON, got ""'],
    ['<html>Sorry</html>', 'expected JSON, got "<html>Sorry</html>"'],
    ['{"version":1,"asOf":"2026-01-01T11:5', 'expected JSON, got "{\\"version\\":1,\\"asOf\\":\\"2026-01-01T11:5"'],
    [
      '{"version":1,"asOf":"2026-01-01T11:50:00Z","positions":{"A/USDT":NaN}}',
      expect.stringMatching(/^expected JSON, got /),
    ],
    [
      '{"version":1,"asOf":"2026-01-01T11:50:00Z","positions":{"A/USDT":1e999}}',
      'positions.A/USDT: expected a finite number, got Infinity',
    ],
    [
      '{"version":1,"asOf":"2026-01-01T11:50:00Z","positions":{"__proto__":0.5}}',
      'positions.__proto__: expected no such key, got 0.5',
    ],
    ['null', 'the portfolio: expected an object, got null'],
    ['[]', 'the portfolio: expected an object, got a list of 0'],
    [
      '{}',
      'version: expected 1, got nothing; positions: expected an object of weights by symbol, got nothing; ' +
        'asOf: expected an ISO time such as "2026-01-01T00:00:00Z", got nothing',
    ],
    [published({}, { version: 2 }), 'version: expected 1, got 2'],
    [
      published({}, { leverage: 3, 'no te': 1 }),
      'leverage: expected no such key, got 3; no te: expected no such key, got 1',
    ],
    [at('2026-01-01T11:50:00'), 'asOf: expected an ISO time such as "2026-01-01T00:00:00Z", got "2026-01-01T11:50:00"'],
    [at('2026-02-30T00:00:00Z'), expect.stringMatching(/^asOf: expected an ISO time/)],
    [at('yesterday'), expect.stringMatching(/^asOf: expected an ISO time .*, got "yesterday"$/)],
    [at('2026-01-01T10:59:59Z'), 'stale: 60.02 min old, at most 60 may be'],
    [at('2025-01-01T12:00:00Z'), 'stale: 525600 min old, at most 60 may be'],
    [at('2026-01-01T12:06:00Z'), 'from the future: 6 min ahead, at most 5 may be'],
  ])('that says %j is refused', (text, message) => {
    expect(refusal(text)).toEqual(message)
  })

  it('is either within its bounds or refused, whatever it says', () => {
    const weight = fc.oneof(fc.double({ min: 0, max: 0.5 }), fc.double(), fc.anything())
    const positions = fc.dictionary(fc.constantFrom('A/USDT', 'B/USDT', 'C/USDT', 'x', '__proto__'), weight)
    fc.assert(
      fc.property(positions, (positions) => {
        const text = published(positions)
        const taken = refusal(text) === 'it was taken' ? Object.values(parse(text).weights) : []
        expect(taken.every((weight) => weight > 0 && weight <= 1)).toBe(true)
        expect(taken.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })
})
