import { describe, expect, it } from 'vitest'
import type { StateReason, TradingState } from '../../../src/agents/agent.js'
import { Halts } from '../../../src/report/replay/halts.js'
import type { Moment } from '../../../src/report/replay/moment.js'
import { at, HOUR_MS } from './cycles.js'

const first = at('2022-04-01T00:00')
const hour = (number: number) => new Date(first + number * HOUR_MS).toISOString()

function moment(number: number, changes: Partial<Moment> = {}): Moment {
  const atMs = first + number * HOUR_MS
  return {
    atMs,
    at: hour(number),
    isValued: true,
    equity: 1000,
    benchmark: 1000,
    drawdownPercent: 0,
    exposurePercent: 0,
    ...changes,
  }
}

const state = (name: TradingState['state'], reasons: readonly StateReason[] = []): TradingState => ({
  state: name,
  reasons,
  restrict: [],
  since: hour(0),
})

const loss: StateReason = {
  code: 'daily-loss',
  message: 'lost 5.3% today',
  cause: 'breach',
  agent: 'risk',
  value: 5.3,
  limit: 5,
  latch: true,
}
const partial: StateReason = { code: 'partial-data', message: 'BTC/USDT: a candle is missing', cause: 'unknown' }
const warning: StateReason = { code: 'drawdown', message: 'near its limit', cause: 'warning', agent: 'risk' }

const halted = state('halted', [loss, warning])
const failedClosed = state('halted', [partial])
const active = state('active', [warning])

describe('a halt', () => {
  it('reaches from its first cycle to the first one after it, and says why', () => {
    const halts = new Halts()
    halts.add(active, moment(0))
    halts.add(halted, moment(1, { equity: 947, benchmark: 1000 }))
    halts.add(halted, moment(2))
    halts.add(active, moment(3, { benchmark: 900 }))
    halts.add(active, moment(4, { benchmark: 500 }))
    expect(halts.spans(moment(4))).toEqual([
      {
        from: hour(1),
        until: hour(3),
        cycles: 2,
        kind: 'halted',
        reasons: [{ code: 'daily-loss', message: 'lost 5.3% today', agent: 'risk', value: 5.3, limit: 5, latch: true }],
        ended_by: 'by itself',
        equity_from: 947,
        benchmark_change_percent: expect.closeTo(-10, 10),
      },
    ])
  })

  it('lasts until now while the gate is shut', () => {
    const halts = new Halts()
    halts.add(halted, moment(1))
    const [halt] = halts.spans(moment(2, { benchmark: 1200 }))
    expect(halt).toMatchObject({ until: null, ended_by: null, cycles: 1 })
    expect(halt?.benchmark_change_percent).toBeCloseTo(20, 10)
    expect(halts.total).toBe(1)
  })

  it('is ended by who lifted it', () => {
    const halts = new Halts()
    halts.add(halted, moment(1))
    halts.resumed('resume-next-day')
    halts.add(active, moment(2))
    expect(halts.spans(moment(2))).toMatchObject([{ until: hour(2), ended_by: 'resume-next-day' }])
  })

  it('is another one when the gate shuts again right after it was lifted', () => {
    const halts = new Halts()
    halts.add(halted, moment(1))
    halts.resumed('resume-next-day')
    halts.add(halted, moment(2))
    halts.add(halted, moment(3))
    halts.add(active, moment(4))
    expect(halts.spans(moment(4))).toMatchObject([
      { from: hour(1), until: hour(2), cycles: 1, ended_by: 'resume-next-day' },
      { from: hour(2), until: hour(4), cycles: 2, ended_by: 'by itself' },
    ])
  })

  it('that was not there cannot be lifted', () => {
    const halts = new Halts()
    halts.resumed('resume-next-day')
    halts.add(state('reducing'), moment(1))
    halts.add(halted, moment(2))
    halts.add(active, moment(3))
    expect(halts.spans(moment(3))).toMatchObject([{ ended_by: 'by itself' }])
  })

  it('has failed closed when something was unknown, and is told apart from others', () => {
    const halts = new Halts()
    halts.add(halted, moment(1))
    halts.add(state('halted', [loss, partial]), moment(2))
    halts.add(halted, moment(3))
    expect(halts.spans(moment(3))).toMatchObject([
      { kind: 'halted', until: hour(2), ended_by: 'another halt' },
      { kind: 'failed_closed', until: hour(3), ended_by: 'another halt', reasons: [{}, { code: 'partial-data' }] },
      { kind: 'halted', until: null },
    ])
  })

  it('tells each reason once, as it was first seen, also those that came later', () => {
    const halts = new Halts()
    const drawdown = { ...loss, code: 'drawdown', value: 15 }
    halts.add(halted, moment(1))
    halts.add(state('halted', [{ ...loss, value: 7 }, drawdown]), moment(2))
    expect(halts.spans(moment(2))[0]?.reasons.map(({ code, value }) => [code, value])).toEqual([
      ['daily-loss', 5.3],
      ['drawdown', 15],
    ])
  })

  it('is listed a thousand times and counted always', () => {
    const halts = new Halts()
    for (let number = 0; number < 3000; number += 2) {
      halts.add(failedClosed, moment(number))
      halts.add(active, moment(number + 1))
    }
    halts.add(halted, moment(3000))
    const spans = halts.spans(moment(3000))
    expect([spans.length, halts.total]).toEqual([1000, 1501])
    expect(spans.at(-1)?.from).toBe(hour(1998))
  })
})
