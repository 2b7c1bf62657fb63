import * as fc from 'fast-check'
import * as statistics from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { StreamingPerformance } from '../../../src/report/replay/streaming-performance.js'
import { at, DAY_MS, HOUR_MS } from './cycles.js'

type Point = readonly [atMs: number, equity: number]

function performance(start: number, points: readonly Point[]): StreamingPerformance {
  const streaming = new StreamingPerformance(start)
  for (const [atMs, equity] of points) streaming.add(atMs, equity)
  return streaming
}

const figuresOf = (start: number, points: readonly Point[]) => performance(start, points).figures()

/** The last equity of each of these days. */
const daily = (from: string, equities: readonly number[]): readonly Point[] =>
  equities.map((equity, day) => [at(`${from}T23:00`) + day * DAY_MS, equity])

describe('return', () => {
  it('is that of the whole span, from what there was before the first cycle', () => {
    const figures = figuresOf(1000, daily('2022-04-01', [990, 1100]))
    expect(figures.end_equity).toBe(1100)
    expect(figures.return_percent).toBeCloseTo(10, 12)
  })

  it('becomes a yearly growth of 21% when half a year made 10%', () => {
    const { cagr_percent } = figuresOf(1000, [
      [at('2022-01-01T00:00'), 1000],
      [at('2022-01-01T00:00') + 182.5 * DAY_MS, 1100],
    ])
    expect(cagr_percent).toBeCloseTo(21, 10)
  })

  it('says nothing of a year before 30 days', () => {
    expect(figuresOf(1000, daily('2022-04-01', [1010, 1020])).cagr_percent).toBeNull()
    expect(figuresOf(1000, daily('2022-04-01', [1010, 1020])).calmar).toBeNull()
  })

  it('is nothing at all before the first cycle', () => {
    expect(figuresOf(1000, [])).toEqual({
      end_equity: 1000,
      return_percent: 0,
      cagr_percent: null,
      volatility_percent: null,
      sharpe: null,
      sortino: null,
      calmar: null,
      max_drawdown: null,
      longest_drawdown_days: 0,
      months: [],
    })
  })
})

describe('ratios', () => {
  // Worked by hand: returns +10 %, −10 %, +20 %; mean 1/15, deviations 1/30, −1/6, 2/15; s² = (1/900 + 25/900 + 16/900)/2.
  const figures = figuresOf(1000, daily('2022-04-01', [1100, 990, 1188]))
  const mean = 1 / 15
  const deviation = Math.sqrt(42 / 900 / 2)

  it('measure volatility by the sample deviation of daily returns, 365 days a year', () => {
    expect(figures.volatility_percent).toBeCloseTo(100 * deviation * Math.sqrt(365), 8)
  })

  it('give the Sharpe ratio without a risk-free rate', () => {
    expect(figures.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(365), 8)
  })

  it('give the Sortino ratio by the losses over all days', () => {
    expect(figures.sortino).toBeCloseTo((mean / Math.sqrt(0.01 / 3)) * Math.sqrt(365), 8)
  })

  it('take the last equity of a day, whatever it was in between', () => {
    const restless = figuresOf(1000, [
      [at('2022-04-01T03:00'), 500],
      ...daily('2022-04-01', [1100, 990]).flatMap(([atMs, equity]): Point[] => [
        [atMs - HOUR_MS, equity / 2],
        [atMs, equity],
      ]),
      ...daily('2022-04-03', [1188]),
    ])
    expect(restless.sharpe).toBe(figures.sharpe)
  })

  it('count a day without a cycle as one without a return', () => {
    const points: readonly Point[] = [...daily('2022-04-01', [1100]), ...daily('2022-04-04', [990])]
    const { volatility_percent } = figuresOf(1000, points)
    const deviation = statistics.sampleStandardDeviation([0.1, 0, 0, -0.1])
    expect(volatility_percent).toBeCloseTo(100 * deviation * Math.sqrt(365), 8)
  })

  it('are null where there is nothing to divide by', () => {
    const flat = figuresOf(1000, daily('2022-04-01', [1000, 1000, 1000]))
    expect([flat.volatility_percent, flat.sharpe, flat.sortino, flat.calmar]).toEqual([0, null, null, null])
    const oneDay = figuresOf(1000, daily('2022-04-01', [900]))
    expect([oneDay.volatility_percent, oneDay.sharpe, oneDay.sortino]).toEqual([null, null, null])
    expect(figuresOf(1000, daily('2022-04-01', [1010, 1030])).sortino).toBeNull()
  })

  it('divide the yearly growth by the deepest drawdown', () => {
    const { calmar } = figuresOf(1000, [
      [at('2022-01-01T00:00'), 1000],
      [at('2022-02-01T00:00'), 800],
      [at('2022-01-01T00:00') + 182.5 * DAY_MS, 1100],
    ])
    expect(calmar).toBeCloseTo(21 / 20, 10)
  })
})

