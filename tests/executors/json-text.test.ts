import { expect, it } from 'vitest'
import { parseJson } from '../../src/executors/json-text.js'

it('reads JSON, and the numbers that Python adds to it, wherever they are no text', () => {
  expect(parseJson('{"a":[1,"NaN"]}')).toEqual({ ok: true, value: { a: [1, 'NaN'] } })
  expect(parseJson('{"NaN":NaN,"b":[-Infinity,Infinity],"c":"\\"NaN, Infinity"}')).toEqual({
    ok: true,
    value: { NaN: Number.NaN, b: [-Infinity, Infinity], c: '"NaN, Infinity' },
  })
})

it.each([
  ['nothing', ''],
  ['half of it', '{'],
  ['a word', 'nan'],
  ['another word', 'NaNs'],
  ['half of it, with a NaN', '{"a":NaN'],
  ['other quotes', "{'a':NaN}"],
  ['a long text without an end', `NaN"${'x'.repeat(2_000_000)}`],
  ['a long text of escapes', `NaN"${'\\"'.repeat(1_000_000)}`],
  ['many texts', `NaN${'"x\\"'.repeat(500_000)}`],
])('says at once why %s is no JSON', (_name, text) => {
  const startedMs = performance.now()
  expect(parseJson(text)).toEqual({ ok: false, message: expect.any(String) })
  expect(performance.now() - startedMs).toBeLessThan(2_000)
})
