import { describe, expect, test } from 'vitest'
import { addRequest, Requests } from '../../../src/store/requests.js'
import { OpenRecord } from '../../../src/watch/read/open-record.js'
import { overviewOfFolder } from '../../../src/watch/read/overview.js'
import { SeriesReader } from '../../../src/watch/read/series.js'
import { freshFolder } from '../../store/data-folders.js'
import { startOf } from '../../store/sealed-cycles.js'
import { factsOf } from './facts.js'
import { type MadeUpMoney, moneyRecord, reasonOf } from './money-record.js'

const secondsOf = (n: number) => Date.parse(startOf(n).asOf) / 1000
const msOf = (n: number) => Date.parse(startOf(n).asOf)

function recordOf(cycles: number, money: MadeUpMoney) {
  const record = moneyRecord(money)
  record.add(cycles)
  return { ...record, reader: new SeriesReader(new OpenRecord(record.dataDir)) }
}

describe('a series', () => {
  test('has a point for each cycle while there is room', () => {
    const { reader } = recordOf(4, { equity: (n) => [10_000, 11_000, 9900, 12_000][n] ?? null })
    expect(reader.read({ points: 800 })).toEqual({
      at: [0, 1, 2, 3].map(secondsOf),
      equity: [1e4, 11e3, 9900, 12e3],
      low: [1e4, 11e3, 9900, 12e3],
      drawdown: [0, 0, expect.closeTo(10, 10), 0],
      exposure: [
        50,
        expect.closeTo((100 * 6) / 11, 8),
        expect.closeTo((100 * 49) / 99, 8),
        expect.closeTo(700 / 12, 8),
      ],
      books: {
        holder: [0, 1e3, -100, 2e3],
        idler: [0, 0, 0, 0],
      },
      halts: [],
      fills: [],
      fillsCut: false,
    })
  })

  test('loses no low, however few points are asked for', () => {
    const equity = (n: number) => (n === 503 ? 7000 : 10_000 + n)
    const { reader } = recordOf(1000, { equity })
    for (const points of [2, 7, 100, 999]) {
      const { at, equity: line, low, drawdown } = reader.read({ points })
      expect(at.length).toBeLessThanOrEqual(points)
      expect(at.length).toBeGreaterThan(points / 2 - 1)
      expect([at.at(-1), line.at(-1)]).toEqual([secondsOf(999), 10_999])
      const gaps = at.slice(1).map((second, i) => second - (at[i] ?? 0))
      expect(Math.min(...gaps)).toBeGreaterThan(0)
      expect(Math.max(...gaps) / 3600).toBeLessThanOrEqual((4 * 1000) / points)
      expect(Math.min(...low.map((value) => value ?? 0))).toBe(7000)
      expect(Math.max(...drawdown.map((value) => value ?? 0))).toBeCloseTo(100 * (1 - 7000 / 10_502), 8)
    }
  })

  test('of a part of the record knows the high-water mark from before it, and has only what lies in it', () => {
    const equity = (n: number) => (n === 10 ? 20_000 : 10_000)
    const { reader } = recordOf(300, { equity, fills: (n) => n % 100 === 50 })
    const part = reader.read({ fromMs: msOf(100), toMs: msOf(199), points: 50 })
    expect(part.at.length).toBeLessThanOrEqual(50)
    expect(part.at.at(-1)).toBe(secondsOf(199))
    expect(part.at[0]).toBeGreaterThanOrEqual(secondsOf(100))
    expect(new Set(part.drawdown)).toEqual(new Set([50]))
    expect(part.fills.map(({ at }) => at)).toEqual([secondsOf(150)])
    expect(reader.read({ fromMs: msOf(400), points: 50 }).at).toEqual([])
  })

  test('goes on from where it was when cycles were added, as if it had read them all at once', () => {
    const equity = (n: number) => 10_000 + 500 * Math.sin(n / 5)
    const { reader, add, dataDir } = recordOf(1, {
      equity,
      fills: (n) => n === 30,
      state: (n) => (n % 700 < 20 ? 'halted' : 'active'),
    })
    for (const cycles of [1, 3, 57, 2000, 5]) {
      reader.read({ points: 40 })
      add(cycles)
    }
    const afresh = new SeriesReader(new OpenRecord(dataDir))
    for (const points of [40, 2000]) expect(reader.read({ points })).toEqual(afresh.read({ points }))
    expect(reader.read({ points: 40 })).toBe(reader.read({ points: 40 })) // nothing was added
  })

  test('measures the fall as the overview does, also after a person has set the high-water mark anew', () => {
    const { reader, add, database, dataDir } = recordOf(2, { equity: (n) => [10_000, 8000, 8000, 7600][n] ?? null })
    expect(reader.read({ points: 10 }).drawdown).toEqual([0, expect.closeTo(20, 10)])
    const request = { kind: 'resume', who: 'ann', at: startOf(2).asOf, details: { rebase: ['highWaterMark'] } } as const
    const id = addRequest(database, request)
    const after = { equity: '8000', at: startOf(2).asOf }
    const result = [{ name: 'highWaterMark', before: { equity: '10000', at: startOf(0).asOf }, after }]
    new Requests(database).applied(id, { at: startOf(2).asOf, result })
    database.prepare("INSERT INTO baselines VALUES ('highWaterMark', ?, ?)").run(after.equity, after.at)
    add(2)
    const { drawdown } = reader.read({ points: 10 })
    expect(drawdown).toEqual([0, expect.closeTo(20, 10), 0, expect.closeTo(5, 10)])
    expect(overviewOfFolder(dataDir, factsOf()).account?.drawdownPercent).toBe(drawdown.at(-1))
  })

  test('shows what is unknown as unknown', () => {
    const { reader } = recordOf(3, { equity: (n) => (n === 1 ? null : 10_000) })
    const { equity, low, drawdown, exposure, books } = reader.read({ points: 10 })
    for (const line of [equity, low, drawdown, exposure, books['holder']]) expect(line?.[1]).toBeNull()
  })

  test('merges halts into spans, each with its first reason, the last one open', () => {
    const state = (n: number) => (n >= 8 ? 'halted' : n === 5 ? 'reducing' : n === 3 || n === 4 ? 'halted' : 'active')
    const { reader } = recordOf(10, { equity: () => 10_000, state })
    const halt = (n: number, to: number | null, kind: string) => ({
      from: secondsOf(n),
      to: to === null ? null : secondsOf(to),
      state: kind,
      code: reasonOf(n).code,
      message: reasonOf(n).message,
    })
    expect(reader.read({ points: 10 }).halts).toEqual([
      halt(3, 5, 'halted'),
      halt(5, 6, 'reducing'),
      halt(8, null, 'halted'),
    ])
    expect(reader.read({ points: 10, fromMs: msOf(7), toMs: msOf(8) }).halts).toEqual([halt(8, null, 'halted')])
    expect(reader.read({ points: 10, fromMs: msOf(4), toMs: msOf(4) }).halts).toEqual([halt(3, 5, 'halted')])
  })

  test('gives the largest two thousand fills, in their order', () => {
    const { reader } = recordOf(2100, { equity: () => 10_000, fills: () => true })
    const { fills, fillsCut } = reader.read({ points: 10 })
    expect([fills.length, fillsCut]).toEqual([2000, true])
    expect([fills[0], fills.at(-1)]).toMatchObject([
      { cycleId: 'c000101', quantity: '101', side: 'buy' },
      { cycleId: 'c002100', at: secondsOf(2099) },
    ])
  })

  test('is empty without a record', () => {
    const reader = new SeriesReader(new OpenRecord(freshFolder()))
    expect(reader.read({ points: 10 })).toMatchObject({ at: [], equity: [], books: {}, halts: [], fills: [] })
  })

  test('of ten thousand cycles is made in a moment, and goes on in less', () => {
    const { reader, add } = recordOf(10_000, { equity: (n) => 10_000 + n, fills: (n) => n % 10 === 0 })
    const cpuMs = () => {
      const before = process.cpuUsage()
      reader.read({ points: 800 })
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    }
    expect(cpuMs()).toBeLessThan(400) // 40 ms on a machine that does nothing else
    add(1)
    expect(cpuMs()).toBeLessThan(200)
  })
})
