import { describe, expect, it } from 'vitest'
import { createMask } from '../../src/config/mask.js'
import { OutputLines, shownLine } from '../../src/executors/output-lines.js'

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

describe('a shown line', () => {
  const secret = '0123456789abcdef'.repeat(4)
  const mask = createMask([secret])

  it('is cut where it is long, and left alone where it is not', () => {
    expect(shownLine('x'.repeat(10_000), mask)).toBe(`${'x'.repeat(8_192)} …`)
    expect(shownLine('x'.repeat(100_000), mask)).toBe(`${'x'.repeat(8_192)} …`)
    expect(shownLine('x'.repeat(8_192), mask)).toBe('x'.repeat(8_192))
  })

  it.each([8_192, 16_384, 65_536])('shows no part of a secret, wherever that lies around character %i', (around) => {
    for (let before = around - 70; before <= around + 6; before++) {
      const [line = ''] = linesOf(Buffer.from(`${'.'.repeat(before)}${secret}${'.'.repeat(70_000)}`), 65_536)
      expect(shownLine(line, mask)).toMatch(/^\.{8000,}(\[\w*(\]\.*)?)? …$/)
    }
  })
})
