import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { StateReason } from '../../../src/agents/agent.js'
import { counts, receipt, run } from '../reports.js'
import { at, cycleOf, DAY_MS, fill, HOUR_MS, recorderOf, type ToldCycle } from './cycles.js'

const first = at('2022-04-01T00:00')

/** Cycles an hour apart. */
function recorded(cycles: readonly Omit<ToldCycle, 'atMs'>[], changes: Parameters<typeof recorderOf>[0] = {}) {
  const recorder = recorderOf(changes)
  cycles.forEach((told, hour) => recorder.cycleEnded(cycleOf({ atMs: first + hour * HOUR_MS, ...told })))
  return recorder
}

const loss: StateReason = { code: 'daily-loss', message: 'lost 5.3%', cause: 'breach', agent: 'risk', latch: true }
const partial: StateReason = { code: 'partial-data', message: 'no candle', cause: 'unknown' }

describe('the account', () => {
  it('ends where the last cycle left it', () => {
    const figures = recorded([{ equity: 1000 }, { equity: 1100 }, { equity: 990 }]).figures()
    expect(figures).toMatchObject({ cycles: 3, end_equity: 990, max_drawdown: { percent: expect.closeTo(10, 10) } })
    expect(figures.return_percent).toBeCloseTo(-1, 10)
  })

  it('is in the market with what is not cash, on average over the cycles', () => {
    const figures = recorded([{ equity: 1000 }, { equity: 1000, cash: 500 }, { equity: 800, cash: 200 }]).figures()
    expect(figures.exposure_percent).toBeCloseTo((0 + 50 + 75) / 3, 10)
  })

  it('turns over by its mean equity', () => {
    const figures = recorded([
      { equity: 1000, receipts: [fill('buy', 3, 100)] },
      { equity: 2000, receipts: [fill('sell', 3, 200)] },
    ]).figures()
    expect(figures.turnover).toBeCloseTo(900 / 1500, 10)
  })

  it('is as it was before in a cycle without a price for what is held, and the series says that it is not known', () => {
    const figures = recorded([{ equity: 1000 }, { equity: 900, cash: 450 }, { equity: null }]).figures()
    expect(figures.end_equity).toBe(900)
    expect(figures.exposure_percent).toBeCloseTo(25, 10)
    expect(figures.series.equity).toEqual([1000, 900, null])
    expect(figures.series.drawdown_percent).toEqual([0, 10, 10])
    expect(figures.series.exposure_percent).toEqual([0, 50, 50])
  })

  it('grows for as long as the replay goes on, also while its equity is unknown', () => {
    const year = Array.from({ length: 366 }, (_, day) => ({
      atMs: first + day * DAY_MS,
      equity: day < 40 ? 1100 : null,
    }))
    const recorder = recorderOf()
    for (const told of year) recorder.cycleEnded(cycleOf(told))
    expect(recorder.figures()).toMatchObject({ unvalued_cycles: 326, cagr_percent: expect.closeTo(10, 6) })
  })

  it('can be asked for at any time, also before the first cycle', () => {
    const recorder = recorderOf()
    expect(recorder.figures()).toMatchObject({
      cycles: 0,
      end_equity: 1000,
      exposure_percent: 0,
      turnover: 0,
      halts_total: 0,
      series: { at: [], equity: [], books: { risk: [], trend: [] }, prices: { 'BTC/USDT': [] } },
    })
    expect(recorder.benchmark()).toMatchObject({ end_equity: 1000, symbols: [] })
    recorder.cycleEnded(cycleOf({ atMs: first, equity: 1010 }))
    expect(recorder.figures()).toEqual(recorder.figures())
    recorder.cycleEnded(cycleOf({ atMs: first + DAY_MS, equity: 1020 }))
    expect(recorder.figures()).toEqual(
      recorded([{ equity: 1010 }, { equity: 1020, atMs: first + DAY_MS } as ToldCycle]).figures(),
    )
  })
})

describe('the gate', () => {
  const cycles: readonly Omit<ToldCycle, 'atMs'>[] = [
    { equity: 1000 },
    { equity: 1000, state: 'reducing' },
    { equity: 950, state: 'halted', reasons: [loss] },
    { equity: 950, state: 'halted', reasons: [loss, partial] },
  ]

  it('is told by the cycles in each state, failing closed apart', () => {
    expect(recorded([...cycles, { equity: 1000 }]).figures().states).toEqual({
      active: { cycles: 2, percent: 40 },
      reducing: { cycles: 1, percent: 20 },
      halted: { cycles: 1, percent: 20 },
      failed_closed: { cycles: 1, percent: 20 },
    })
  })

  it('is told halt by halt, with what buying and holding made of itself meanwhile', () => {
    const quote = (_: string, asOfMs: number) => 100 + (asOfMs - first) / HOUR_MS
    const { halts, halts_total } = recorded(cycles, { quote }).figures()
    expect(halts_total).toBe(2)
    expect(halts).toMatchObject([
      { kind: 'halted', equity_from: 950, ended_by: 'another halt', reasons: [{ code: 'daily-loss', latch: true }] },
      { kind: 'failed_closed', until: null, ended_by: null },
    ])
    expect(halts[0]?.benchmark_change_percent).toBeCloseTo(100 * (103 / 102 - 1), 10)
  })

  it('is told who opened it', () => {
    const recorder = recorded([{ equity: 950, state: 'halted', reasons: [loss] }])
    recorder.resumed({ how: 'resume-next-day', lifted: ['daily-loss'] })
    recorder.cycleEnded(cycleOf({ atMs: first + DAY_MS, equity: 950 }))
    const { halts, resumes, resumes_total } = recorder.figures()
    expect(halts).toMatchObject([{ until: '2022-04-02T00:00:00.000Z', ended_by: 'resume-next-day' }])
    const at = '2022-04-01T00:00:00.000Z'
    expect(resumes).toEqual([{ at, how: 'resume-next-day', lifted: ['daily-loss'], of_halt: true, equity: 950 }])
    expect(resumes_total).toBe(1)
  })
})

