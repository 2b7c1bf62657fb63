import { describe, expect, it } from 'vitest'
import type { StateReason } from '../../src/agents/agent.js'
import { KILL_MS } from '../../src/orchestrator/attempt.js'
import { settled } from '../support/manual-timer.js'
import { answers, judges, planned, throws } from '../support/scripted-executor.js'
import { outcomes, World } from '../support/world.js'

const risk = planned('risk')
const agents = [risk, planned('a')]

/** A world whose agents answer at once. */
function readyWorld(): World {
  const world = new World()
  world.executor.scripts = { risk: judges('active'), a: answers({ orders: [] }) }
  return world
}

const stale: StateReason = { code: 'stale-data', message: 'stale', cause: 'unknown' }

describe('a cycle', () => {
  it('tells its whole story in order', async () => {
    const world = readyWorld()
    await world.orchestrate(agents).cycle()
    expect(world.transcript).toEqual([
      'cycle-started c1',
      'observed',
      'phase-started critical risk',
      'attempt-started risk 1',
      'run-ended risk success',
      'gate-decided active',
      'phase-started parallel a',
      'attempt-started a 1',
      'run-ended a success',
      'settled risk a',
      'cycle-ended success',
    ])
  })

  it('settles and seals once, and the report is what was sealed', async () => {
    const world = readyWorld()
    const report = await world.orchestrate(agents).cycle()
    expect(world.settlings).toHaveLength(1)
    expect(world.sealed).toEqual([report])
    expect(report!).toMatchObject({ sealed: true, settlement: ['risk', 'a'], status: 'success', skippedTicks: 0 })
    expect(report!.error).toBeUndefined()
  })

  it('refuses to run beside another', async () => {
    const world = new World()
    world.executor.scripts['a'] = answers()
    const orchestrator = world.orchestrate(agents)
    const first = orchestrator.cycle()
    await expect(orchestrator.cycle()).rejects.toThrow('a cycle is running already')
    ;(await world.executor.called('risk')).judge('active')
    expect((await first)!.status).toBe('success')
  })

  it('is none when recorded data is over, and takes no number', async () => {
    const world = readyWorld()
    world.remaining = 1
    const orchestrator = world.orchestrate(agents)
    await orchestrator.cycle()
    expect(await orchestrator.cycle()).toBeUndefined()
    expect(world.sealed).toHaveLength(1)
  })

  it('keeps since when the state has its name', async () => {
    const world = readyWorld()
    const orchestrator = world.orchestrate(agents)
    const sinceOf = async (tickMs: number) => (await orchestrator.cycle(tickMs))!.state.since
    expect(await sinceOf(1_000)).toBe('1970-01-01T00:00:01.000Z')
    expect(await sinceOf(2_000)).toBe('1970-01-01T00:00:01.000Z')
    world.executor.scripts['risk'] = judges('halted')
    expect(await sinceOf(3_000)).toBe('1970-01-01T00:00:03.000Z')
    expect(await sinceOf(4_000)).toBe('1970-01-01T00:00:03.000Z')
  })

  it('is undisturbed by observers that throw or reject', async () => {
    const unseen: unknown[] = []
    const onUnseen = (error: unknown) => void unseen.push(error)
    process.on('unhandledRejection', onUnseen)
    const throwing = () => {
      throw new Error('broken observer')
    }
    const rejecting = (): unknown => Promise.reject(new Error('broken observer'))
    for (const observe of [throwing, rejecting]) {
      const report = await readyWorld().orchestrate(agents, { observe }).cycle()
      expect(outcomes(report!)).toBe('risk success, a success')
    }
    await settled()
    process.off('unhandledRejection', onUnseen)
    expect(unseen).toEqual([])
  })
})

