import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, cutMiddle, plain, width, wrap } from '../../src/report/plain-text.js'

const anyText = fc.string({ unit: 'binary', maxLength: 120 })

describe('plain text', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['cursor moves and erasing', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
    ['window titles', 'a\u001b]0;owned\u0007b', 'ab'],
    ['links', '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007', 'click'],
    ['one-byte sequences', 'a\u009b31mb', 'ab'],
    ['a bell, a backspace and a delete', 'a\u0007b\u0008c\u007fd', 'abcd'],
    ['line breaks and tabs, into spaces', ' one\r\n\ttwo\u2028three ', 'one two three'],
    ['direction changes', 'pay \u202e001\u202c', 'pay 001'],
    ['invisible signs', 'a\u200b\u2060\u00adb', 'ab'],
    ['half a pair', 'a\ud83d', 'a'],
  ])('loses %s', (_, text, expected) => expect(plain(text)).toBe(expected))

  it('holds nothing that a terminal obeys, whatever it is made from', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      }),
    ))

  it('keeps words of any script', () => expect(plain('取引 エージェント — Zürich')).toBe('取引 エージェント — Zürich'))

  it('counts wide signs as two columns', () => {
    expect(width('abc')).toBe(3)
    expect(width('取引')).toBe(4)
    expect(width('🚀!')).toBe(3)
    expect(width('● ▲ ✖ ○ …')).toBe(9)
  })

  it('is cut with a sign that it was', () => {
    expect(cut('risk', 4)).toBe('risk')
    expect(cut('strategy', 5)).toBe('stra…')
    expect(cut('取引取引', 6)).toBe('取引…')
    expect(cutMiddle('worker-17', 9)).toBe('worker-17')
    expect(cutMiddle('worker-17', 8)).toBe('work…-17')
    expect(cutMiddle('取引取引取引', 7)).toBe('取引…引')
  })

  it('breaks at spaces, inside words only when it must, and says when lines are missing', () => {
    expect(wrap('one two three', 8, 3)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij', 4, 3)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrap('one two three four', 7, 2)).toEqual(['one two', 'three…'])
  })

  it('never breaks into lines that are too wide or too many', () =>
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), (text, columns, most) => {
        const lines = wrap(plain(text), columns, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
      }),
    ))
})
