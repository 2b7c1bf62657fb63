import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsInJson } from '../../src/agents/json-size.js'

describe('plain data fits into a number of bytes', () => {
  it('exactly when its JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: -3, max: 3 }), (value, more) => {
        const bytes = Buffer.byteLength(JSON.stringify(value))
        expect(fitsInJson(value, bytes + more)).toBe(more >= 0)
      }),
    )
  })

  it.each([
    ['escapes', '\u0001'.repeat(50)],
    ['other alphabets', '\u{1F600}'.repeat(50)],
    ['long numbers', Array.from({ length: 50 }, () => -Number.MIN_VALUE - Math.PI * 1e-300)],
    ['keys', { ['\u0001'.repeat(50)]: '\ud800'.repeat(50) }],
  ])('also with %s', (_what, value) => {
    const bytes = Buffer.byteLength(JSON.stringify(value))
    expect(fitsInJson(value, bytes)).toBe(true)
    expect(fitsInJson(value, bytes - 1)).toBe(false)
  })
})