describe('a risk agent', () => {
  const breach = [{ code: 'daily-loss', message: 'lost 6 %', latch: true }]

  it.each([
    ['throws', throws(new Error('down')), 'threw'],
    ['answers without a verdict', answers({ orders: [] }), 'no-verdict'],
    [
      'answers for another cycle',
      answers({ verdict: { cycleId: 'c0', state: 'active', reasons: [] } }),
      'misaddressed-verdict',
    ],
  ])('that %s fails the gate closed, and nothing else starts', async (_claim, script, code) => {
    const world = readyWorld()
    world.executor.scripts['risk'] = script
    const report = await world.orchestrate([risk, planned('a', { runWhen: 'always' })]).cycle()
    expect(report!).toMatchObject({
      status: 'failed-closed',
      state: { reasons: [{ code, agent: 'risk', cause: 'unknown' }] },
    })
    expect(world.executor.started).toEqual(['risk'])
  })

  it('that hangs fails the gate closed, also in the next cycle while it still runs', async () => {
    const world = new World()
    const orchestrator = world.orchestrate([planned('risk', { retries: 3 }), planned('a')])
    const first = orchestrator.cycle()
    await world.timer.advance(70_000 + KILL_MS)
    expect((await first)!).toMatchObject({ status: 'failed-closed', state: { reasons: [{ code: 'timeout' }] } })
    const second = await orchestrator.cycle()
    expect(outcomes(second!)).toBe('risk skipped (still-running), a halted (state)')
    expect(second!).toMatchObject({ status: 'failed-closed', state: { reasons: [{ code: 'still-running' }] } })
    expect(world.executor.started).toEqual(['risk'])
  })

  it('that hangs where it can be killed is retried after its kill, and its verdict counts', async () => {
    const world = new World()
    world.executor.scripts = {
      a: answers(),
      risk: (call) => {
        if (call.briefing.attempt === 2) return call.judge('active')
        const kill = () => call.throw(new Error('killed'))
        call.signal.addEventListener('abort', () => world.timer.setTimeout(kill, call.graceMs + 50))
      },
    }
    const cycle = world.orchestrate([planned('risk', { retries: 1 }), planned('a')]).cycle()
    await world.timer.advance(70_050 + 2_000)
    const report = await cycle
    expect(outcomes(report!)).toBe('risk success, a noop')
    expect(report!.state.state).toBe('active')
    expect(report!.runs[0]!.attempts).toMatchObject([{ failure: { code: 'timeout' } }, { number: 2 }])
  })

  it('that breaches a limit latches, and starts nothing', async () => {
    const world = readyWorld()
    world.executor.scripts['risk'] = judges('halted', breach)
    const report = await world.orchestrate(agents).cycle()
    expect(world.latched).toMatchObject([{ code: 'daily-loss', cause: 'breach', agent: 'risk' }])
    expect(report!).toMatchObject({ status: 'halted', state: { state: 'halted' } })
    expect(report!.state.reasons).toHaveLength(1)
    expect(world.executor.started).toEqual(['risk'])
  })

  it('that is content again does not open a latch', async () => {
    const world = readyWorld()
    world.executor.scripts['risk'] = judges('halted', breach)
    const orchestrator = world.orchestrate(agents)
    await orchestrator.cycle()
    world.executor.scripts['risk'] = judges('active')
    const report = await orchestrator.cycle()
    expect(report!).toMatchObject({ status: 'halted', state: { reasons: [{ code: 'daily-loss' }] } })
    expect(world.executor.started).toEqual(['risk', 'risk'])
  })

  it('that breaches on data with faults latches nothing', async () => {
    const world = readyWorld()
    world.faults = [stale]
    world.executor.scripts['risk'] = judges('halted', breach)
    const report = await world.orchestrate(agents).cycle()
    expect(world.latched).toEqual([])
    expect(report!.status).toBe('failed-closed')
  })
})

describe('what cannot be known', () => {
  it('halts without starting an agent when the observation throws', async () => {
    const world = readyWorld()
    world.broken.add('observe')
    const report = await world.orchestrate(agents).cycle()
    expect(outcomes(report!)).toBe('risk halted (cycle-failed), a halted (cycle-failed)')
    expect(report!).toMatchObject({ status: 'failed-closed', sealed: true })
    expect(report!.state.reasons[0]).toMatchObject({ code: 'observation-failed', cause: 'unknown' })
    expect(world.executor.started).toEqual([])
  })

  it('halts when the faults themselves cannot be told', async () => {
    const world = readyWorld()
    world.broken.add('faults')
    const report = await world.orchestrate(agents).cycle()
    expect(report!).toMatchObject({ status: 'failed-closed', sealed: true })
    expect(world.executor.started).not.toContain('a')
  })

  it('halts when what the data lacks turns up only at the gate', async () => {
    const world = new World()
    const cycle = world.orchestrate(agents).cycle()
    const call = await world.executor.called('risk')
    world.faults = [stale]
    call.judge('active')
    const report = await cycle
    expect(report!).toMatchObject({ status: 'failed-closed', state: { reasons: [stale] } })
    expect(world.executor.started).toEqual(['risk'])
  })

  it('fails the one agent whose view cannot be made', async () => {
    const world = readyWorld()
    world.broken.add('view')
    const report = await world.orchestrate(agents).cycle()
    expect(outcomes(report!)).toBe('risk failed (threw), a halted (state)')
    expect(report!.status).toBe('failed-closed')
  })
})

describe('settling that fails', () => {
  it('is an internal error that says why, and the cycle is still sealed', async () => {
    const world = readyWorld()
    world.broken.add('settle')
    const report = await world.orchestrate(agents).cycle()
    expect(report!).toMatchObject({ status: 'error', sealed: true, settlement: [] })
    expect(report!.error).toBe('settling failed: settle is broken')
    expect(world.sealed).toEqual([report])
    expect(world.transcript.some((line) => line.startsWith('settled'))).toBe(false)
  })
})

