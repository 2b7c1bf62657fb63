import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause, RunWhen, StateReason, TradingStateName, VerdictReason } from '../../src/agents/agent.js'
import { KILL_MS } from '../../src/orchestrator/attempt.js'
import { settled } from '../support/manual-timer.js'
import { answers, judges, planned, throws } from '../support/scripted-executor.js'
import { outcomes, World } from '../support/world.js'

const halt = (cause: Cause): StateReason => ({ code: cause, message: `halted by ${cause}`, cause })

/** A world whose risk agent lets everything run. */
function openWorld(): World {
  const world = new World()
  world.executor.scripts['risk'] = judges('active')
  return world
}

const risk = planned('risk')

describe('the critical phase', () => {
  it('runs one agent after the other, each seeing the proposals before it', async () => {
    const world = new World()
    const cycle = world.orchestrate([planned('risk-a'), planned('risk-b')]).cycle()
    const first = await world.executor.called('risk-a')
    expect(world.executor.started).toEqual(['risk-a'])
    first.judge('active')
    const second = await world.executor.called('risk-b')
    expect(Object.keys(second.briefing.proposals)).toEqual(['risk-a'])
    expect(second.briefing.state).toBeUndefined()
    second.judge('active')
    expect(outcomes((await cycle)!)).toBe('risk-a success, risk-b success')
  })

  it('runs every agent also after one failed', async () => {
    const world = new World()
    world.executor.scripts = { 'risk-a': throws(new Error('down')), 'risk-b': judges('active') }
    const report = await world.orchestrate([planned('risk-a'), planned('risk-b')]).cycle()
    expect(outcomes(report!)).toBe('risk-a failed (threw), risk-b success')
  })

  it('runs after what it needs, and not at all when that failed', async () => {
    const world = new World()
    world.executor.scripts = { 'risk-feed': throws(new Error('down')) }
    const agents = [planned('risk', { needs: ['risk-feed'] }), planned('risk-feed')]
    const report = await world.orchestrate(agents).cycle()
    expect(outcomes(report!)).toBe('risk-feed failed (threw), risk skipped (needs)')
    expect(report!.status).toBe('failed-closed')
  })

  it('runs also while the kill switch is thrown', async () => {
    const world = openWorld()
    world.halts = [halt('kill-switch')]
    await world.orchestrate([risk]).cycle()
    expect(world.executor.started).toEqual(['risk'])
  })
})

