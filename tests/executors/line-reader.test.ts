import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineReader } from '../../src/executors/line-reader.js'

/** The lines that these chunks hold, and whether one was too long. */
function read(chunks: readonly Uint8Array[], maxBytes = 1_000_000) {
  const lines: string[] = []
  let tooLong = 0
  const reader = new LineReader(maxBytes, { onLine: (line) => lines.push(line), onTooLong: () => tooLong++ })
  for (const chunk of chunks) reader.write(Buffer.from(chunk))
  return { lines, tooLong }
}

describe('a line reader', () => {
  it('finds the same lines however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'))
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (texts, sizes) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''))
        const chunks: Buffer[] = []
        for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!)
          chunks.push(bytes.subarray(at, at + sizes[i % sizes.length]!))
        expect(read(chunks).lines).toEqual(texts)
      }),
    )
  })

  it('tells nothing of what no line break ends', () => {
    expect(read([Buffer.from('one\ntwo')]).lines).toEqual(['one'])
  })

  it.each([
    ['in one chunk', [Buffer.from('fine\n12345678901\nlost\n')]],
    ['without an end', [Buffer.from('fine\n123456'), Buffer.from('78901'), Buffer.from('2\nlost\n')]],
  ])('reads nothing after a line that is too long %s, and says so once', (_how, chunks) => {
    expect(read(chunks, 10)).toEqual({ lines: ['fine'], tooLong: 1 })
  })

  it('takes a line of exactly the length it may have', () => {
    expect(read([Buffer.from('1234567890\n')], 10)).toEqual({ lines: ['1234567890'], tooLong: 0 })
  })
})
