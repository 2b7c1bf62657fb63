import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breaker, resting } from '../../src/orchestrator/breaker.js'
import type { Orchestrator } from '../../src/orchestrator/orchestrator.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import type { CycleReport, RunStatus } from '../../src/orchestrator/record.js'
import { count, emptyTally, type Tally, tallyOf } from '../../src/orchestrator/tally.js'
import { countedCycle, runOf } from '../support/run-records.js'
import { answers, judges, obeys, planned, throws } from '../support/scripted-executor.js'
import { outcomes, type Settled, World } from '../support/world.js'

const policy = { failures: 5, cycles: 4 }

/** The world of a risk agent that lets all run, and of `a`, which is down. */
function worldWithDown(): World {
  const world = new World()
  world.executor.scripts = { risk: judges('active'), a: throws(new Error('down')), b: answers() }
  return world
}

const agents = [planned('risk'), planned('a'), planned('b')]

async function cycles(orchestrator: Orchestrator<Settled>, number: number): Promise<readonly CycleReport<Settled>[]> {
  const reports: CycleReport<Settled>[] = []
  for (let n = 0; n < number; n++) {
    const report = await orchestrator.cycle()
    if (report !== undefined) reports.push(report)
  }
  return reports
}

const of = (agent: string) => (report: CycleReport<Settled>) => report.runs.find((run) => run.agent === agent)!
const statusOf = (agent: string) => (report: CycleReport<Settled>) => of(agent)(report).status
const times = <Item>(number: number, item: Item): readonly Item[] => Array.from({ length: number }, () => item)

describe('a breaker', () => {
  it.each([
    ['closed under five failures in a row', 4, 0, { state: 'closed' }],
    ['open at five', 5, 0, { state: 'open', triesInCycles: 5 }],
    ['open until the last cycle of rest is over', 5, 3, { state: 'open', triesInCycles: 2 }],
    ['half-open after it', 5, 4, { state: 'half-open' }],
    ['open anew after one more failure', 6, 0, { state: 'open', triesInCycles: 5 }],
  ] as const)('is %s', (_claim, consecutiveFailures, rested, expected) => {
    expect(breaker({ consecutiveFailures, rested }, policy)).toEqual(expected)
  })

  it('never opens at 0 failures', () => {
    expect(breaker({ consecutiveFailures: 1_000, rested: 0 }, { failures: 0, cycles: 4 })).toEqual({ state: 'closed' })
  })

  it('tells why an agent rests, and until when', () => {
    const told = (consecutiveFailures: number, rested: number, failures = 5) =>
      resting({ consecutiveFailures, rested }, { failures, cycles: 4 })?.message
    expect(told(5, 0)).toBe('failed 5 times in a row; tries again in 4 cycles')
    expect(told(7, 2)).toBe('failed 7 times in a row; tries again in 2 cycles')
    expect(told(5, 3)).toBe('failed 5 times in a row; tries again in the next cycle')
    expect(told(1, 3, 1)).toBe('failed; tries again in the next cycle')
    expect([told(5, 4), told(4, 0)]).toEqual([undefined, undefined])
  })

  it('keeps its word: whatever the agent does, it runs exactly when it was said', () => {
    const shape = fc.record({ failures: fc.integer({ min: 0, max: 4 }), cycles: fc.integer({ min: 1, max: 4 }) })
    const ends = fc.array(fc.constantFrom<RunStatus>('success', 'failed', 'timeout', 'failed'), {
      minLength: 10,
      maxLength: 40,
    })
    fc.assert(
      fc.property(shape, ends, (policy, ends) => {
        let tally: Tally = emptyTally
        let dueIn = 1
        for (const end of ends) {
          const rest = resting(tallyOf(tally, 'a'), policy)
          expect(rest === undefined).toBe(dueIn === 1)
          const run = rest === undefined ? runOf('a', end) : { ...runOf('a', 'skipped'), failure: rest }
          tally = count(tally, { ...countedCycle([run]), breaker: policy })
          const stand = tallyOf(tally, 'a').breaker
          const due = stand.state === 'open' ? stand.triesInCycles : 1
          expect(rest === undefined || due === dueIn - 1).toBe(true)
          dueIn = due
        }
      }),
    )
  })

  it('of an agent named "constructor" that never ran is closed', () => {
    expect(resting(tallyOf(emptyTally, 'constructor'), policy)).toBeUndefined()
  })
})

