import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMask, maskedJson } from '../../src/config/mask.js'
import { quote } from '../../src/config/problem.js'

it('leaves nothing of any secret in a text, in JSON or in an address', () => {
  const secret = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !'[masked]'.includes(text))
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
      const mask = createMask([hidden])
      const parts = mask(`${before}${hidden}${after}`).split('[masked]')
      expect(parts.length).toBeGreaterThan(1)
      for (const part of parts) expect(part).not.toContain(hidden)
      expect(mask(JSON.stringify(hidden).slice(1, -1))).toBe('[masked]')
      expect(mask(encodeURIComponent(hidden))).toBe('[masked]')
    }),
  )
})

it('masks the longer of two secrets first', () => {
  expect(createMask(['abc', 'abcdef'])('abcdef abc')).toBe('[masked] [masked]')
})

it('takes secrets with characters that mean something to patterns or to JSON', () => {
  const mask = createMask(['a+b"c\\d\n(e)', 'half \uD800'])
  expect(mask('x a+b"c\\d\n(e) y')).toBe('x [masked] y')
  expect(mask(JSON.stringify(['a+b"c\\d\n(e)']))).toBe('["[masked]"]')
  expect(mask('half \uD800')).toBe('[masked]')
})

it('masks the beginning of a long secret, as messages quote no more of it', () => {
  const secret = 'k'.repeat(60) + 'x'.repeat(60)
  expect(createMask([secret])(`got ${quote(secret)}`)).toBe('got "[masked]…"')
})

it('hides no word of riskfirst itself, such as that it halted', () => {
  expect(createMask(['halted', 'buy', 'hunter2'])('halted: buy hunter2')).toBe('halted: buy [masked]')
})

it('masks the lines of a secret of several, each where it stands alone, but for short ones', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\n  kqhkiG9w0BAQ\n}\n'
  const mask = createMask([key])
  expect(['MIIEvQIBADANBg', 'kqhkiG9w0BAQ', key.trim(), '}'].map(mask)).toEqual([
    '[masked]',
    '[masked]',
    '[masked]\n[masked]\n  [masked]\n}',
    '}',
  ])
  expect(mask(`got ${key}.`)).toBe('got [masked].')
})

it('changes nothing without secrets, or for empty ones', () => {
  expect(createMask([])('text')).toBe('text')
  expect(createMask([''])('text')).toBe('text')
})

it('masks texts in JSON alone, which is read by names of fields, types and figures', () => {
  const event = { type: 'alert-raised', alerts: 217, words: ['alerts on 17', { alert: 'quiet' }] }
  const read = (secrets: readonly string[]) => JSON.parse(maskedJson(event, createMask(secrets)))
  expect(read(['17', 'alert'])).toEqual({
    type: 'alert-raised',
    alerts: 217,
    words: ['[masked]s on [masked]', { alert: 'quiet' }],
  })
  expect(read(['nowhere in it'])).toEqual(event)
})
