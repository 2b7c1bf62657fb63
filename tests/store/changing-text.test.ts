import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChangingText, textFrom } from '../../src/store/changing-text.js'
import { changed, changeOf } from '../../src/store/text-change.js'

/** JSON of a list that loses its first row and gets another last with every step. */
const windowAt = (step: number) =>
  JSON.stringify({
    atMs: 1_651_791_600_000 + step,
    scores: Array.from({ length: 200 }, (_, i) => (step + i) ** 2 % 97),
  })

/** What is read at every step, from what was written up to it, newest first. */
function readBack(written: readonly string[]): readonly (string | undefined)[] {
  return written.map((_, step) => {
    const rows = written.slice(0, step + 1).filter((text) => text !== '=')
    return textFrom(rows.reverse().map((text) => ({ text })))
  })
}

function writtenOf(texts: readonly string[]): readonly string[] {
  const text = new ChangingText()
  return texts.map((next) => text.written(next))
}

test('texts that follow on each other are read as they were, whatever they are', () => {
  const texts = fc.array(fc.oneof(fc.json(), fc.integer({ min: 0, max: 9 }).map(windowAt)), { maxLength: 150 })
  fc.assert(
    fc.property(texts, (json) => {
      expect(readBack(writtenOf(json))).toEqual(json)
    }),
    { numRuns: 200 },
  )
})

test('a change leads from any text to any other that it is shorter than', () => {
  const letters = fc.array(fc.constantFrom('1,', '22,', '333,', 'some words that are long enough,'), { maxLength: 60 })
  const pair = fc.tuple(letters, letters, letters).map(([a, b, c]) => [
    [...a, ...b],
    [...b, ...c],
  ])
  fc.assert(
    fc.property(pair, (parts) => {
      const [before = '', after = ''] = parts.map((part) => part.join(''))
      const change = changeOf(before, after)
      expect(change === undefined ? after : changed(before, change)).toBe(after)
    }),
    { numRuns: 500 },
  )
})

describe('a text that follows on another', () => {
  test('takes few bytes when a list moved on by a row, and is written whole from time to time', () => {
    const written = writtenOf(Array.from({ length: 130 }, (_, step) => windowAt(step)))
    const whole = written.flatMap((text, step) => (text.startsWith('{') ? [step] : []))
    expect(whole).toEqual([0, 64, 128])
    const longest = Math.max(...written.filter((text) => !text.startsWith('{')).map(({ length }) => length))
    expect(longest).toBeLessThan(windowAt(0).length / 5)
  })

  test('is one sign when it is the same, and whole when it is another altogether', () => {
    expect(writtenOf(['[1]', '[1]', '"~"', '"="', '"="'])).toEqual(['[1]', '=', '"~"', '"="', '='])
  })

  test('is not made up when what it changes is lost', () => {
    const [, change = ''] = writtenOf([windowAt(0), windowAt(1)])
    expect(() => textFrom([{ text: change }])).toThrow('a text that is not kept')
    expect(textFrom([])).toBeUndefined()
  })
})
