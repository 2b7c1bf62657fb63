import { describe, expect, it } from 'vitest'
import { shortTexts } from '../../src/watch/short-texts.js'

describe('texts that are told to all who watch', () => {
  it('are cut wherever they stand, and all else stays what it is', () => {
    const data = {
      words: 'w'.repeat(900_000),
      list: [1, null, true, { deep: 'd'.repeat(4001), short: 'ok' }],
      none: null,
    }
    expect(shortTexts(data)).toEqual({
      words: `${'w'.repeat(3999)}…`,
      list: [1, null, true, { deep: `${'d'.repeat(3999)}…`, short: 'ok' }],
      none: null,
    })
    expect(shortTexts('s'.repeat(4000))).toBe('s'.repeat(4000))
  })

  it('are cut between characters, after their secrets are hidden', () => {
    expect(shortTexts(`${'x'.repeat(3998)}😀😀`)).toBe(`${'x'.repeat(3998)}…`)
    const hide = (text: string) => text.replaceAll('hunter2', '[masked]')
    expect(shortTexts(`${'x'.repeat(3996)}hunter2 and more`, hide)).toBe(`${'x'.repeat(3996)}[ma…`)
  })
})