describe('the parallel phase', () => {
  it('starts only after the gate, with the state and the verdicts in the briefing', async () => {
    const world = new World()
    const cycle = world.orchestrate([risk, planned('a')]).cycle()
    const judge = await world.executor.called('risk')
    expect(world.executor.started).toEqual(['risk'])
    judge.judge('active')
    const call = await world.executor.called('a')
    expect(call.briefing.state).toMatchObject({ state: 'active', reasons: [] })
    expect(Object.keys(call.briefing.proposals)).toEqual(['risk'])
    call.answer()
    await cycle
  })

  it('never runs more agents at once than it has workers, and ends with one record each, in the order of the plan', async () => {
    const endings = fc.array(fc.record({ pick: fc.nat(), throws: fc.boolean() }), { minLength: 12, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        endings,
        async (count, maxWorkers, ends) => {
          const world = openWorld()
          const names = Array.from({ length: count }, (_, i) => `a${i}`)
          const cycle = world.orchestrate([risk, ...names.map((name) => planned(name))], { maxWorkers }).cycle()
          await settled()
          const live = () => world.executor.calls.filter(({ agent }) => agent !== 'risk' && !done.has(agent))
          const done = new Set<string>()
          for (const end of ends.slice(0, count)) {
            const running = live()
            expect(running).toHaveLength(Math.min(maxWorkers, count - done.size))
            const call = running[end.pick % running.length]!
            done.add(call.agent)
            if (end.throws) call.throw(new Error('down'))
            else call.answer()
            await settled()
          }
          const report = await cycle
          expect(report!.runs.map(({ agent }) => agent)).toEqual(['risk', ...names])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('settles in the order of the plan, whichever agent finishes first', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const order = fc.shuffledSubarray(names, { minLength: names.length })
    await fc.assert(
      fc.asyncProperty(order, async (finishing) => {
        const world = openWorld()
        const agents = [...names.map((name) => planned(name)), risk]
        const cycle = world.orchestrate(agents, { maxWorkers: 5 }).cycle()
        await settled()
        for (const name of finishing) {
          ;(await world.executor.called(name)).answer({ orders: [] })
          await settled()
        }
        expect((await cycle)!.settlement).toEqual(['risk', ...names])
      }),
      { numRuns: 40 },
    )
  })

  it('lets no bad agent hide another', async () => {
    const world = openWorld()
    const agents = [risk, ...['thrower', 'good', 'hanger', 'idle'].map((name) => planned(name))]
    world.executor.scripts['thrower'] = throws(new TypeError('bad'))
    world.executor.scripts['good'] = answers({ orders: [] })
    world.executor.scripts['idle'] = answers()
    const cycle = world.orchestrate(agents).cycle()
    await world.timer.advance(70_000 + KILL_MS)
    const report = await cycle
    expect(outcomes(report!)).toBe(
      'risk success, thrower failed (threw), good success, hanger timeout (timeout), idle noop',
    )
    expect(report!.settlement).toEqual(['risk', 'good', 'idle'])
    expect(report!.status).toBe('degraded')
  })

  it('keeps the time in the queue out of duration and deadline', async () => {
    const world = openWorld()
    const cycle = world.orchestrate([risk, planned('a'), planned('b')], { maxWorkers: 1 }).cycle()
    const first = await world.executor.called('a')
    await world.timer.advance(50_000)
    first.answer()
    const second = await world.executor.called('b')
    await world.timer.advance(55_000)
    second.answer()
    const [, a, b] = (await cycle)!.runs
    expect(a).toMatchObject({ queuedMs: 0, durationMs: 50_000 })
    expect(b).toMatchObject({ status: 'noop', queuedMs: 50_000, durationMs: 55_000 })
  })
})

describe('needs', () => {
  const chain = [risk, planned('c', { needs: ['b'] }), planned('b', { needs: ['a'] }), planned('a')]

  it('start an agent only after what it needs, with its proposal', async () => {
    const world = openWorld()
    const cycle = world.orchestrate(chain).cycle()
    const a = await world.executor.called('a')
    expect(world.executor.started).toEqual(['risk', 'a'])
    a.answer({ data: 'of a' })
    const b = await world.executor.called('b')
    expect(b.briefing.proposals).toMatchObject({ risk: {}, a: { data: 'of a' } })
    b.answer({ signals: [] })
    const c = await world.executor.called('c')
    expect(Object.keys(c.briefing.proposals)).toEqual(['risk', 'b'])
    c.answer()
    expect(outcomes((await cycle)!)).toBe('risk success, c noop, b success, a noop')
  })

  it('skip the whole chain behind a failure, and say why', async () => {
    const world = openWorld()
    world.executor.scripts['a'] = throws(new Error('down'))
    const report = await world.orchestrate(chain).cycle()
    expect(outcomes(report!)).toBe('risk success, c skipped (needs), b skipped (needs), a failed (threw)')
    expect(report!.runs[2]!.failure!.message).toBe('needs a, which ended failed')
    expect(report!.runs[1]!.failure!.message).toBe('needs b, which was skipped: needs a, which ended failed')
  })

  it('hold no worker while they wait', async () => {
    const world = openWorld()
    const cycle = world.orchestrate(chain, { maxWorkers: 1 }).cycle()
    for (const name of ['a', 'b', 'c']) (await world.executor.called(name)).answer()
    expect((await cycle)!.status).toBe('success')
  })
})

describe('the trading state', () => {
  const agents = [
    risk,
    ...(['active', 'reducing', 'always'] as const).map((runWhen: RunWhen) => planned(runWhen, { runWhen })),
  ]
  const verdicts: Record<TradingStateName, readonly VerdictReason[]> = {
    active: [],
    reducing: [{ code: 'soft', message: 'soft' }],
    halted: [{ code: 'hard', message: 'hard' }],
  }

  it.each([
    {
      given: 'active',
      verdict: 'active',
      cause: undefined,
      running: ['active', 'reducing', 'always'],
      status: 'success',
    },
    { given: 'reducing', verdict: 'reducing', cause: undefined, running: ['reducing', 'always'], status: 'success' },
    { given: 'halted by a breach', verdict: 'halted', cause: undefined, running: ['always'], status: 'halted' },
    { given: 'halted by a latch', verdict: 'active', cause: 'breach', running: ['always'], status: 'halted' },
    { given: 'halted by something unknown', verdict: 'active', cause: 'unknown', running: [], status: 'failed-closed' },
    { given: 'halted by the kill switch', verdict: 'active', cause: 'kill-switch', running: [], status: 'halted' },
    {
      given: 'halted by a breach and the kill switch',
      verdict: 'halted',
      cause: 'kill-switch',
      running: [],
      status: 'halted',
    },
    {
      given: 'halted by a breach and something unknown',
      verdict: 'halted',
      cause: 'unknown',
      running: [],
      status: 'failed-closed',
    },
    {
      given: 'reducing, and halted by a latch',
      verdict: 'reducing',
      cause: 'breach',
      running: ['always'],
      status: 'halted',
    },
  ] as const)('lets run what it may when $given', async ({ verdict, cause, running, status }) => {
    const world = new World()
    world.executor.scripts = Object.fromEntries(agents.map(({ name }) => [name, answers()]))
    world.executor.scripts['risk'] = judges(verdict, verdicts[verdict])
    if (cause !== undefined) world.halts = [halt(cause)]
    const report = await world.orchestrate(agents).cycle()
    expect(world.executor.started).toEqual(['risk', ...running.toSorted()])
    expect(report!.status).toBe(status)
    const barred = report!.runs.filter(({ attempts }) => attempts.length === 0)
    expect(barred.every(({ failure }) => failure?.code === 'state')).toBe(true)
    expect(new Set(barred.map((run) => run.status))).toEqual(
      new Set(barred.length === 0 ? [] : [report!.state.state === 'reducing' ? 'skipped' : 'halted']),
    )
    expect(report!.runs).toHaveLength(agents.length)
  })

  it('starts nothing that needs what the state keeps from running', async () => {
    const world = new World()
    world.executor.scripts['risk'] = judges('halted')
    const report = await world
      .orchestrate([risk, planned('feed'), planned('saver', { runWhen: 'always', needs: ['feed'] })])
      .cycle()
    expect(outcomes(report!)).toBe('risk success, feed halted (state), saver skipped (needs)')
  })
})

describe('the kill switch', () => {
  it('thrown in the middle halts what has not started, and the cycle', async () => {
    const world = openWorld()
    const cycle = world.orchestrate([risk, planned('a'), planned('b'), planned('c')], { maxWorkers: 1 }).cycle()
    const call = await world.executor.called('a')
    world.halts = [halt('kill-switch')]
    call.answer({ orders: [] })
    const report = await cycle
    expect(outcomes(report!)).toBe('risk success, a success, b halted (kill-switch), c halted (kill-switch)')
    expect(report!).toMatchObject({ status: 'halted', state: { state: 'halted', reasons: [{ cause: 'kill-switch' }] } })
    expect(world.executor.started).toEqual(['risk', 'a'])
    expect(world.transcript.filter((line) => line.startsWith('gate-decided'))).toEqual([
      'gate-decided active',
      'gate-decided halted kill-switch',
    ])
  })

  it('thrown while the last agent runs still halts the cycle', async () => {
    const world = openWorld()
    const cycle = world.orchestrate([risk, planned('a')]).cycle()
    const call = await world.executor.called('a')
    world.halts = [halt('kill-switch')]
    call.answer()
    expect((await cycle)!.status).toBe('halted')
  })

  it('that cannot be read in the middle fails closed', async () => {
    const world = openWorld()
    const cycle = world.orchestrate([risk, planned('a'), planned('b')], { maxWorkers: 1 }).cycle()
    const call = await world.executor.called('a')
    world.broken.add('isHalted')
    call.answer()
    const report = await cycle
    expect(outcomes(report!)).toBe('risk success, a noop, b halted (kill-switch)')
    expect(report!.status).toBe('failed-closed')
  })

  it('that cannot be read at the gate lets nothing start', async () => {
    const world = openWorld()
    world.broken.add('isHalted')
    const report = await world.orchestrate([risk, planned('a', { runWhen: 'always' })]).cycle()
    expect(outcomes(report!)).toBe('risk success, a halted (state)')
    expect(report!.status).toBe('failed-closed')
  })
})
