import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonOutline } from '../../src/executors/json-outline.js'

/** Whether the text may still be one JSON value after each of its lines. */
function outline(text: string): readonly boolean[] {
  const outline = new JsonOutline()
  return text.split('\n').map((line) => outline.take(line))
}

describe('the outline of a JSON text', () => {
  it('lets every JSON value pass, however it is laid out', () => {
    const layout = fc.record({ value: fc.jsonValue(), indent: fc.integer({ min: 0, max: 4 }), ends: fc.boolean() })
    fc.assert(
      fc.property(layout, ({ value, indent, ends }) => {
        const text = `${JSON.stringify(value, null, indent)}${ends ? '\r\n\n' : ''}`
        expect(outline(text)).not.toContain(false)
      }),
    )
  })

  it('lets the numbers of Python pass', () => {
    expect(outline('[NaN,\n -Infinity, 1e-07]')).toEqual([true, true])
  })

  it.each([
    ['a word in it', '[INFO] began', [false]],
    ['figures with words', '[2026-01-01 12:00:00,123] began', [false]],
    ['a text without an end', '{"a": "b', [false]],
    ['a second value', '{"a":1}\n\n{"a":2}', [true, true, false]],
    ['words after its end', '{\n"a": [1, {}]\n} done', [true, true, false]],
    ['one bracket too many', '[]\n]', [true, false]],
  ])('ends at %s', (_what, text, lines) => {
    expect(outline(text)).toEqual(lines)
  })

  it('takes time in proportion to the text', () => {
    expect(outline(`${'['.repeat(1_000_000)}x`)).toEqual([false])
    expect(outline(`["${'\\"'.repeat(2_000_000)}"]`)).toEqual([true])
  })
})