describe('drawdown', () => {
  const fall: readonly Point[] = [
    [at('2022-04-01T00:00'), 1000],
    [at('2022-04-01T06:00'), 1200],
    [at('2022-04-02T00:00'), 1080],
    [at('2022-04-02T06:00'), 900],
    [at('2022-04-03T06:00'), 1190],
  ]

  it('is the deepest fall below an earlier peak, with its dates', () => {
    expect(figuresOf(1000, fall).max_drawdown).toEqual({
      percent: 25,
      peak_at: '2022-04-01T06:00:00.000Z',
      trough_at: '2022-04-02T06:00:00.000Z',
      recovered_at: null,
    })
  })

  it('tells when the peak was reached again, and keeps that date in later, lesser falls', () => {
    const later: readonly Point[] = [
      [at('2022-04-05T00:00'), 1200],
      [at('2022-04-06T00:00'), 1100],
      [at('2022-04-07T00:00'), 1300],
    ]
    const figures = figuresOf(1000, [...fall, ...later])
    expect(figures.max_drawdown?.recovered_at).toBe('2022-04-05T00:00:00.000Z')
    expect(figures.longest_drawdown_days).toBe(3.75)
  })

  it('lasts until now while the peak is not reached', () => {
    expect(figuresOf(1000, fall).longest_drawdown_days).toBe(2)
  })

  it('counts from the last time at the peak', () => {
    const figures = figuresOf(1000, [
      [at('2022-04-01T00:00'), 1000],
      [at('2022-04-02T00:00'), 1000],
      [at('2022-04-03T00:00'), 900],
    ])
    expect(figures.max_drawdown?.peak_at).toBe('2022-04-02T00:00:00.000Z')
    expect(figures.longest_drawdown_days).toBe(1)
  })

  it('begins below what there was before the first cycle', () => {
    expect(figuresOf(1000, [[at('2022-04-01T00:00'), 990]]).max_drawdown?.percent).toBeCloseTo(1, 10)
  })

  it('is known at every moment', () => {
    const streaming = performance(1000, fall.slice(0, 3))
    expect(streaming.drawdownPercent).toBeCloseTo(10, 10)
    streaming.add(at('2022-04-04T00:00'), 1300)
    expect(streaming.drawdownPercent).toBe(0)
  })
})

describe('months', () => {
  it('go from the last equity of the month before, the first from the start', () => {
    const { months } = figuresOf(1000, [
      [at('2022-04-30T22:00'), 1050],
      [at('2022-04-30T23:00'), 1100],
      [at('2022-05-01T00:00'), 1210],
      [at('2022-05-31T23:00'), 880],
      [at('2022-06-01T00:00'), 968],
    ])
    expect(months.map(({ month }) => month)).toEqual(['2022-04', '2022-05', '2022-06'])
    expect(months.map(({ return_percent }) => Number(return_percent.toFixed(9)))).toEqual([10, -20, 10])
  })
})

