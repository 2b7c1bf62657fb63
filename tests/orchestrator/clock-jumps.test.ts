import { describe, expect, it } from 'vitest'
import type { Grid } from '../../src/orchestrator/cadence.js'
import { settled } from '../support/manual-timer.js'
import { answers, judges, obeys, planned, throws } from '../support/scripted-executor.js'
import { startMs, World } from '../support/world.js'

const minute = 60_000
const hour = 60 * minute
const quarter: Grid = { intervalMs: 15 * minute, offsetMs: 0 }
const agents = [planned('risk'), planned('a')]

/** A world whose risk agent lets all run, and whose `a` waits for the test. */
function worldWith(a?: World['executor']['scripts'][string]): World {
  const world = new World()
  world.executor.scripts = { risk: judges('active'), ...(a === undefined ? {} : { a }) }
  return world
}

const jumps = [
  ['forward by a day', 24 * hour],
  ['back by a day', -24 * hour],
] as const

describe.each(jumps)('a wall clock that jumps %s', (_how, jumpMs) => {
  it('changes no duration of a cycle, a run or an attempt', async () => {
    const world = worldWith()
    const cycle = world.orchestrate(agents).cycle()
    const call = await world.executor.called('a')
    await world.timer.advance(100)
    world.calendar.set(startMs + jumpMs)
    await world.timer.advance(150)
    call.answer()
    expect(await cycle).toMatchObject({
      status: 'success',
      durationMs: 250,
      performance: { wallMs: 250, sequentialMs: 250 },
      runs: [{ durationMs: 0 }, { durationMs: 250, queuedMs: 0, attempts: [{ durationMs: 250 }] }],
      endedAt: new Date(startMs + jumpMs).toISOString(),
      tally: { completedMs: 250, agents: { a: { totalDurationMs: 250 } } },
    })
  })

  it('brings no deadline nearer, and puts none off', async () => {
    const world = worldWith(obeys)
    const cycle = world.orchestrate(agents).cycle()
    const { signal } = await world.executor.called('a')
    world.calendar.set(startMs + jumpMs)
    await world.timer.advance(59_999)
    expect(signal.aborted).toBe(false)
    await world.timer.advance(1)
    expect((await cycle)!.runs[1]).toMatchObject({ status: 'timeout', durationMs: 60_000 })
  })

  it('changes no delay before a retry', async () => {
    const world = worldWith((call) => (call.briefing.attempt === 1 ? throws(new Error('down')) : answers())(call))
    const cycle = world.orchestrate([planned('risk'), planned('a', { retries: 1 })]).cycle()
    await settled()
    expect(world.timer.pendingMs).toEqual([2_000])
    world.calendar.set(startMs + jumpMs)
    await world.timer.advance(2_000)
    expect((await cycle)!.runs[1]).toMatchObject({ status: 'noop', durationMs: 2_000 })
  })
})

describe('the cadence', () => {
  /** The ticks of the cycles so far, as minutes from the start. */
  const ticks = (world: World) => world.sealed.map(({ cycle }) => (Date.parse(cycle.tick) - startMs) / minute)

  function loopIn(world: World) {
    const orchestrator = world.orchestrate(agents)
    return { orchestrator, ending: orchestrator.loop({ grid: () => quarter, afterCycle: () => true }) }
  }

  it('skips and counts what a clock passes that is set forward while the loop sleeps, and keeps the grid', async () => {
    const world = worldWith(answers())
    const { orchestrator, ending } = loopIn(world)
    await settled()
    world.calendar.set(startMs + 67 * minute)
    await settled()
    expect(ticks(world)).toEqual([0, 60])
    expect(world.sealed[1]).toMatchObject({ skippedTicks: 3, durationMs: 0 })
    expect(world.calendar.sleepingUntil).toEqual([startMs + 75 * minute])
    orchestrator.stop()
    await ending
  })

  it('skips and counts what a clock passes that is set forward while a cycle runs', async () => {
    const world = worldWith()
    const { orchestrator, ending } = loopIn(world)
    const call = await world.executor.called('a')
    world.calendar.set(startMs + 67 * minute)
    call.answer()
    await settled()
    expect(world.sealed).toMatchObject([{ durationMs: 0, skippedTicks: 0 }])
    expect(world.calendar.sleepingUntil).toEqual([startMs + 75 * minute])
    world.calendar.set(startMs + 75 * minute)
    ;(await world.executor.called('a')).answer()
    await settled()
    expect(ticks(world)).toEqual([0, 75])
    expect(world.sealed[1]!.skippedTicks).toBe(4)
    orchestrator.stop()
    await ending
  })

  it.each([
    ['sleeps', false],
    ['runs a cycle', true],
  ])('repeats no tick and skips none when the clock is set back while it %s', async (_when, isRunning) => {
    const world = worldWith(isRunning ? undefined : answers())
    const { orchestrator, ending } = loopIn(world)
    await settled()
    world.calendar.set(startMs - 40 * minute)
    if (isRunning) (await world.executor.called('a')).answer()
    world.executor.scripts['a'] = answers()
    await settled()
    for (const minutes of [-30, -15, 0, 14]) world.calendar.set(startMs + minutes * minute)
    await settled()
    expect(ticks(world)).toEqual([0])
    world.calendar.set(startMs + 15 * minute)
    await settled()
    expect(ticks(world)).toEqual([0, 15])
    expect(world.sealed.map(({ skippedTicks }) => skippedTicks)).toEqual([0, 0])
    orchestrator.stop()
    await ending
  })
})
