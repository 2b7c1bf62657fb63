import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ceilTo,
  floorTo,
  formatAmount,
  formatValue,
  fromNumber,
  MoneyError,
  multiplyDown,
  multiplyUp,
  parseAmount,
  parseValue,
  percentOf,
  readPositiveAmount,
} from '../../src/desk/money.js'

describe('money', () => {
  it('writes and reads every amount and value without loss', () => {
    fc.assert(
      fc.property(fc.bigInt(), (units) => {
        expect(parseAmount(formatAmount(units))).toBe(units)
        expect(parseValue(formatValue(units))).toBe(units)
      }),
    )
  })

  it('writes the shortest decimal', () => {
    expect([0n, 1n, -1n, 150_000_000n, -12_345_678_900_000_000n].map(formatAmount)).toEqual([
      '0',
      '0.00000001',
      '-0.00000001',
      '1.5',
      '-123456789',
    ])
    expect(formatValue(parseAmount('0.1') * parseAmount('0.00000003'))).toBe('0.000000003')
  })

  it.each(['', 'abc', '1e3', '.5', '5.', '1,000', ' 1', '0.123456789', 'NaN', '--1'])('refuses "%s"', (text) => {
    expect(() => parseAmount(text)).toThrow(MoneyError)
    expect(readPositiveAmount(text)).toBeUndefined()
  })

  it('reads nothing that is not over zero as a positive amount', () => {
    expect(['0', '-1', '0.00000000'].map(readPositiveAmount)).toEqual([undefined, undefined, undefined])
    expect(readPositiveAmount('0.00000001')).toBe(1n)
  })

  it('rounds a product down or up by at most one unit', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 20n })
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const exact = a * b
        expect(multiplyDown(a, b) * 10n ** 8n <= exact && exact <= multiplyUp(a, b) * 10n ** 8n).toBe(true)
        expect(multiplyUp(a, b) - multiplyDown(a, b)).toBe(exact % 10n ** 8n === 0n ? 0n : 1n)
      }),
    )
  })

  it('takes a market price as the nearest eight decimals', () => {
    expect([0.1 + 0.2, 67_123.45, 0.000_012_34, 1e-9].map((price) => formatAmount(fromNumber(price)))).toEqual([
      '0.3',
      '67123.45',
      '0.00001234',
      '0',
    ])
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => fromNumber(bad)).toThrow(MoneyError)
  })

  it('floors and lifts to a step', () => {
    expect([floorTo(199n, 100n), floorTo(200n, 100n), ceilTo(101n, 100n), ceilTo(100n, 100n)]).toEqual([
      100n,
      200n,
      200n,
      100n,
    ])
  })

  it('takes percent of a value', () => {
    expect(formatValue(percentOf(parseValue('10000'), 12.5))).toBe('1250')
  })
})
