import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Moment } from '../../../src/report/replay/moment.js'
import { SeriesRows } from '../../../src/report/replay/series.js'
import { at, HOUR_MS } from './cycles.js'

const first = at('2022-04-01T00:00')

/** A cycle an hour; its figures tell its number. */
function momentOf(number: number, drawdownPercent = 0): Moment {
  const atMs = first + number * HOUR_MS
  return {
    atMs,
    at: new Date(atMs).toISOString(),
    isValued: true,
    equity: number,
    benchmark: -number,
    drawdownPercent,
    exposurePercent: number,
  }
}

function seriesOf(cycles: number, drawdowns: readonly number[] = []) {
  const rows = new SeriesRows(['trend'], ['BTC/USDT'])
  const figuresOf = (number: number) => ({ profits: [10 * number], prices: [100 * number] })
  let written = 0
  for (let number = 1; number <= cycles; number++) {
    const moment = momentOf(number, drawdowns[number - 1])
    if (!rows.add(moment)) continue
    rows.write(moment, figuresOf(number))
    written += 1
  }
  const series = rows.toSeries(cycles === 0 ? undefined : momentOf(cycles), () => figuresOf(cycles))
  return { series, written }
}

describe('the series', () => {
  it('has a row a cycle while there are few', () => {
    expect(seriesOf(3).series).toEqual({
      at: ['2022-04-01T01:00:00.000Z', '2022-04-01T02:00:00.000Z', '2022-04-01T03:00:00.000Z'],
      equity: [1, 2, 3],
      benchmark: [-1, -2, -3],
      drawdown_percent: [0, 0, 0],
      exposure_percent: [1, 2, 3],
      books: { trend: [10, 20, 30] },
      prices: { 'BTC/USDT': [100, 200, 300] },
    })
  })

  it('has at most 2,000 rows, evenly spaced, and the last cycle in the last one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (cycles) => {
        const { at, equity, benchmark, books, prices } = seriesOf(cycles).series
        expect(at.length).toBeLessThanOrEqual(2000)
        expect(at.length).toBeGreaterThanOrEqual(Math.min(cycles, 1000))
        expect(equity.at(-1)).toBe(cycles)
        const spacing = equity[0] ?? 0
        expect(equity.slice(0, -1)).toEqual(at.slice(1).map((_, i) => (i + 1) * spacing))
        expect(at.map((iso) => (Date.parse(iso) - first) / HOUR_MS)).toEqual(equity)
        expect(benchmark).toEqual(equity.map((value) => -(value ?? 0)))
        expect(books['trend']).toEqual(equity.map((value) => 10 * (value ?? 0)))
        expect(prices['BTC/USDT']).toEqual(equity.map((value) => 100 * (value ?? 0)))
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the worst drawdown and the mean exposure of the cycles in a row', () => {
    const drawdowns = Array.from({ length: 8001 }, (_, i) => (i * 7919) % 97)
    const { equity, drawdown_percent, exposure_percent } = seriesOf(8001, drawdowns).series
    let before = 0
    equity.forEach((last, row) => {
      const cycles = drawdowns.slice(before, last ?? 0)
      expect(drawdown_percent[row]).toBe(Math.max(...cycles))
      expect(exposure_percent[row]).toBe((before + 1 + (last ?? 0)) / 2)
      before = last ?? 0
    })
  })

  it('is written less and less often', () => {
    expect(seriesOf(50_000).written).toBeLessThan(8000)
  })

  it('can be asked for without being disturbed', () => {
    const rows = new SeriesRows([], [])
    const nothing = { profits: [], prices: [] }
    for (let number = 1; number <= 2001; number++) {
      if (rows.add(momentOf(number, number === 2001 ? 50 : 0))) rows.write(momentOf(number), nothing)
      if (number % 100 !== 0 && number < 1990) continue
      expect(rows.toSeries(momentOf(number), () => nothing).equity.at(-1)).toBe(number)
    }
    rows.add(momentOf(2002))
    rows.write(momentOf(2002), nothing)
    expect(rows.toSeries(momentOf(2002), () => nothing).drawdown_percent.at(-1)).toBe(50)
  })
})
