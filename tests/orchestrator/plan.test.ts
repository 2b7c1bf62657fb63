import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlan, type Plan, PlanError, type PlannedAgent, worstCaseMs } from '../../src/orchestrator/plan.js'
import { settled } from '../support/manual-timer.js'
import { judges, planned } from '../support/scripted-executor.js'
import { World } from '../support/world.js'

const options = { maxWorkers: 4, shutdownGraceMs: 10_000, healthChecks: true }
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
    const { critical, parallel } = plan(agents)
    expect(critical.map(({ name }) => name)).toEqual(['risk-feed', 'risk'])
    expect(parallel.map(({ name }) => name)).toEqual(['b', 'a'])
  })

  it.each([
    ['no critical agent', [planned('a')], 'at least one enabled critical agent'],
    ['no agent at all', [], 'at least one enabled critical agent'],
    ['two agents of one name', [planned('risk'), planned('a'), planned('a')], 'unique names'],
    [
      'an unknown need',
      [planned('risk'), planned('a', { needs: ['b'] })],
      'agents.a.needs[0]: expected the name of an agent, got "b"',
    ],
    [
      'a cycle of needs',
      [planned('risk'), planned('a', { needs: ['b'] }), planned('b', { needs: ['a'] })],
      'a → b → a',
    ],
  ])('refuses %s', (_claim, agents, message) => {
    expect(() => plan(agents)).toThrow(PlanError)
    expect(() => plan(agents)).toThrow(message)
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s workers', (maxWorkers) => {
    expect(() => plan([planned('risk')], { maxWorkers })).toThrow('maxWorkers: expected a whole number from 1')
  })

  it('cannot be changed', () => {
    const frozen = plan([planned('risk'), planned('a')])
    expect([frozen, frozen.critical, frozen.parallel].every(Object.isFrozen)).toBe(true)
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

describe('worstCaseMs', () => {
  const risk = planned('risk', { timeoutMs: 60_000, retries: 3 })
  const slow = (name: string, parts: Partial<PlannedAgent> = {}) => planned(name, { timeoutMs: 300_000, ...parts })

  it.each([
    ['one risk agent: 4 × (60 + 10) + 2 + 4 + 8 s', [risk], 294_000],
    ['two risk agents, one after the other', [risk, { ...risk, name: 'risk-b' }], 588_000],
    ['four agents side by side', [risk, slow('a'), slow('b'), slow('c'), slow('d')], 294_000 + 310_000],
    ['a fifth agent, which waits', [risk, ...['a', 'b', 'c', 'd', 'e'].map((name) => slow(name))], 294_000 + 620_000],
    ['a retry: 2 × (300 + 10) + 2 s', [risk, slow('a', { retries: 1 })], 294_000 + 622_000],
    ['a chain of two, one after the other', [risk, slow('a'), slow('b', { needs: ['a'] })], 294_000 + 620_000],
    [
      'a capped delay',
      [planned('risk', { retries: 2, backoff: { baseMs: 50_000, multiplier: 2, maxMs: 60_000 } })],
      3 * 70_000 + 110_000,
    ],
  ])('adds up %s', (_claim, agents, expectedMs) => {
    expect(worstCaseMs(plan(agents))).toBe(expectedMs)
  })

  it('bounds every cycle, however long its agents take and whatever they need', async () => {
    const shape = fc.array(
      fc.record({ needs: fc.array(fc.nat(), { maxLength: 2 }), seconds: fc.integer({ min: 1, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 7,
      },
    )
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 4 }), async (rows, maxWorkers) => {
        const world = new World()
        const agents = rows.map(({ needs }, i) =>
          planned(`a${i}`, { needs: i === 0 ? [] : [...new Set(needs.map((n) => `a${n % i}`))], timeoutMs: 60_000 }),
        )
        world.executor.scripts['risk'] = judges('active')
        for (const [i, { seconds }] of rows.entries())
          world.executor.scripts[`a${i}`] = (call) => world.timer.setTimeout(() => call.answer(), seconds * 1_000)
        const orchestrator = world.orchestrate([planned('risk', { timeoutMs: 1 }), ...agents], {
          maxWorkers,
          shutdownGraceMs: 0,
        })
        const cycle = orchestrator.cycle()
        await settled()
        while (world.timer.pendingMs.length > 0) await world.timer.advance(world.timer.pendingMs[0]!)
        expect((await cycle)!.durationMs).toBeLessThanOrEqual(worstCaseMs(orchestrator.plan))
      }),
      { numRuns: 60 },
    )
  })
})
