import { describe, expect, it } from 'vitest'
import { KILL_MS } from '../../src/orchestrator/attempt.js'
import type { Grid } from '../../src/orchestrator/cadence.js'
import type { LoopOptions } from '../../src/orchestrator/orchestrator.js'
import type { Plan } from '../../src/orchestrator/plan.js'
import { settled } from '../support/manual-timer.js'
import { answers, judges, obeys, planned, throws } from '../support/scripted-executor.js'
import { type Settled, startMs, World } from '../support/world.js'

const minute = 60_000
const quarter: Grid = { intervalMs: 15 * minute, offsetMs: 0 }

/** An instant of the day that the tests run on, epoch ms. */
const at = (hours: number, minutes: number) => startMs + (hours * 60 + minutes) * minute

const agents = [planned('risk'), planned('a')]

/** A world whose agents answer at once, and the ticks of its cycles, as HH:MM. */
function loopIn(world: World, options: Partial<LoopOptions<Settled>> & { readonly lastTickMs?: number } = {}) {
  world.executor.scripts = { risk: judges('active'), a: answers(), ...world.executor.scripts }
  const { lastTickMs, ...rest } = options
  const orchestrator = world.orchestrate(agents, lastTickMs === undefined ? {} : { lastTickMs })
  const ticks: string[] = []
  const ending = orchestrator.loop({
    grid: () => quarter,
    ...rest,
    afterCycle: (report) => {
      ticks.push(report.cycle.tick.slice(11, 16))
      return rest.afterCycle?.(report) ?? true
    },
  })
  return { orchestrator, ticks, ending }
}

const told = (world: World, type: string) => world.transcript.filter((line) => line.startsWith(type))

/** The first phase alone. */
const withoutAgents = (plan: Plan): Plan => ({ ...plan, phases: plan.phases.slice(0, 1) })

