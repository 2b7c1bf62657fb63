import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { quoted } from '../../src/report/markdown.js'
import { plain } from '../../src/report/plain-text.js'

/** What a renderer shows of a line: code spans by CommonMark's rule, as text; the rest is live. */
function rendered(line: string): { readonly shown: string; readonly live: string } {
  const [, fence = '', inner = ''] = /^(`+)(?!`)(.*?[^`])\1(?!`)/s.exec(line) ?? []
  const live = line.slice(fence.length * 2 + inner.length)
  const isPadded = /^ .* $/s.test(inner) && inner.trim() !== ''
  return { shown: isPadded ? inner.slice(1, -1) : inner, live }
}

it.each([
  ['plain words', '`plain words`'],
  ['<img src=x onerror=alert(1)>', '`<img src=x onerror=alert(1)>`'],
  ['[click](https://evil.example)', '`[click](https://evil.example)`'],
  ['one\n\n# Heading\n- item', '`one # Heading - item`'],
  ['a `b` c', '``a `b` c``'],
  ['`', '`` ` ``'],
  ['``` fence', '```` ``` fence ````'],
  ['\u001B[31mred\u001B[0m', '`red`'],
  ['  \n ', '–'],
])('shows %j as text', (words, markdown) => {
  expect(quoted(words)).toBe(markdown)
})

it('leaves nothing of any words outside of one code span, and shows all of them', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('`', ' ', '\n', '<', '*', 'a', '\\', '|') }),
  )
  fc.assert(
    fc.property(words, (text) => {
      fc.pre(plain(text) !== '')
      expect(rendered(quoted(text))).toEqual({ shown: plain(text), live: '' })
    }),
  )
})