describe('a random path', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: -0.2, max: 0.2, noNaN: true })), {
    minLength: 1,
    maxLength: 300,
    size: 'max',
  })

  it('has the figures that the whole path has, computed at once', () => {
    fc.assert(
      fc.property(steps, (steps) => {
        let atMs = at('2021-11-07T00:00')
        let equity = 1000
        const path = steps.map(([hours, change]): Point => {
          atMs += hours * HOUR_MS
          equity *= 1 + change
          return [atMs, equity]
        })
        const figures = figuresOf(1000, path)
        const naive = naively(1000, path)
        expect(figures.months.map(({ month }) => month)).toEqual(naive.months.map(([month]) => month))
        figures.months.forEach(({ return_percent }, i) => expect(return_percent).toBeCloseTo(naive.months[i]![1], 6))
        expect(figures.max_drawdown?.percent ?? 0).toBeCloseTo(naive.fall, 8)
        expect(figures.longest_drawdown_days).toBeCloseTo(naive.longestDays, 8)
        close(figures.volatility_percent, naive.volatility)
        close(figures.sharpe, naive.sharpe)
        close(figures.sortino, naive.sortino)
        close(figures.cagr_percent, naive.cagr)
      }),
      { numRuns: 100 },
    )
  })
})

function close(actual: number | null, expected: number | null): void {
  expect(actual === null).toBe(expected === null)
  const difference = Math.abs((actual ?? 0) - (expected ?? 0))
  expect(difference / Math.max(1, Math.abs(expected ?? 0))).toBeLessThan(1e-7)
}

/** The same figures from the whole path, without a thought for memory. */
function naively(start: number, path: readonly Point[]) {
  const lastBefore = (ms: number) => path.findLast(([atMs]) => atMs < ms)?.[1] ?? start
  const first = path[0]![0]
  const [last, end] = path.at(-1)!
  const closes: number[] = [start]
  for (let day = Math.floor(first / DAY_MS); day <= Math.floor(last / DAY_MS); day++)
    closes.push(lastBefore((day + 1) * DAY_MS))
  const returns = closes.slice(1).map((close, day) => close / closes[day]! - 1)
  const deviation = returns.length < 2 ? null : statistics.sampleStandardDeviation(returns)
  const mean = statistics.mean(returns)
  const downside = statistics.rootMeanSquare(returns.map((one) => Math.min(one, 0)))
  const year = Math.sqrt(365)
  const peakBefore = (i: number) => Math.max(start, ...path.slice(0, i + 1).map(([, equity]) => equity))
  const falls = path.map(([, equity], i) => 100 * (1 - equity / peakBefore(i)))
  const months = [...new Set(path.map(([atMs]) => new Date(atMs).toISOString().slice(0, 7)))]
  const span = last - first
  return {
    volatility: deviation === null ? null : 100 * deviation * year,
    sharpe: deviation === null || deviation === 0 ? null : (mean / deviation) * year,
    sortino: returns.length < 2 || downside === 0 ? null : (mean / downside) * year,
    cagr: span < 30 * DAY_MS ? null : 100 * ((end / start) ** ((365 * DAY_MS) / span) - 1),
    fall: Math.max(0, ...falls),
    longestDays: longestDays(start, path),
    months: months.map((month): [string, number] => {
      const inMonth = path.filter(([atMs]) => new Date(atMs).toISOString().startsWith(month))
      const base = lastBefore(inMonth[0]![0])
      return [month, 100 * (inMonth.at(-1)![1] / base - 1)]
    }),
  }
}

/** For every instant below a peak: since when; the longest of these. */
function longestDays(start: number, path: readonly Point[]): number {
  let longest = 0
  path.forEach(([atMs, equity], i) => {
    const before = path.slice(0, i).map(([, equity]) => equity)
    const peak = Math.max(start, ...before)
    const isAtPeak = equity >= peak
    const wasBelow = i > 0 && path[i - 1]![1] < Math.max(start, ...before.slice(0, -1))
    if (isAtPeak && !wasBelow) return
    const peakIndex = before.findLastIndex((one, j) => one >= Math.max(start, ...before.slice(0, j)))
    const peakMs = peakIndex === -1 ? path[0]![0] : path[peakIndex]![0]
    longest = Math.max(longest, (atMs - peakMs) / DAY_MS)
  })
  return longest
}
