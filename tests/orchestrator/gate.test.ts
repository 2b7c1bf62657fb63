import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause, StateReason, TradingStateName, Verdict } from '../../src/agents/agent.js'
import { type CriticalOutcome, gate, latchesOf } from '../../src/orchestrator/gate.js'

const cycleId = 'c7'
const open = { cycleId, faults: [], halts: [] }

function verdict(state: TradingStateName, parts: Partial<Verdict> = {}): Verdict {
  return { cycleId, state, reasons: [], ...parts }
}

function outcome(agent: string, state: TradingStateName, parts: Partial<Verdict> = {}): CriticalOutcome {
  return { agent, verdict: verdict(state, parts) }
}

const reason = (code: string, cause: Cause, agent?: string): StateReason => ({
  code,
  message: code,
  cause,
  ...(agent === undefined ? {} : { agent }),
})

const failure = { code: 'timeout', message: 'no answer within 60 s' } as const

describe('gate', () => {
  it('is halted without any critical agent', () => {
    expect(gate([])).toMatchObject({ state: 'halted', reasons: [{ code: 'no-critical-agents', cause: 'unknown' }] })
    expect(gate([], open).state).toBe('halted')
  })

  it('tells what does not halt beside what does, and halts all the same', () => {
    const told = (...reasons: Verdict['reasons']) => gate([outcome('risk', 'halted', { reasons })], open)
    const [loss, warning] = [
      { code: 'loss', message: '' },
      { code: 'near', message: '' },
    ]
    const causes = ({ state, reasons }: ReturnType<typeof gate>) => [state, ...reasons.map(({ cause }) => cause)]
    expect(causes(told({ ...loss, latch: true }, warning))).toEqual(['halted', 'breach', 'warning'])
    expect(causes(told({ ...loss, unknown: true }, warning))).toEqual(['halted', 'unknown', 'warning'])
    expect(causes(told(loss, warning))).toEqual(['halted', 'breach', 'breach'])
  })

  it('is halted by a verdict that is none of the three, whatever let it through', () => {
    for (const state of ['[masked]', 'yes', 'constructor']) {
      const verdict = { cycleId, state: state as TradingStateName, reasons: [{ code: 'x', message: '' }] } // it lies
      expect(gate([{ agent: 'risk', verdict }], open)).toMatchObject({
        state: 'halted',
        reasons: [{ code: 'invalid-verdict', cause: 'unknown' }],
      })
    }
  })

  it('is halted for an outcome when it is told of no cycle', () => {
    expect(gate([outcome('risk', 'active')]).state).toBe('halted')
  })

  it.each([
    ['active when all are active', [outcome('risk', 'active'), outcome('other', 'active')], 'active', []],
    ['reducing when one is reducing', [outcome('a', 'reducing'), outcome('b', 'active')], 'reducing', ['limit']],
    ['halted when one is halted', [outcome('a', 'active'), outcome('b', 'halted')], 'halted', ['breach']],
    [
      'halted when halted comes after reducing',
      [outcome('a', 'reducing'), outcome('b', 'halted')],
      'halted',
      ['limit', 'breach'],
    ],
    ['halted when one failed', [outcome('a', 'active'), { agent: 'b', failure }], 'halted', ['unknown']],
    ['halted when one says nothing', [outcome('a', 'active'), { agent: 'b' }], 'halted', ['unknown']],
    ['halted by a verdict for another cycle', [outcome('a', 'active', { cycleId: 'c6' })], 'halted', ['unknown']],
    [
      'halted by a failure beside a verdict for another cycle',
      [{ ...outcome('a', 'active', { cycleId: 'c6' }), failure }],
      'halted',
      ['unknown'],
    ],
  ] satisfies [string, CriticalOutcome[], TradingStateName, Cause[]][])('is %s', (_claim, outcomes, state, causes) => {
    const decision = gate(outcomes, open)
    expect(decision.state).toBe(state)
    expect(decision.reasons.map(({ cause }) => cause)).toEqual(causes)
  })

  it('says which agent failed and how', () => {
    expect(gate([{ agent: 'risk', failure }], open).reasons).toEqual([
      { code: 'timeout', message: 'risk: no answer within 60 s', cause: 'unknown', agent: 'risk' },
    ])
  })

  it('names both cycles of a verdict for another one', () => {
    const [only] = gate([outcome('risk', 'active', { cycleId: 'c6' })], open).reasons
    expect(only).toMatchObject({ code: 'misaddressed-verdict', agent: 'risk' })
    expect(only?.message).toContain('"c6"')
    expect(only?.message).toContain('"c7"')
  })

  it('keeps warnings of an active verdict without closing', () => {
    const warned = gate([outcome('risk', 'active', { reasons: [{ code: 'near', message: 'near the limit' }] })], open)
    expect(warned).toMatchObject({ state: 'active', reasons: [{ code: 'near', cause: 'warning', agent: 'risk' }] })
  })

  it('gives a halt without a reason one', () => {
    expect(gate([outcome('risk', 'halted')], open).reasons).toMatchObject([{ code: 'unexplained', cause: 'breach' }])
    expect(gate([outcome('risk', 'reducing')], open).reasons).toMatchObject([{ code: 'unexplained', cause: 'limit' }])
  })

  it('tells a halt for lack of knowledge from a breach', () => {
    const reasons = [{ code: 'stale', message: 'stale', unknown: true }]
    expect(gate([outcome('risk', 'halted', { reasons })], open).reasons).toMatchObject([{ cause: 'unknown' }])
  })

  it.each(['warning', 'limit', 'breach', 'unknown', 'kill-switch'] as const)(
    'is halted by any fault and any halt, also one of cause %s',
    (cause) => {
      const agents = [outcome('risk', 'active')]
      expect(gate(agents, { ...open, faults: [reason('stale-data', cause)] }).state).toBe('halted')
      expect(gate(agents, { ...open, halts: [reason('kept', cause)] }).state).toBe('halted')
    },
  )

  it('does not repeat the reason of a latch that its agent gives again', () => {
    const reasons = [{ code: 'daily-loss', message: 'now 6 %', latch: true }]
    const decision = gate([outcome('risk', 'halted', { reasons })], {
      ...open,
      halts: [reason('daily-loss', 'breach', 'risk')],
    })
    expect(decision.reasons).toEqual([reason('daily-loss', 'breach', 'risk')])
  })

  it('keeps the reasons of one verdict apart, also when they share a code', () => {
    const reasons = ['BTC', 'ETH'].map((symbol) => ({ code: 'exposure', message: symbol }))
    expect(gate([outcome('risk', 'reducing', { reasons })], open).reasons.map(({ message }) => message)).toEqual([
      'BTC',
      'ETH',
    ])
  })

  it('never lets a latch hide that something is unknown', () => {
    const reasons = [{ code: 'daily-loss', message: 'the equity is unknown', unknown: true }]
    const decision = gate([outcome('risk', 'halted', { reasons })], {
      ...open,
      halts: [reason('daily-loss', 'breach', 'risk')],
    })
    expect(decision.reasons.map(({ cause }) => cause)).toEqual(['breach', 'unknown'])
  })

  it('passes restrictions on, in order', () => {
    const restrict = (symbol: string) => [{ symbol, state: 'reducing', reason: 'thin' }] as const
    const decision = gate(
      [outcome('a', 'active', { restrict: restrict('A') }), outcome('b', 'active', { restrict: restrict('B') })],
      open,
    )
    expect(decision.restrict.map(({ symbol }) => symbol)).toEqual(['A', 'B'])
    expect(decision.state).toBe('active')
  })

  const anyReason = fc.record({
    code: fc.constantFrom('x', 'y'),
    message: fc.constant('m'),
    unknown: fc.boolean(),
    latch: fc.boolean(),
  })
  const anyVerdict = fc.record({
    cycleId: fc.constantFrom(cycleId, cycleId, 'c6', ''),
    state: fc.constantFrom<TradingStateName>('active', 'active', 'reducing', 'halted'),
    reasons: fc.array(anyReason, { maxLength: 2 }),
  })
  const anyOutcome = fc.record(
    { agent: fc.constantFrom('a', 'b'), verdict: anyVerdict, failure: fc.constant(failure) },
    { requiredKeys: ['agent'] },
  )
  const anyCause = fc.constantFrom<Cause>('warning', 'limit', 'breach', 'unknown', 'kill-switch')
  const anyKept = fc.array(
    anyCause.map((cause) => reason('x', cause, 'a')),
    { maxLength: 1 },
  )

  it('is active exactly when every critical agent is explicitly active for this cycle and nothing else is wrong', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome, { maxLength: 3 }), anyKept, anyKept, (outcomes, faults, halts) => {
        const isActive = gate(outcomes, { cycleId, faults, halts }).state === 'active'
        const mayBe =
          outcomes.length > 0 &&
          faults.length === 0 &&
          halts.length === 0 &&
          outcomes.every(({ verdict }) => verdict?.cycleId === cycleId && verdict.state === 'active')
        expect(isActive).toBe(mayBe)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives a reason for every state but active', () => {
    fc.assert(
      fc.property(fc.array(anyOutcome, { maxLength: 3 }), anyKept, (outcomes, halts) => {
        const { state, reasons } = gate(outcomes, { cycleId, faults: [], halts })
        expect(state === 'active' || reasons.length > 0).toBe(true)
      }),
    )
  })
})

describe('latchesOf', () => {
  const reasons = [
    { code: 'kept', message: 'kept', latch: true },
    { code: 'passing', message: 'passing' },
    { code: 'unsure', message: 'unsure', latch: true, unknown: true },
  ]

  it('keeps only breaches of this cycle that ask for it', () => {
    expect(latchesOf([outcome('risk', 'halted', { reasons })], cycleId).map(({ code }) => code)).toEqual(['kept'])
  })

  it.each([
    ['a verdict that does not halt', outcome('risk', 'reducing', { reasons })],
    ['a verdict for another cycle', outcome('risk', 'halted', { reasons, cycleId: 'c6' })],
    ['an agent without a verdict', { agent: 'risk', failure }],
  ])('keeps nothing of %s', (_claim, given) => {
    expect(latchesOf([given], cycleId)).toEqual([])
  })
})