describe('a loop', () => {
  it('runs the first cycle at once, then one a grid point', async () => {
    const world = new World({ jumps: true })
    world.calendar.set(at(0, 7))
    world.remaining = 4
    const { ticks, ending } = loopIn(world)
    expect(await ending).toBe('out-of-data')
    expect(ticks).toEqual(['00:07', '00:15', '00:30', '00:45'])
    expect(told(world, 'sleeping')[0]).toBe('sleeping 2026-01-01T00:15:00.000Z')
    expect(told(world, 'ticks-skipped')).toEqual([])
  })

  it('ends when it is told after a cycle', async () => {
    const world = new World({ jumps: true })
    let left = 3
    const { ticks, ending } = loopIn(world, { afterCycle: () => --left > 0 })
    expect(await ending).toBe('ended')
    expect(ticks).toHaveLength(3)
  })

  it('skips and counts the ticks that a long cycle passes, and keeps the grid', async () => {
    const world = new World({ jumps: true })
    world.remaining = 3
    let cycles = 0
    const { ticks, ending } = loopIn(world, {
      beforeCycle: () => {
        if (++cycles === 1) world.calendar.set(at(0, 40))
      },
    })
    await ending
    expect(ticks).toEqual(['00:00', '00:45', '01:00'])
    expect(told(world, 'ticks-skipped')).toEqual(['ticks-skipped 2'])
    expect(world.sealed.map(({ skippedTicks }) => skippedTicks)).toEqual([0, 2, 0])
    expect(world.sealed.at(-1)!.tally.skippedTicks).toBe(2)
  })

  it('skips and counts the ticks that a suspended machine passes', async () => {
    const world = new World({ jumps: true })
    world.remaining = 3
    world.calendar.overrunMs = 32 * minute
    const { ticks, ending } = loopIn(world)
    await ending
    expect(ticks).toEqual(['00:00', '00:45', '01:30'])
    expect(world.sealed.map(({ skippedTicks }) => skippedTicks)).toEqual([0, 2, 2])
  })

  it('keeps the grid on errors', async () => {
    const world = new World({ jumps: true })
    world.remaining = 4
    world.executor.scripts['a'] = throws(new Error('down'))
    world.broken.add('observe').add('seal')
    const { ticks, ending } = loopIn(world, { afterCycle: ({ status }) => status === 'failed-closed' })
    await ending
    expect(ticks).toEqual(['00:00', '00:15', '00:30', '00:45'])
  })

  it('repeats no tick when the clock is set back while it sleeps', async () => {
    const world = new World()
    const { ticks, orchestrator, ending } = loopIn(world)
    await settled()
    world.calendar.set(at(0, 15))
    await settled()
    world.calendar.set(at(0, 0))
    await settled()
    expect(world.calendar.sleepingUntil).toEqual([at(0, 30)])
    expect(ticks).toEqual(['00:00', '00:15'])
    orchestrator.stop()
    await ending
  })

  it('repeats no tick of a cycle that ran before it', async () => {
    const world = new World({ jumps: true })
    world.remaining = 2
    world.executor.scripts = { risk: judges('active'), a: answers() }
    const orchestrator = world.orchestrate(agents)
    await orchestrator.cycle()
    await orchestrator.loop({ grid: () => quarter, afterCycle: () => true })
    expect(world.sealed.map(({ cycle }) => cycle.tick.slice(11, 16))).toEqual(['00:00', '00:15'])
  })

  it('repeats no tick of an earlier process, and runs at once after an older one', async () => {
    const world = new World({ jumps: true })
    world.calendar.set(at(0, 7))
    world.remaining = 1
    const repeated = loopIn(world, { lastTickMs: at(0, 7) })
    await repeated.ending
    expect(repeated.ticks).toEqual(['00:15'])
    const later = new World({ jumps: true })
    later.calendar.set(at(0, 7))
    later.remaining = 1
    const fresh = loopIn(later, { lastTickMs: at(0, 0) })
    await fresh.ending
    expect(fresh.ticks).toEqual(['00:07'])
  })

  it('runs cycles one after the other without an interval, each under a tick of its own', async () => {
    const world = new World({ jumps: true })
    world.remaining = 5
    const { ending } = loopIn(world, { grid: () => ({ intervalMs: 0, offsetMs: 0 }) })
    await ending
    const ticks = world.sealed.map(({ cycle }) => Date.parse(cycle.tick) - startMs)
    expect(ticks).toEqual([0, 1, 2, 3, 4])
  })

  it('takes a changed grid from the next wait on', async () => {
    const world = new World({ jumps: true })
    world.remaining = 3
    const grids = [quarter, { intervalMs: 60 * minute, offsetMs: 0 }]
    const { ticks, ending } = loopIn(world, { grid: () => grids[world.sealed.length - 1] ?? grids[1]! })
    await ending
    expect(ticks).toEqual(['00:00', '00:15', '01:00'])
  })

  it('takes a changed plan with the next cycle', async () => {
    const world = new World({ jumps: true })
    world.remaining = 2
    const { orchestrator, ending } = loopIn(world, {
      beforeCycle: () => {
        if (world.sealed.length === 1) orchestrator.plan = withoutAgents(orchestrator.plan)
      },
    })
    await ending
    expect(world.sealed.map(({ runs }) => runs.length)).toEqual([2, 1])
  })
})

describe('a sleeping loop', () => {
  it('runs a cycle at once when it is woken, and returns to the grid', async () => {
    const world = new World()
    const { ticks, orchestrator, ending } = loopIn(world)
    await settled()
    world.calendar.set(at(0, 4))
    orchestrator.wake()
    await settled()
    expect(ticks).toEqual(['00:00', '00:04'])
    expect(world.calendar.sleepingUntil).toEqual([at(0, 15)])
    orchestrator.stop()
    await ending
  })

  it('repeats no tick when it is woken at the instant of the last, or with the clock set back', async () => {
    const world = new World()
    const { orchestrator, ending } = loopIn(world)
    await settled()
    orchestrator.wake()
    await settled()
    world.calendar.set(at(0, 0) - minute)
    orchestrator.wake()
    await settled()
    const ticks = world.sealed.map(({ cycle }) => Date.parse(cycle.tick))
    expect(ticks).toHaveLength(3)
    expect(new Set(ticks).size).toBe(3)
    expect([...ticks].sort((a, b) => a - b)).toEqual(ticks)
    orchestrator.stop()
    await ending
  })

  it.each(['stop', 'finish'] as const)('ends at once on %s, without another cycle', async (how) => {
    const world = new World()
    const { ticks, orchestrator, ending } = loopIn(world)
    await settled()
    expect(world.calendar.sleepingUntil).toEqual([at(0, 15)])
    orchestrator[how]()
    expect(await ending).toBe('ended')
    expect(ticks).toEqual(['00:00'])
    expect(world.calendar.now()).toBe(at(0, 0))
  })

  it('ends when it is stopped as it says that it sleeps', async () => {
    const world = new World()
    world.executor.scripts = { risk: judges('active'), a: answers() }
    const orchestrator = world.orchestrate(agents, {
      observe: ({ type }) => type === 'sleeping' && orchestrator.stop(),
    })
    expect(await orchestrator.loop({ grid: () => quarter, afterCycle: () => true })).toBe('ended')
    expect(world.sealed).toHaveLength(1)
  })

  it('passes on what a calendar fails with', async () => {
    const world = new World()
    world.calendar.sleepUntil = () => Promise.reject(new Error('no clock'))
    await expect(loopIn(world).ending).rejects.toThrow('no clock')
  })
})

