import { describe, expect, it } from 'vitest'
import { cutLine, OutputLines } from '../../src/executors/output-lines.js'

/** The lines of these bytes, handed over in chunks of `size`. */
function linesOf(bytes: Buffer, size: number): readonly string[] {
  const lines: string[] = []
  const output = new OutputLines((line) => lines.push(line))
  for (let at = 0; at < bytes.length; at += size) output.write(bytes.subarray(at, at + size))
  output.end()
  return lines
}

describe('lines of output', () => {
  it.each([1, 2, 3, 7, 1000])('are the same however they arrive (%i bytes at once)', (size) => {
    const text = '\nkaufen: 12 €\r\n\n  \nprogress 1 %\rprogress 2 %\rdone 🚀\nno end'
    const lines = ['kaufen: 12 €', 'progress 1 %', 'progress 2 %', 'done 🚀', 'no end']
    expect(linesOf(Buffer.from(text), size)).toEqual(lines)
  })

  it('are bounded, though no line break ever comes', () => {
    const [line = '', ...others] = linesOf(Buffer.alloc(10_000_000, 'x'), 65_536)
    expect(others).toEqual([])
    expect(line.length).toBeLessThan(100_000)
  })
})

describe('a long line', () => {
  it('is cut between words, so that no secret is split', () => {
    const secret = 'k'.repeat(40)
    const line = `${'word '.repeat(1_636)}${secret} and more`
    expect(line.length).toBeGreaterThan(8_192)
    expect(cutLine(line)).toBe(`${'word '.repeat(1_636).trim()} …`)
  })

  it('is cut all the same where it is one word, and a short one is left alone', () => {
    expect(cutLine('x'.repeat(10_000))).toBe(`${'x'.repeat(8_192)} …`)
    expect(cutLine('x'.repeat(8_192))).toBe('x'.repeat(8_192))
  })
})
