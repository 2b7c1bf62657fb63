import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExpectedSchedule, expectedSchedule } from '../../src/commands/expected-schedule.js'
import { nameOf } from '../../src/orchestrator/needs.js'
import { createPlan, type PhaseRules, type PlannedAgent } from '../../src/orchestrator/plan.js'
import { judges, planned } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'
import { World } from '../support/world.js'

type Durations = Readonly<Record<string, number | null>>

const options = { maxWorkers: 4, shutdownGraceMs: 0, healthChecks: true, breaker: { failures: 0, cycles: 0 } }
const risk = planned('risk')

function expected(
  agents: readonly PlannedAgent[],
  durations: Durations,
  phases: readonly PhaseRules[] = twoPhases(2),
): ExpectedSchedule {
  return expectedSchedule(createPlan([risk, ...agents], { ...options, phases }), (agent) => durations[agent] ?? null)
}

const told = ({ runs }: ExpectedSchedule) =>
  runs.map(({ agent, startMs, endMs, critical }) => `${critical ? '◆' : ' '}${agent} ${startMs}–${endMs}`)

describe('the expected schedule', () => {
  it('gives a free place to whoever is ready and before the longest path', () => {
    const agents = ['a', 'b', 'c', 'd'].map((name) => planned(name))
    const chain = [...agents, planned('e', { needs: ['a'] })]
    const schedule = expected(chain, { risk: 5, a: 10, b: 20, c: 40, d: 30, e: 35 })
    expect(told(schedule)).toEqual(['◆risk 0–5', ' a 5–15', ' b 50–70', '◆c 5–45', '◆d 45–75', ' e 15–50'])
    expect(schedule).toMatchObject({ durationMs: 75, sequentialMs: 140, speedup: 140 / 75, unknown: [] })
  })

  it('goes in plan order where there is one place, and lets no phase begin before the one before it has ended', () => {
    const phases: readonly PhaseRules[] = [
      { name: 'critical', gate: 'verdicts', sequential: true, maxWorkers: 1 },
      { name: 'one', gate: 'none', sequential: true, maxWorkers: 1 },
      { name: 'two', gate: 'none', sequential: false, maxWorkers: 4 },
    ]
    const agents = [planned('b', { phase: 'one' }), planned('a', { phase: 'one' }), planned('c', { phase: 'two' })]
    const schedule = expected(agents, { risk: 1, a: 3, b: 2, c: 4 }, phases)
    expect(told(schedule)).toEqual(['◆risk 0–1', '◆b 1–3', '◆a 3–6', '◆c 6–10'])
    expect(schedule.criticalPath).toEqual(['risk', 'b', 'a', 'c'])
  })

  it('says which agents never ran, counts them as taking no time, and promises no speed-up', () => {
    const schedule = expected([planned('a'), planned('b')], { risk: 10, a: 20 })
    expect(schedule).toMatchObject({ durationMs: 30, sequentialMs: 30, speedup: null, unknown: ['b'] })
    expect(schedule.runs[2]).toEqual({ agent: 'b', startMs: 10, endMs: 10, durationMs: null, critical: false })
    expect(expected([], {})).toMatchObject({ durationMs: 0, speedup: null, unknown: ['risk'] })
  })
})

describe('for any plan', () => {
  interface Row {
    readonly late: boolean
    readonly needs: readonly number[]
    readonly ms: number
  }
  const row: fc.Arbitrary<Row> = fc.record({
    late: fc.boolean(),
    needs: fc.array(fc.nat(), { maxLength: 3 }),
    ms: fc.integer({ min: 0, max: 50 }),
  })
  const rows = fc.array(row, { minLength: 1, maxLength: 12 })
  const phasesOf = (workers: readonly [number, number]): readonly PhaseRules[] => [
    { name: 'critical', gate: 'verdicts', sequential: true, maxWorkers: 1 },
    { name: 'early', gate: 'none', sequential: false, maxWorkers: workers[0] },
    { name: 'late', gate: 'none', sequential: false, maxWorkers: workers[1] },
  ]
  const workers = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  const agentsOf = (drawn: readonly Row[]) =>
    drawn.map(({ late, needs }, i) => {
      const before = drawn.slice(0, i).flatMap((other, n) => (late || !other.late ? [`a${n}`] : []))
      const names = [...new Set(needs.flatMap((n) => before[n % before.length] ?? []))]
      return planned(`a${i}`, { phase: late ? 'late' : 'early', needs: names })
    })

  it('is how the orchestrator runs it, when every agent takes as long as ever', async () => {
    await fc.assert(
      fc.asyncProperty(rows, workers, async (drawn, places) => {
        const durations: Durations = Object.fromEntries([['risk', 0], ...drawn.map(({ ms }, i) => [`a${i}`, ms])])
        const schedule = expected(agentsOf(drawn), durations, phasesOf(places))
        expect(new Map(schedule.runs.map(({ agent, startMs }) => [agent, startMs]))).toEqual(
          await startsOf(agentsOf(drawn), durations, phasesOf(places)),
        )
      }),
      { numRuns: 80 },
    )
  })

  it('has a critical path without a gap, as long as the whole', () =>
    fc.assert(
      fc.property(rows, workers, (drawn, places) => {
        const durations = Object.fromEntries([['risk', 7], ...drawn.map(({ ms }, i) => [`a${i}`, ms])])
        const { runs, criticalPath, durationMs } = expected(agentsOf(drawn), durations, phasesOf(places))
        const byName = new Map(runs.map((run) => [run.agent, run]))
        let atMs = 0
        for (const name of criticalPath) {
          expect(byName.get(name)).toMatchObject({ startMs: atMs, critical: true })
          atMs = byName.get(name)!.endMs
        }
        expect(atMs).toBe(durationMs)
        expect(runs.filter(({ critical }) => critical)).toHaveLength(criticalPath.length)
      }),
    ))

  it('lets none start before its needs have ended', () =>
    fc.assert(
      fc.property(rows, workers, (drawn, places) => {
        const durations = Object.fromEntries([['risk', 7], ...drawn.map(({ ms }, i) => [`a${i}`, ms])])
        const runs = new Map(expected(agentsOf(drawn), durations, phasesOf(places)).runs.map((run) => [run.agent, run]))
        for (const { name, needs } of agentsOf(drawn))
          for (const need of needs) expect(runs.get(nameOf(need))!.endMs).toBeLessThanOrEqual(runs.get(name)!.startMs)
      }),
    ))
})

/** When each agent starts in a cycle of the orchestrator, after one in which it learnt how long they take. */
async function startsOf(agents: readonly PlannedAgent[], durations: Durations, phases: readonly PhaseRules[]) {
  const world = new World()
  const starts = new Map<string, number>()
  world.executor.scripts['risk'] = (call) => {
    starts.set('risk', world.timer.now())
    judges('active')(call)
  }
  for (const { name } of agents)
    world.executor.scripts[name] = (call) => {
      starts.set(name, world.timer.now())
      world.timer.setTimeout(() => call.answer(), durations[name] ?? 0)
    }
  const orchestrator = world.orchestrate([risk, ...agents], { phases })
  let beganMs = 0
  for (let n = 0; n < 2; n++) {
    beganMs = world.timer.now()
    const cycle = orchestrator.cycle()
    await world.timer.advance(10_000)
    await cycle
  }
  return new Map(Array.from(starts, ([agent, ms]) => [agent, ms - beganMs]))
}
