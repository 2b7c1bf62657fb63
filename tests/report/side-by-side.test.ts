import { describe, expect, test } from 'vitest'
import { createPage } from '../../src/report/page.js'
import { sameOrNot, sideBySide } from '../../src/report/side-by-side.js'

const heads = ['recorded', 'now'] as const
const shown = (one: unknown, other: unknown, columns = 100) =>
  sideBySide({ heads, values: [one, other] }, createPage({ columns, colours: false }))

describe('two values side by side', () => {
  test('stand in one row a figure, the differing ones marked', () => {
    const one = { summary: 'No trend.', orders: [], signals: [{ symbol: 'BTC/USDT', direction: 0.1 }] }
    const other = {
      summary: 'No trend.',
      orders: [{ side: 'buy' }],
      signals: [{ symbol: 'BTC/USDT', direction: 0.1000001 }],
    }
    expect(shown(one, other).map((line) => line.trimEnd())).toEqual([
      '                           recorded   now',
      '     summary               No trend.  No trend.',
      '  ≠  orders                []         [{"side":"buy"}]',
      '     signals[0].symbol     BTC/USDT   BTC/USDT',
      '  ≠  signals[0].direction  0.1        0.1000001',
    ])
    expect(sameOrNot({ heads, values: [one, other] }, 'proposal')).toBe('2 differences')
    expect(sameOrNot({ heads, values: [one, { ...one }] }, 'proposal')).toBe('same proposal')
  })

  test('tell what only one of them has', () => {
    const lines = shown({ a: 1 }, { b: { c: null } })
    expect(lines.join('\n')).toMatch(/≠ {2}a +1 +–\n.*≠ {2}b\.c +– +null/)
  })

  test('begin where long texts begin to differ', () => {
    const start = 'the same words. '.repeat(40)
    const lines = shown({ summary: `${start}up` }, { summary: `${start}down` })
    expect(lines.slice(1)).toHaveLength(2)
    expect(lines.slice(1).join(' ')).toMatch(/…[^…]*words[^…]*…[^…]*words.*up +.*down/)
  })

  test('differ where text looks like a figure', () => {
    expect(shown({ a: '1', b: null, c: [] }, { a: 1, b: 'null', c: '[]' }).join('\n')).toMatch(
      /≠ {2}a +"1" +1\n.*≠ {2}b +null +"null"\n.*≠ {2}c +\[\] +"\[\]"/,
    )
  })

  test('stand one under the other where there is no room', () => {
    const lines = shown({ a: 'x'.repeat(70), b: 1 }, { a: 'y', b: 1 }, 60)
    expect(lines.filter((line) => /^(recorded|now)$/.test(line.trim()))).toHaveLength(2)
    expect(lines.every((line) => line.length <= 60)).toBe(true)
    expect(lines.filter((line) => line.includes('≠'))).toHaveLength(2)
  })

  test('leave out the middle of what is long and the same, and nothing that differs', () => {
    const metrics = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`m${index}`, index]))
    const lines = shown({ metrics }, { metrics: { ...metrics, m20: 7 } })
    expect(lines.filter((line) => line.includes('the same'))).toEqual([
      expect.stringContaining('… 11 lines the same'),
      expect.stringContaining('… 10 lines the same'),
    ])
    expect(lines.join('\n')).toMatch(/≠ {2}metrics\.m20 +20 +7/)
  })

  test('show nothing that a terminal would obey', () => {
    const lines = shown({ summary: '\u001b[31mred\u001b[0m\nnext' }, { summary: 'red\u202enext' })
    for (const obeyed of ['\u001b', '\u202e']) expect(lines.join('\n')).not.toContain(obeyed)
    expect(lines.at(-1)).toMatch(/≠ {2}summary +red next +rednext/)
  })
})
