import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestChain, worstCaseMs } from '../../src/commands/worst-case.js'
import { createPlan, type PlannedAgent } from '../../src/orchestrator/plan.js'
import { settled } from '../support/manual-timer.js'
import { judges, planned } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'
import { World } from '../support/world.js'

const plan = (agents: readonly PlannedAgent[]) =>
  createPlan(agents, {
    phases: twoPhases(4),
    maxWorkers: 4,
    shutdownGraceMs: 10_000,
    healthChecks: true,
    breaker: { failures: 5, cycles: 4 },
  })

describe('worstCaseMs', () => {
  const risk = planned('risk', { timeoutMs: 60_000, retries: 3 })
  const slow = (name: string, parts: Partial<PlannedAgent> = {}) => planned(name, { timeoutMs: 300_000, ...parts })

  it.each([
    ['one risk agent: 4 × (60 + 10 + 0.2) + 2 + 4 + 8 s', [risk], 294_800],
    ['two risk agents, one after the other', [risk, { ...risk, name: 'risk-b' }], 589_600],
    ['four agents side by side', [risk, slow('a'), slow('b'), slow('c'), slow('d')], 294_800 + 310_200],
    ['a fifth agent, which waits', [risk, ...['a', 'b', 'c', 'd', 'e'].map((name) => slow(name))], 294_800 + 620_400],
    ['a retry: 2 × (300 + 10 + 0.2) + 2 s', [risk, slow('a', { retries: 1 })], 294_800 + 622_400],
    ['a chain of two, one after the other', [risk, slow('a'), slow('b', { needs: ['a'] })], 294_800 + 620_400],
    [
      'a chain beside a slow agent: the chain and a fourth of the rest',
      [risk, planned('a', { timeoutMs: 49_800 }), slow('b', { needs: ['a'] }), slow('c')],
      294_800 + 60_000 + 310_200 + 310_200 / 4,
    ],
    [
      'quick agents that wait for a slow one: its run and a fourth of theirs',
      [risk, slow('a'), ...['b', 'c', 'd', 'e'].map((name) => planned(name, { timeoutMs: 49_800 }))],
      294_800 + 310_200 + 60_000,
    ],
    [
      'a capped delay',
      [planned('risk', { retries: 2, backoff: { baseMs: 50_000, multiplier: 2, maxMs: 60_000 } })],
      3 * 70_200 + 110_000,
    ],
  ])('adds up %s', (_claim, agents, expectedMs) => {
    expect(worstCaseMs(plan(agents))).toBe(expectedMs)
  })

  it.each([
    ['nothing but the wait, of one without agents', [], 600_000],
    [
      'the grace of those that its timeout ends too, of one with agents',
      [planned('draft', { phase: 'sign-off', timeoutMs: 1 })],
      610_200,
    ],
  ])('counts the whole timeout of a manual gate, and %s', (_claim, agents, expectedMs) => {
    const signOff = { name: 'sign-off', gate: 'manual', sequential: false, maxWorkers: 4, timeoutMs: 600_000 } as const
    const { phases, ...rest } = plan([risk])
    const withGate = createPlan([risk, ...agents], { ...rest, phases: [...phases, signOff] })
    expect(worstCaseMs(withGate)).toBe(294_800 + expectedMs)
  })

  it('bounds every cycle, however long its agents take, past their deadlines too, and whatever they need', async () => {
    const shape = fc.array(
      fc.record({ needs: fc.array(fc.nat(), { maxLength: 2 }), seconds: fc.integer({ min: 1, max: 75 }) }),
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

describe('longestChain', () => {
  it('is 0 of none, 1 without needs, and the length of the longest way', () => {
    const one = () => 1
    expect(longestChain([], one)).toBe(0)
    expect(longestChain([planned('a'), planned('b')], one)).toBe(1)
    const chain = [planned('c', { needs: ['b', 'a'] }), planned('b', { needs: ['a'] }), planned('a'), planned('d')]
    expect(longestChain(chain, one)).toBe(3)
    expect(longestChain(chain, ({ name }) => (name === 'd' ? 9 : 2))).toBe(9)
  })
})
