import { describe, expect, it } from 'vitest'
import type { StateReason, TradingState } from '../../../src/agents/agent.js'
import { GateRecord } from '../../../src/report/replay/gate-record.js'
import type { Moment } from '../../../src/report/replay/moment.js'
import { at, HOUR_MS } from './cycles.js'

const first = at('2022-04-01T00:00')
const hour = (number: number) => new Date(first + number * HOUR_MS).toISOString()

const soft: StateReason = { code: 'drawdown-soft', message: '70 % used', cause: 'limit', value: -10.5, limit: 15 }
const warning: StateReason = { code: 'daily-loss-warning', message: 'near', cause: 'warning' }
const breach: StateReason = { code: 'drawdown', message: 'broken', cause: 'breach', latch: true }
const unknown: StateReason = { code: 'partial-data', message: 'a candle is missing', cause: 'unknown' }

/** A gate after cycles an hour apart, each with a state and its reasons; equity falls by one a cycle. */
function gateOf(cycles: readonly (readonly [TradingState['state'], ...StateReason[]])[]): GateRecord {
  const gate = new GateRecord()
  for (const [number, [state, ...reasons]] of cycles.entries())
    gate.add({ state, reasons, restrict: [], since: hour(0) }, moment(number))
  return gate
}

function moment(number: number): Moment {
  return {
    atMs: first + number * HOUR_MS,
    at: hour(number),
    isValued: true,
    equity: 1000 - number,
    benchmark: 1000,
    drawdownPercent: 0,
    exposurePercent: 0,
  }
}

describe('a time of reductions only', () => {
  it('reaches from its first cycle to the first one after it, and tells what narrowed trading and not what warned', () => {
    const { reducing, reducing_total } = gateOf([
      ['active'],
      ['reducing', soft, warning],
      ['reducing', soft],
      ['active'],
    ]).figures()
    expect(reducing).toEqual([
      {
        from: hour(1),
        until: hour(3),
        cycles: 2,
        reasons: [{ code: 'drawdown-soft', message: '70 % used', agent: null, value: -10.5, limit: 15, latch: false }],
      },
    ])
    expect(reducing_total).toBe(1)
  })

  it('ends where a halt begins, and is another one after it', () => {
    const { reducing, halts } = gateOf([
      ['reducing', soft],
      ['halted', breach],
      ['reducing', soft],
    ]).figures()
    expect(reducing).toMatchObject([
      { from: hour(0), until: hour(1) },
      { from: hour(2), until: null },
    ])
    expect(halts).toMatchObject([{ from: hour(1), until: hour(2) }])
  })

  it('is listed a thousand times and counted always', () => {
    const cycles = Array.from({ length: 2401 }, (_, number) => [number % 2 === 0 ? 'reducing' : 'active'] as const)
    const { reducing, reducing_total } = gateOf(cycles).figures()
    expect([reducing.length, reducing_total]).toEqual([1000, 1201])
    expect(reducing.at(-1)?.from).toBe(hour(1998))
  })
})

describe('a resume', () => {
  it('tells what was lifted after which cycle, and the equity of that one', () => {
    const gate = gateOf([['active'], ['reducing', soft]])
    gate.resumed({ how: 'resume-next-day', lifted: ['drawdown-soft'] })
    expect(gate.figures()).toMatchObject({
      resumes: [{ at: hour(1), how: 'resume-next-day', lifted: ['drawdown-soft'], of_halt: false, equity: 999 }],
      resumes_total: 1,
    })
  })

  it.each([breach, unknown])('is one of a halt when the gate was shut by $code', (reason) => {
    const gate = gateOf([['halted', reason]])
    gate.resumed({ how: 'resume-next-day', lifted: ['drawdown'] })
    expect(gate.figures().resumes).toMatchObject([{ of_halt: true }])
  })

  it('is listed a thousand times and counted always', () => {
    const gate = gateOf([['halted', breach]])
    for (let times = 0; times < 1100; times++) gate.resumed({ how: 'by hand', lifted: [] })
    const { resumes, resumes_total } = gate.figures()
    expect([resumes.length, resumes_total]).toEqual([1000, 1100])
  })
})
