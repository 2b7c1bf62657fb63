import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../src/orchestrator/record.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { answers, judges, planned, throws } from '../support/scripted-executor.js'
import { outcomes, startMs, World } from '../support/world.js'

const agents = [planned('risk'), planned('a'), planned('b', { needs: ['a'] }), planned('c')]

function openWorld(): World {
  const world = new World()
  world.executor.scripts = {
    risk: judges('active'),
    a: answers({ orders: [], memory: 'of a' }),
    b: answers({ signals: [] }),
    c: throws(new Error('down')),
  }
  return world
}

/** What a process leaves that dies in its first cycle, after these agents. */
async function leftAfter(...names: readonly string[]) {
  const world = openWorld()
  await world.orchestrate(agents).cycle()
  const finished = new Map(
    world.kept.flatMap((record) => (names.includes(record.agent) ? [[record.agent, record]] : [])),
  )
  const at = new Date(startMs).toISOString()
  return { cycle: { id: 'c1', number: 1, tick: at, asOf: at }, startedAt: at, finished } as const
}

/** Goes on with it ten minutes later. */
async function goOn(interrupted: Awaited<ReturnType<typeof leftAfter>>, world = openWorld()) {
  world.calendar.set(startMs + 600_000)
  const orchestrator = world.orchestrate(agents, { carried: { tally: emptyTally, memory: new Map(), interrupted } })
  return { world, orchestrator, report: (await orchestrator.cycle())! }
}

describe('what agents come to', () => {
  it('is kept at once, where there is a proposal', async () => {
    const world = openWorld()
    await world.orchestrate(agents).cycle()
    expect(world.kept.map(({ agent, status }) => `${agent} ${status}`)).toEqual([
      'risk success',
      'a success',
      'b success',
    ])
  })

  it.each(['risk', 'a'])('that cannot be kept fails the cycle closed, and disturbs no run (%s)', async (agent) => {
    const world = openWorld()
    const { checkpoint } = world.journal
    world.journal.checkpoint = (cycle, record) => {
      if (record.agent === agent) world.broken.add('checkpoint')
      checkpoint(cycle, record)
    }
    const report = (await world.orchestrate(agents).cycle())!
    expect(report).toMatchObject({ status: 'failed-closed', sealed: false })
    expect(report.error).toContain('the journal cannot be written (checkpoint): checkpoint is broken')
    expect(world.executor.started).toEqual(agent === 'risk' ? ['risk'] : ['risk', 'a', 'c', 'b'])
    expect(report.state.reasons.map(({ code }) => code)).toEqual(agent === 'risk' ? ['journal-failed'] : [])
  })
})

describe('an interrupted cycle', () => {
  it('goes on without running again who had finished, as if nothing had been', async () => {
    const { world, orchestrator, report } = await goOn(await leftAfter('risk', 'a'))
    expect(world.executor.started.toSorted()).toEqual(['b', 'c'])
    expect(outcomes(report)).toBe('risk success, a success, b success, c failed (threw)')
    expect(report.settlement).toEqual(['risk', 'a', 'b'])
    expect(orchestrator.carried.memory.get('a')).toBe('of a')
    expect(Object.keys((await world.executor.called('b')).briefing.proposals)).toEqual(['risk', 'a'])
  })

  it('has its number, tick and instant, and has lasted since it began', async () => {
    const { report } = await goOn(await leftAfter('risk'))
    const at = new Date(startMs).toISOString()
    expect(report).toMatchObject({ cycle: { id: 'c1', tick: at, asOf: at }, startedAt: at, durationMs: 600_000 })
  })

  it.each(['sealed', 'not sealed'])('goes on once: the next cycle is another (%s)', async (how) => {
    const unsealed = openWorld()
    if (how === 'not sealed') unsealed.broken.add('seal')
    const { orchestrator, world, report } = await goOn(await leftAfter('risk', 'a'), unsealed)
    expect(report.sealed).toBe(how === 'sealed')
    world.calendar.set(startMs + 900_000)
    const next = (await orchestrator.cycle())!
    expect(next.cycle.asOf).toBe(new Date(world.calendar.now()).toISOString())
    expect(world.executor.started.filter((name) => name === 'a')).toHaveLength(1)
  })

  it('runs an agent again that is in another phase now', async () => {
    const interrupted = await leftAfter('risk', 'a')
    const moved = [...interrupted.finished].map(([name, record]): [string, RunRecord] => [
      name,
      { ...record, phase: 'x' },
    ])
    const { world } = await goOn({ ...interrupted, finished: new Map(moved) })
    expect(world.executor.started).toContain('a')
  })
})
