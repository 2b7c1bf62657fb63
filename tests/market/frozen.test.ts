import { describe, expect, it } from 'vitest'
import { frozen } from '../../src/market/frozen.js'

describe('frozen', () => {
  it('refuses changes at every depth, and leaves typed arrays as they are', () => {
    const value = frozen({ symbols: { BTC: { last: 100, close: new Float64Array([1, 2]) } }, trips: [{ profit: 1 }] })
    expect(() => Object.assign(value.symbols.BTC, { last: 1 })).toThrow(TypeError)
    expect(() => value.trips.push({ profit: 2 })).toThrow(TypeError)
    expect(() => Object.assign(value.trips[0] ?? {}, { profit: 2 })).toThrow(TypeError)
    expect([...value.symbols.BTC.close]).toEqual([1, 2])
  })

  it.each([null, 3, 'text', undefined])('gives back %j', (value) => expect(frozen(value)).toBe(value))
})