describe('an agent that keeps failing', () => {
  it('rests after five failures in a row, is tried once after four cycles, and rests again when that fails', async () => {
    const world = worldWithDown()
    const reports = await cycles(world.orchestrate(agents, { breaker: policy }), 12)
    expect(reports.map(statusOf('a'))).toEqual([
      ...times(5, 'failed'),
      ...times(4, 'skipped'),
      'failed',
      ...times(2, 'skipped'),
    ])
    expect(reports.slice(5, 9).map((report) => of('a')(report).failure)).toEqual(
      ['4 cycles', '3 cycles', '2 cycles', 'the next cycle'].map((when) => ({
        code: 'circuit-open',
        message: `failed 5 times in a row; tries again in ${when}`,
      })),
    )
    expect(reports[10]!.runs[1]!.failure!.message).toBe('failed 6 times in a row; tries again in 4 cycles')
    expect(reports.map((report) => report.tally.agents['a']!.breaker.state)).toEqual([
      ...times(4, 'closed'),
      ...times(4, 'open'),
      'half-open',
      ...times(3, 'open'),
    ])
    expect(world.executor.started.filter((name) => name === 'a')).toHaveLength(6)
  })

  it('runs in every cycle again after a success', async () => {
    const world = worldWithDown()
    const orchestrator = world.orchestrate(agents, { breaker: policy })
    await cycles(orchestrator, 9)
    world.executor.scripts['a'] = answers()
    const tried = (await orchestrator.cycle())!
    expect(tried.tally.agents['a']).toMatchObject({ consecutiveFailures: 0, rested: 0, breaker: { state: 'closed' } })
    world.executor.scripts['a'] = throws(new Error('down again'))
    expect((await cycles(orchestrator, 5)).map(statusOf('a'))).toEqual(times(5, 'failed'))
  })

  it('counts for nothing while it rests: neither its health nor the cycle suffers', async () => {
    const world = worldWithDown()
    const orchestrator = world.orchestrate(agents, { breaker: policy })
    const failed = (await cycles(orchestrator, 5)).at(-1)!
    const rested = (await orchestrator.cycle())!
    expect([failed.status, rested.status]).toEqual(['degraded', 'success'])
    expect(rested.tally.agents['a']).toMatchObject({ executions: 5, failures: 5, lastStatus: 'skipped', rested: 1 })
    expect([failed.health['a'], rested.health['a']]).toEqual(['unhealthy', 'unhealthy'])
  })

  it('keeps its failure-streak alert while it rests, raised once, and loses it with a success', async () => {
    const world = worldWithDown()
    const orchestrator = world.orchestrate(agents, { breaker: policy })
    const reports = await cycles(orchestrator, 10)
    const streak = (report: CycleReport<Settled>) => report.alerts.find(({ kind }) => kind === 'failure-streak')
    expect(reports.slice(3).map((report) => streak(report)?.cycleId)).toEqual([undefined, ...times(6, 'c5')])
    world.executor.scripts['a'] = answers()
    const [later] = (await cycles(orchestrator, 5)).slice(-1)
    expect(later).toMatchObject({ cycle: { id: 'c15' } })
    expect(statusOf('a')(later!)).toBe('noop')
    expect(streak(later!)).toBeUndefined()
    expect(world.transcript.filter((line) => line.includes('failure-streak'))).toEqual([
      'alert-raised failure-streak a',
      'alert-cleared failure-streak a',
    ])
  })

  it('takes no place in the pool while it rests, and whoever needs it is skipped with it', async () => {
    const world = worldWithDown()
    delete world.executor.scripts['b']
    const needing: readonly PlannedAgent[] = [...agents.toReversed(), planned('c', { needs: ['a'] })]
    const orchestrator = world.orchestrate(needing, { breaker: { failures: 1, cycles: 4 }, maxWorkers: 1 })
    const first = orchestrator.cycle()
    ;(await world.executor.called('b')).answer()
    await first
    const second = orchestrator.cycle()
    const busy = await world.executor.called('b')
    expect(world.transcript).toContain('run-ended a skipped')
    busy.answer()
    const report = (await second)!
    expect(outcomes(report)).toBe('risk success, b noop, a skipped (circuit-open), c skipped (needs)')
    expect(of('c')(report).failure!.message).toBe('needs a, which was skipped: failed; tries again in 4 cycles')
  })

  it('rests for no cycle that the trading state kept it from, nor loses its try to a stop', async () => {
    const world = worldWithDown()
    const orchestrator = world.orchestrate(agents, { breaker: { failures: 1, cycles: 2 } })
    await cycles(orchestrator, 2)
    world.halts = [{ code: 'halted', message: 'halted', cause: 'kill-switch' }]
    const halted = (await orchestrator.cycle())!
    expect(outcomes(halted)).toBe('risk success, a halted (state), b halted (state)')
    expect(halted.tally.agents['a']).toMatchObject({ rested: 1, breaker: { state: 'open', triesInCycles: 2 } })
    world.halts = []
    await orchestrator.cycle()
    world.executor.scripts['a'] = obeys
    const cycle = orchestrator.cycle()
    await world.executor.called('a')
    orchestrator.stop()
    expect((await cycle)!.tally.agents['a']).toMatchObject({ lastStatus: 'aborted', breaker: { state: 'half-open' } })
  })

  it('runs in the next cycle when the plan has no breaker any more', async () => {
    const world = worldWithDown()
    const orchestrator = world.orchestrate(agents, { breaker: policy })
    expect((await cycles(orchestrator, 6)).map(statusOf('a')).at(-1)).toBe('skipped')
    orchestrator.plan = { ...orchestrator.plan, breaker: { failures: 0, cycles: 4 } }
    expect(statusOf('a')((await orchestrator.cycle())!)).toBe('failed')
  })

  it('never rests when it is critical: it halts every time', async () => {
    const world = worldWithDown()
    world.executor.scripts['risk'] = throws(new Error('down'))
    const reports = await cycles(world.orchestrate(agents, { breaker: { failures: 1, cycles: 4 } }), 4)
    expect(reports.map(statusOf('risk'))).toEqual(times(4, 'failed'))
    expect(reports.at(-1)).toMatchObject({
      status: 'failed-closed',
      tally: { agents: { risk: { consecutiveFailures: 4, breaker: { state: 'closed' } } } },
    })
  })
})
