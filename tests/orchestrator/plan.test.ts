import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlan, type Plan, PlanError, type PlannedAgent } from '../../src/orchestrator/plan.js'
import { planned } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'

const options = {
  phases: twoPhases(4),
  maxWorkers: 4,
  shutdownGraceMs: 10_000,
  healthChecks: true,
  breaker: { failures: 5, cycles: 4 },
}
const plan = (agents: readonly PlannedAgent[], parts: Partial<typeof options> = {}) =>
  createPlan(agents, { ...options, ...parts })

function outcomeOf(make: () => Plan): Plan | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error('threw no error')
  }
}

describe('createPlan', () => {
  it('puts agents into phases: critical ones in order of needs, the others as they were given', () => {
    const agents = [
      planned('b', { needs: ['a'] }),
      planned('risk', { needs: ['risk-feed'] }),
      planned('a'),
      planned('risk-feed'),
    ]
    const names = plan(agents).phases.map((phase) => phase.agents.map(({ name }) => name))
    expect(names).toEqual([
      ['risk-feed', 'risk'],
      ['b', 'a'],
    ])
  })

  it.each([
    ['no critical agent', [planned('a')], 'at least one enabled critical agent'],
    ['no agent at all', [], 'at least one enabled critical agent'],
    ['two agents of one name', [planned('risk'), planned('a'), planned('a')], 'unique names'],
    [
      'an unknown need',
      [planned('risk'), planned('a', { needs: ['b'] })],
      'agents.a.needs: expected agents that can come before it',
    ],
    [
      'a cycle of needs',
      [planned('risk'), planned('a', { needs: ['b'] }), planned('b', { needs: ['a'] })],
      'agents.b.needs: expected agents that can come before it',
    ],
  ])('refuses %s', (_claim, agents, message) => {
    expect(() => plan(agents)).toThrow(PlanError)
    expect(() => plan(agents)).toThrow(message)
  })

  it('refuses several workers in a sequential phase', () => {
    const phases = twoPhases(2).map((phase) => ({ ...phase, sequential: true }))
    expect(() => plan([planned('risk')], { phases })).toThrow('phases.parallel.maxWorkers: expected 1')
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s workers', (maxWorkers) => {
    expect(() => plan([planned('risk')], { maxWorkers })).toThrow('maxWorkers: expected a whole number from 1')
  })

  it('cannot be changed', () => {
    const frozen = plan([planned('risk'), planned('a')])
    const { phases } = frozen
    expect([frozen, phases, ...phases, ...phases.map((phase) => phase.agents)].every(Object.isFrozen)).toBe(true)
  })

  it('throws nothing but PlanError, whatever the agents need', () => {
    const name = fc.constantFrom('risk', 'a', 'b', 'c')
    const agents = fc.array(fc.record({ name, needs: fc.array(name, { maxLength: 3 }) }), { maxLength: 5 })
    fc.assert(
      fc.property(agents, (agents) => {
        const outcome = outcomeOf(() => plan(agents.map(({ name, needs }) => planned(name, { needs }))))
        expect(outcome instanceof PlanError || !(outcome instanceof Error)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