describe('a stop', () => {
  it('tells live agents, waits for them no longer than the grace, and starts nothing after', async () => {
    const world = new World()
    world.executor.scripts = { risk: judges('active'), quick: answers({ orders: [] }), polite: obeys }
    const names = ['quick', 'polite', 'stubborn', 'waiting']
    const orchestrator = world.orchestrate([planned('risk'), ...names.map((name) => planned(name))], { maxWorkers: 2 })
    const ending = orchestrator.loop({ grid: () => quarter, afterCycle: () => true })
    await world.timer.advance(1_000)
    orchestrator.stop()
    await world.timer.advance(9_999 + KILL_MS)
    expect(world.sealed).toEqual([])
    await world.timer.advance(1)
    expect(await ending).toBe('ended')
    const [report] = world.sealed
    expect(report!.runs.map(({ agent, status }) => `${agent} ${status}`)).toEqual([
      'risk success',
      'quick success',
      'polite aborted',
      'stubborn aborted',
      'waiting aborted',
    ])
    expect(report!).toMatchObject({ status: 'aborted', durationMs: 11_000 + KILL_MS, performance: { speedup: null } })
    expect(report!.settlement).toEqual([])
    expect(world.executor.started).not.toContain('waiting')
    expect(world.sealed).toHaveLength(1)
  })

  it.each(['stop', 'finish'] as const)('(%s) while the plan is being changed lets no cycle begin', async (how) => {
    const world = new World()
    let changed = () => {}
    const change = new Promise<void>((resolve) => (changed = resolve))
    const { orchestrator, ticks, ending } = loopIn(world, { beforeCycle: () => change })
    await settled()
    orchestrator[how]()
    changed()
    expect(await ending).toBe('ended')
    expect([ticks, world.executor.started]).toEqual([[], []])
  })

  it('while the risk agent backs off ends the cycle at once, halted and without another agent', async () => {
    const world = new World()
    world.executor.scripts['risk'] = throws(new Error('down'))
    const orchestrator = world.orchestrate([planned('risk', { retries: 3 }), planned('a')])
    const cycle = orchestrator.cycle()
    await settled()
    expect(world.timer.pendingMs).toEqual([2_000])
    orchestrator.stop()
    const report = await cycle
    expect(report!).toMatchObject({ status: 'aborted', state: { state: 'halted' }, durationMs: 0 })
    expect(report!.runs.map(({ status }) => status)).toEqual(['aborted', 'halted'])
    expect(world.executor.calls).toHaveLength(1)
  })

  it('leaves no attempt in the counts for or against its agent', async () => {
    const world = new World()
    world.executor.scripts = { risk: judges('active'), a: obeys }
    const orchestrator = world.orchestrate(agents)
    const cycle = orchestrator.cycle()
    await settled()
    orchestrator.stop()
    const { tally } = (await cycle)!
    expect(tally.agents['a']).toMatchObject({ executions: 0, failures: 0, lastStatus: 'aborted' })
    expect(tally).toMatchObject({ cycles: 1, completedCycles: 0, completedMs: 0 })
  })
})

describe('a finish', () => {
  it('lets the running cycle come to its end', async () => {
    const world = new World()
    world.executor.scripts['risk'] = judges('active')
    const orchestrator = world.orchestrate(agents)
    const ending = orchestrator.loop({ grid: () => quarter, afterCycle: () => true })
    const call = await world.executor.called('a')
    orchestrator.finish()
    call.answer({ orders: [] })
    expect(await ending).toBe('ended')
    expect(world.sealed).toMatchObject([{ status: 'success', settlement: ['risk', 'a'] }])
  })
})
