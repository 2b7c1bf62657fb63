import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../src/config/env-file.js'

describe('parseEnvFile', () => {
  it.each([
    ['A=1\r\nB = two words \nexport C=3', { A: '1', B: 'two words', C: '3' }],
    ['# no\n  # nor this\nA=1 # why', { A: '1' }],
    ['A="x # y"\nB=\'a "b"\'\nC=`it\'s`', { A: 'x # y', B: 'a "b"', C: "it's" }],
    ['KEY="-----BEGIN\nMII\n-----END" \nB=2', { KEY: '-----BEGIN\nMII\n-----END', B: '2' }],
    ['A=\nB=2', { A: '', B: '2' }],
    ['a.b-c=1', { 'a.b-c': '1' }],
  ])('reads %j', (text, variables) => {
    expect(parseEnvFile(text)).toEqual({ variables: Object.entries(variables), strayLines: [] })
  })

  it.each([
    ['lonely\nA=1', [1]],
    ['A: 1\nA=1', [1]],
    ['A=1\n=x', [2]],
    ['A B=1\nA=1', [1]],
    ['A=1\nB="never closed\nC', [2, 3]],
    ['A=1\nexport\n\n  ?', [2, 4]],
    ['A=1\nB="x\ny"\nz', [4]],
  ])('tells the lines of %j that are none, and loses no other', (text, strayLines) => {
    const found = parseEnvFile(text)
    expect(found.strayLines).toEqual(strayLines)
    expect(found.variables).toContainEqual(['A', '1'])
  })

  it('takes any text, and tells lines that are there', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', '=', '"', "'", '#', ' ', '\n', '\r', 'é') }), (text) => {
        const lines = text.split(/\r\n?|\n/)
        for (const line of parseEnvFile(text).strayLines) expect(lines[line - 1]?.trim()).toBeTruthy()
      }),
    )
  })
})
