import { describe, expect, it } from 'vitest'
import { cleanText } from '../../../src/watch/page/clean-text.js'

describe('a clean text', () => {
  it.each([
    ['plain words stay', 'plain words stay'],
    ['Zürich — 三 symbols', 'Zürich — 三 symbols'],
    ['two\r\n lines\tand [more]', 'two lines and [more]'],
    ['one\n[list]', 'one [list]'],
    ['\u001b[31;1mred\u001b[0m', 'red'],
    ['a \u001b]8;;https://elsewhere\u0007link\u001b]8;;\u001b\\ b', 'a link b'],
    ['evil\u202elave\u2066 \u200bhidden\ufeff', 'evillave hidden'],
    ['null\u0000 and bell\u0007', 'null and bell'],
  ])('%j is shown as %j', (text, shown) => {
    expect(cleanText(text)).toBe(shown)
  })

  it('is in every place of what came, keys too, and figures stay figures', () => {
    const told = { 'a\u202e': [{ text: 'b\n', figure: 1, none: null, yes: true }] }
    expect(cleanText(told)).toEqual({ a: [{ text: 'b', figure: 1, none: null, yes: true }] })
  })

  it('is cut where nobody would read on', () => {
    expect(cleanText('\u00e4'.repeat(100_000))).toHaveLength(4000)
  })
})
