import { describe, expect, it } from 'vitest'
import {
  advance,
  type Baselines,
  type Mark,
  rebase,
  restoreBaselines,
  storedBaselines,
} from '../../src/desk/baselines.js'
import { formatValue, parseValue } from '../../src/desk/money.js'

const none: Baselines = { marks: {}, points: [] }
const unseen = () => undefined

function mark(at: string, equity: string): Mark {
  const iso = new Date(`${at.replace(' ', 'T')}Z`).toISOString()
  return { at: iso, atMs: Date.parse(iso), equity: parseValue(equity) }
}

const fold = (looks: readonly (readonly [string, string])[], from = none) =>
  looks.reduce((baselines, [at, equity]) => advance(baselines, mark(at, equity), unseen), from)

function told(baselines: Baselines): Record<string, string> {
  return Object.fromEntries(
    storedBaselines(baselines).map(({ name, equity, at }) => [
      name,
      `${equity} at ${at.slice(5, 16).replace('T', ' ')}`,
    ]),
  )
}

describe('baselines', () => {
  it('starts all four with the first look', () => {
    expect(told(fold([['2024-01-05 10:00', '100.0000000000000001']]))).toEqual({
      session: '100.0000000000000001 at 01-05 10:00',
      dayStart: '100.0000000000000001 at 01-05 10:00',
      rolling24h: '100.0000000000000001 at 01-05 10:00',
      highWaterMark: '100.0000000000000001 at 01-05 10:00',
    })
  })

  it.each<[string, readonly (readonly [string, string])[], Record<string, string>]>([
    [
      'keeps the session and the day, lifts the high-water mark, and never lowers it',
      [
        ['2024-01-05 10:00', '100'],
        ['2024-01-05 11:00', '130'],
        ['2024-01-05 12:00', '90'],
      ],
      {
        session: '100 at 01-05 10:00',
        dayStart: '100 at 01-05 10:00',
        rolling24h: '100 at 01-05 10:00',
        highWaterMark: '130 at 01-05 11:00',
      },
    ],
    [
      'begins a day with its first look when the market does not show its open',
      [
        ['2024-01-05 23:45', '100'],
        ['2024-01-06 00:15', '101'],
        ['2024-01-06 00:30', '102'],
      ],
      {
        session: '100 at 01-05 23:45',
        dayStart: '101 at 01-06 00:15',
        rolling24h: '100 at 01-05 23:45',
        highWaterMark: '102 at 01-06 00:30',
      },
    ],
    [
      'rolls to the last look at or before 24 h ago',
      [
        ['2024-01-05 10:00', '100'],
        ['2024-01-05 16:00', '101'],
        ['2024-01-06 15:59', '102'],
      ],
      {
        session: '100 at 01-05 10:00',
        dayStart: '102 at 01-06 15:59',
        rolling24h: '100 at 01-05 10:00',
        highWaterMark: '102 at 01-06 15:59',
      },
    ],
    [
      'rolls on at exactly 24 h',
      [
        ['2024-01-05 10:00', '100'],
        ['2024-01-05 16:00', '101'],
        ['2024-01-06 16:00', '102'],
      ],
      {
        session: '100 at 01-05 10:00',
        dayStart: '102 at 01-06 16:00',
        rolling24h: '101 at 01-05 16:00',
        highWaterMark: '102 at 01-06 16:00',
      },
    ],
    [
      'keeps the last look before a gap',
      [
        ['2024-01-05 10:00', '100'],
        ['2024-01-09 10:00', '80'],
        ['2024-01-09 11:00', '70'],
      ],
      {
        session: '100 at 01-05 10:00',
        dayStart: '80 at 01-09 10:00',
        rolling24h: '100 at 01-05 10:00',
        highWaterMark: '100 at 01-05 10:00',
      },
    ],
  ])('%s', (_, looks, expected) => {
    expect(told(fold(looks))).toEqual(expected)
  })

  it("values a day's start at the day's open when the market shows it", () => {
    const before = fold([['2024-01-05 22:00', '100']])
    const after = advance(before, mark('2024-01-06 03:00', '90'), () => parseValue('97.5'))
    expect(told(after)['dayStart']).toBe('97.5 at 01-06 00:00')
  })

  it('keeps at most a point every five minutes of the last 24 h', () => {
    let baselines = none
    const startMs = Date.parse('2024-01-01T00:00:00Z')
    for (let minute = 0; minute < 3 * 1440; minute++) {
      const atMs = startMs + minute * 60_000
      baselines = advance(baselines, { atMs, at: new Date(atMs).toISOString(), equity: BigInt(minute) }, unseen)
    }
    expect(baselines.points.length).toBe(289)
    expect(formatValue(baselines.marks.rolling24h?.equity ?? 0n)).toBe('0.0000000000002875')
  })

  it('goes on after a restart as if there had been none', () => {
    const looks = Array.from({ length: 80 }, (_, hour): [string, string] => [
      new Date(Date.parse('2024-01-05T10:00:00Z') + hour * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
      String(1000 + ((hour * 37) % 50)),
    ])
    for (const stop of [1, 5, 14, 40, 79]) {
      const first = fold(looks.slice(0, stop))
      const equity = looks.slice(0, stop).map(([at, figure]) => ({ at: mark(at, figure).at, equity: figure }))
      const restored = restoreBaselines({ baselines: storedBaselines(first), equity })
      expect(fold(looks.slice(stop), restored)).toEqual(fold(looks))
    }
  })

  it('re-bases exactly the named ones, tells old and new, and a restart does not undo it', () => {
    const looks = [
      ['2024-01-05 10:00', '100'],
      ['2024-01-05 12:00', '90'],
    ] as const
    const { baselines, changes } = rebase(fold(looks), ['dayStart', 'rolling24h'], mark('2024-01-05 12:00', '89.5'))
    expect(told(baselines)).toEqual({
      session: '100 at 01-05 10:00',
      dayStart: '89.5 at 01-05 12:00',
      rolling24h: '89.5 at 01-05 12:00',
      highWaterMark: '100 at 01-05 10:00',
    })
    expect(changes).toEqual([
      {
        name: 'dayStart',
        before: { name: 'dayStart', equity: '100', at: '2024-01-05T10:00:00.000Z' },
        after: { name: 'dayStart', equity: '89.5', at: '2024-01-05T12:00:00.000Z' },
      },
      {
        name: 'rolling24h',
        before: { name: 'rolling24h', equity: '100', at: '2024-01-05T10:00:00.000Z' },
        after: { name: 'rolling24h', equity: '89.5', at: '2024-01-05T12:00:00.000Z' },
      },
    ])
    const equity = looks.map(([at, figure]) => ({ at: mark(at, figure).at, equity: figure }))
    const restored = restoreBaselines({ baselines: storedBaselines(baselines), equity })
    for (const from of [baselines, restored])
      expect(told(advance(from, mark('2024-01-05 13:00', '88'), unseen))['rolling24h']).toBe('89.5 at 01-05 12:00')
  })
})