describe('a journal', () => {
  it('that gives no number lets nothing start', async () => {
    const world = readyWorld()
    world.broken.add('begin')
    const orchestrator = world.orchestrate([risk, planned('a', { runWhen: 'always' })])
    const report = await orchestrator.cycle()
    expect(report!).toMatchObject({ status: 'failed-closed', sealed: false, cycle: { number: 0 } })
    expect(report!.error).toContain('begin is broken')
    expect(world.executor.started).toEqual([])
    expect(world.sealed).toEqual([])
    expect(orchestrator.carried.tally.cycles).toBe(0)
    expect(world.transcript).toContain('journal-failed begin')
    expect(world.settlings.flatMap(({ submissions }) => submissions)).toEqual([])
  })

  it('that cannot keep a halt fails the gate closed and is not sealed', async () => {
    const world = readyWorld()
    world.broken.add('latch')
    world.executor.scripts['risk'] = judges('halted', [{ code: 'loss', message: 'loss', latch: true }])
    const orchestrator = world.orchestrate([risk, planned('a', { runWhen: 'always' })])
    const report = await orchestrator.cycle()
    expect(report!).toMatchObject({ status: 'failed-closed', sealed: false, state: { state: 'halted' } })
    expect(report!.state.reasons.map(({ code }) => code)).toEqual(['journal-failed', 'loss'])
    expect(world.executor.started).toEqual(['risk'])
    expect(orchestrator.carried.tally.cycles).toBe(0)
  })

  it('that cannot seal fails closed, and neither counts nor memory move on', async () => {
    const world = readyWorld()
    world.executor.scripts['a'] = answers({ memory: 'new' })
    world.broken.add('seal')
    const orchestrator = world.orchestrate(agents, { memory: new Map([['a', 'old']]) })
    const before = orchestrator.carried
    expect((await orchestrator.cycle())!).toMatchObject({ status: 'failed-closed', sealed: false })
    expect(orchestrator.carried).toEqual(before)
  })

  it.each(['begin', 'latch', 'seal'] as const)('that failed to %s once works in the next cycle', async (step) => {
    const world = readyWorld()
    const verdict = judges('halted', [{ code: 'loss', message: 'loss', latch: true }])
    if (step === 'latch') world.executor.scripts['risk'] = verdict
    world.broken.add(step)
    const orchestrator = world.orchestrate(agents)
    await orchestrator.cycle()
    world.broken.clear()
    world.executor.scripts['risk'] = judges('active')
    expect((await orchestrator.cycle())!).toMatchObject({ status: 'success', sealed: true })
    expect(orchestrator.carried.tally.cycles).toBe(1)
  })
})

describe('memory', () => {
  it('is handed back as it was left, and restored at a start', async () => {
    const world = readyWorld()
    world.executor.scripts['a'] = answers({ memory: { seen: 3 } })
    const orchestrator = world.orchestrate(agents, { memory: new Map([['a', { seen: 2 }]]) })
    await orchestrator.cycle()
    await orchestrator.cycle()
    const memories = world.executor.calls.filter(({ agent }) => agent === 'a').map(({ briefing }) => briefing.memory)
    expect(memories).toEqual([{ seen: 2 }, { seen: 3 }])
    expect(world.executor.calls[0]!.briefing).not.toHaveProperty('memory')
  })

  it.each([
    ['fails', throws(new Error('down')), 'old'],
    ['leaves none', answers({ orders: [] }), 'old'],
    ['does nothing else', answers({ memory: 'new' }), 'new'],
    ['leaves null', answers({ memory: null, signals: [] }), null],
  ])('of an agent that %s is kept or replaced', async (_claim, script, kept) => {
    const world = readyWorld()
    world.executor.scripts['a'] = script
    const orchestrator = world.orchestrate(agents, { memory: new Map([['a', 'old']]) })
    await orchestrator.cycle()
    expect(orchestrator.carried.memory.get('a')).toBe(kept)
  })

  it('of an agent that is too late is not replaced', async () => {
    const world = readyWorld()
    delete world.executor.scripts['a']
    const orchestrator = world.orchestrate(agents, { memory: new Map([['a', 'old']]) })
    const cycle = orchestrator.cycle()
    const call = await world.executor.called('a')
    await world.timer.advance(60_000)
    call.answer({ memory: 'late' })
    expect(outcomes((await cycle)!)).toContain('a timeout')
    expect(orchestrator.carried.memory.get('a')).toBe('old')
  })

  it('of an agent that did not run stays', async () => {
    const world = readyWorld()
    world.executor.scripts['risk'] = judges('halted')
    const orchestrator = world.orchestrate(agents, {
      memory: new Map([
        ['a', 'old'],
        ['gone', 'kept'],
      ]),
    })
    await orchestrator.cycle()
    expect([...orchestrator.carried.memory]).toEqual([
      ['a', 'old'],
      ['gone', 'kept'],
    ])
  })
})
