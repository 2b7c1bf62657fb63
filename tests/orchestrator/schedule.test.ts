import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameOf } from '../../src/orchestrator/needs.js'
import type { PhaseRules, PlannedAgent } from '../../src/orchestrator/plan.js'
import { judges, planned } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'
import { World } from '../support/world.js'

const risk = planned('risk')

/** A world whose agents take so long each, in ms, and whose starts and ends it notes. */
function timedWorld(durations: Readonly<Record<string, number>>) {
  const world = new World()
  const log: { readonly agent: string; readonly at: number; readonly what: 'start' | 'end' }[] = []
  world.executor.scripts['risk'] = judges('active')
  for (const [agent, durationMs] of Object.entries(durations))
    world.executor.scripts[agent] = (call) => {
      log.push({ agent, at: world.timer.now(), what: 'start' })
      world.timer.setTimeout(() => {
        log.push({ agent, at: world.timer.now(), what: 'end' })
        call.answer()
      }, durationMs)
    }
  return { world, log }
}

const phasesOf = (rules: Pick<PhaseRules, 'sequential' | 'maxWorkers'>) =>
  twoPhases(1).map((phase) => (phase.gate === 'none' ? { ...phase, ...rules } : phase))

/** The starts of the last of so many cycles, in their order. */
async function startsOf(
  agents: readonly PlannedAgent[],
  durations: Readonly<Record<string, number>>,
  { cycles, sequential = false, maxWorkers = 1 }: Partial<PhaseRules> & { readonly cycles: number },
) {
  const { world, log } = timedWorld(durations)
  const orchestrator = world.orchestrate([risk, ...agents], { phases: phasesOf({ sequential, maxWorkers }) })
  for (let n = 1; n < cycles; n++) await run()
  log.length = 0
  await run()
  return log

  async function run() {
    const cycle = orchestrator.cycle()
    await world.timer.advance(1_000_000)
    await cycle
  }
}

const started = (log: Awaited<ReturnType<typeof startsOf>>) =>
  log.flatMap(({ agent, what }) => (what === 'start' ? [agent] : []))

describe('a free place', () => {
  const durations = { a: 10, b: 20, c: 40, d: 30 }
  const agents = Object.keys(durations).map((name) => planned(name))

  it('goes by name before anything is known, and then to the one that takes longest', async () => {
    expect(started(await startsOf(agents, durations, { maxWorkers: 2, cycles: 1 }))).toEqual(['a', 'b', 'c', 'd'])
    expect(started(await startsOf(agents, durations, { maxWorkers: 2, cycles: 2 }))).toEqual(['c', 'd', 'b', 'a'])
  })

  it('goes to the one that the longest chain waits for', async () => {
    const chain = [...agents, planned('e', { needs: ['a'] }), planned('f', { needs: ['e'] })]
    const log = await startsOf(chain, { ...durations, e: 15, f: 25 }, { maxWorkers: 2, cycles: 2 })
    expect(started(log)).toEqual(['a', 'c', 'e', 'd', 'f', 'b']) // 50, 40, then 40 over 30, and 25 over 20
  })

  it('goes in plan order in a sequential phase', async () => {
    const log = await startsOf(agents.toReversed(), durations, { sequential: true, cycles: 2 })
    expect(started(log)).toEqual(['d', 'c', 'b', 'a'])
  })

  it('goes to the one that takes longest also where there is only one', async () => {
    const log = await startsOf(agents.toReversed(), durations, { maxWorkers: 1, cycles: 2 })
    expect(started(log)).toEqual(['c', 'd', 'b', 'a'])
  })

  it('is given at once to whoever waited for the one that left it', async () => {
    const agents = [planned('a'), planned('b', { needs: ['a'] }), planned('c'), planned('d')]
    const log = await startsOf(agents, { a: 10, b: 100, c: 20, d: 5 }, { maxWorkers: 2, cycles: 2 })
    expect(log.map(({ agent, at, what }) => `${agent} ${what} ${at % 1000}`).slice(0, 4)).toEqual([
      'a start 0',
      'c start 0',
      'a end 10',
      'b start 10',
    ])
  })
})

describe('whatever agents need and take', () => {
  const graph = fc.array(
    fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), ms: fc.integer({ min: 0, max: 50 }) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )

  it('no more run than there are places, none before its needs, and the same history gives the same order', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 4 }), async (rows, maxWorkers) => {
        const agents = rows.map(({ needs }, i) =>
          planned(`a${i}`, { needs: i === 0 ? [] : [...new Set(needs.map((n) => `a${n % i}`))] }),
        )
        const durations = Object.fromEntries(rows.map(({ ms }, i) => [`a${i}`, ms]))
        const log = await startsOf(agents, durations, { maxWorkers, cycles: 2 })
        const running = new Set<string>()
        const ended = new Set<string>()
        let most = 0
        const early: string[] = []
        for (const { agent, what } of log) {
          if (what === 'end') {
            ended.add(agent)
            running.delete(agent)
            continue
          }
          running.add(agent)
          most = Math.max(most, running.size)
          const { needs } = agents.find(({ name }) => name === agent)!
          if (!needs.every((need) => ended.has(nameOf(need)))) early.push(agent)
        }
        expect(most).toBeLessThanOrEqual(maxWorkers)
        expect(early).toEqual([])
        expect(ended.size).toBe(agents.length)
        expect(await startsOf(agents, durations, { maxWorkers, cycles: 2 })).toEqual(log)
      }),
      { numRuns: 60 },
    )
  })
})