describe('an agent', () => {
  it('has a row with its runs, its orders and what its book made', () => {
    const denied = (code: 'max-position' | 'min-cash') => receipt({ agent: 'trend', status: 'denied', code })
    const { agents } = recorded([
      { equity: 1000, receipts: [fill('buy', 2, 100, { fee: '0.2' }), denied('min-cash')] },
      {
        equity: 1000,
        receipts: [denied('max-position'), denied('min-cash')],
        runs: [run('trend', { status: 'skipped', failure: { code: 'needs', message: 'risk failed' } })],
      },
      {
        equity: 1000,
        receipts: [fill('sell', 1, 110, { fee: '0.1' }), receipt({ agent: 'trend', status: 'unresolved' })],
        tallies: { trend: counts({ executions: 2, successes: 1, failures: 1 }) },
        runs: [run('trend', { status: 'timeout', failure: { code: 'timeout', message: 'no answer' } })],
        books: [
          {
            agent: 'trend',
            cashFlow: '-90.3',
            realised: '9.9',
            buyFees: '0.2',
            sellFees: '0.1',
            positions: [{ symbol: 'BTC/USDT', quantity: '1', cost: '100', price: '110' }],
          },
        ],
      },
    ]).figures()
    expect(agents.map(({ agent, phase }) => [agent, phase])).toEqual([
      ['risk', 'critical'],
      ['trend', 'parallel'],
    ])
    expect(agents[1]).toEqual({
      agent: 'trend',
      phase: 'parallel',
      runs: 2,
      successes: 1,
      failed: 1,
      failed_by_code: { timeout: 1 },
      skipped: 1,
      success_rate_percent: 50,
      orders: 6,
      filled: 2,
      denied: 3,
      denied_by_code: { 'max-position': 1, 'min-cash': 2 },
      rejected: 1,
      fees: expect.closeTo(0.3, 12),
      profit: expect.closeTo(19.7, 10),
      realised: 9.9,
      trades_closed: 0,
      trades_won: 0,
      win_rate_percent: null,
    })
    expect(agents[0]).toMatchObject({ runs: 0, skipped: 3, success_rate_percent: null, orders: 0, profit: 0 })
  })

  it('has what it holds valued at the last price while there is none', () => {
    const position = { symbol: 'BTC/USDT', quantity: '2', cost: '100', price: null }
    const book = { agent: 'trend', cashFlow: '-100', realised: '0', buyFees: '0', sellFees: '0', positions: [position] }
    const quote = (_: string, asOfMs: number) => (asOfMs === first ? 70 : undefined)
    const figures = recorded([{ equity: 1000 }, { equity: null, books: [book] }], { quote }).figures()
    expect(figures.agents[1]?.profit).toBe(40)
    expect(figures.series.books['trend']).toEqual([0, 40])
    expect(figures.series.prices['BTC/USDT']).toEqual([70, null])
  })
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')

  /** A walk through a few years' worth of cycles with a halt, a denial and two fills every ten. */
  function walk(cycles: number) {
    const recorder = recorderOf({ quote: (_, asOfMs) => 100 + 10 * Math.sin(asOfMs / DAY_MS) })
    for (let i = 0; i < cycles; i++) {
      const receipts =
        i % 10 === 0
          ? [fill('buy', 1, 100), fill('sell', 1, 101), receipt({ agent: 'trend', status: 'denied', code: 'min-cash' })]
          : []
      const isHalted = i % 20 < 3
      recorder.cycleEnded(
        cycleOf({
          atMs: first + i * 60_000,
          equity: 1000 + (i % 37),
          receipts,
          ...(isHalted ? { state: 'halted', reasons: [loss] } : {}),
        }),
      )
    }
    return recorder
  }

  it('does not grow with the number of cycles, and neither does the report', () => {
    const after = (cycles: number) => {
      const recorder = walk(cycles)
      collect()
      const { heapUsed } = process.memoryUsage()
      return { heapUsed, letters: JSON.stringify(recorder.figures()).length }
    }
    const few = after(25_000)
    const many = after(75_000)
    expect(many.heapUsed - few.heapUsed).toBeLessThan(500_000)
    expect(many.letters).toBeLessThan(1.5 * few.letters)
  })
})
