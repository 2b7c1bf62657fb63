import { describe, expect, it } from 'vitest'
import type { Cause, StateReason } from '../../src/agents/agent.js'
import { KILL_MS } from '../../src/orchestrator/attempt.js'
import type { GateKind, PhaseRules } from '../../src/orchestrator/plan.js'
import { settled } from '../support/manual-timer.js'
import { answers, judges, obeys, planned, throws } from '../support/scripted-executor.js'
import { outcomes, World } from '../support/world.js'

const halt = (cause: Cause): StateReason => ({ code: cause, message: `halted by ${cause}`, cause })
const phase = (name: string, gate: GateKind = 'none', more: Partial<PhaseRules> = {}): PhaseRules => ({
  name,
  gate,
  sequential: gate === 'verdicts',
  maxWorkers: gate === 'verdicts' ? 1 : 4,
  ...more,
})
const agent = (name: string, parts: Parameters<typeof planned>[1] = {}) =>
  planned(name, { phase: name.split('-')[0]!, ...parts })

const fastThenSlow = [phase('risk', 'verdicts'), phase('fast'), phase('slow')]
const risk = agent('risk')

/** A world whose agents answer at once with a wish, and whose critical ones let everything through. */
function openWorld(names: readonly string[]): World {
  const world = new World()
  for (const name of names)
    world.executor.scripts[name] = /^(risk|guard)/.test(name) ? judges('active') : answers({ orders: [] })
  return world
}

const settledBy = ({ settlings }: World) =>
  settlings.map(({ state, submissions }) => [state.state, ...submissions.map((one) => one.agent)].join(' '))

describe('phases', () => {
  it('follow each other, and each settles when it has ended, what a gate proposed with the first after it', async () => {
    const world = openWorld(['risk', 'fast-b', 'fast-a', 'slow'])
    const agents = [agent('slow'), agent('fast-b'), agent('fast-a'), risk]
    const report = await world.orchestrate(agents, { phases: fastThenSlow }).cycle()
    expect(world.transcript.filter((line) => /^(phase|gate|settled|run)/.test(line))).toEqual([
      'phase-started risk risk',
      'run-ended risk success',
      'gate-decided active',
      'phase-started fast fast-b fast-a',
      'run-ended fast-a success',
      'run-ended fast-b success',
      'settled risk fast-b fast-a',
      'phase-started slow slow',
      'run-ended slow success',
      'settled slow',
    ])
    expect(outcomes(report!)).toBe('risk success, fast-b success, fast-a success, slow success')
    expect(report!.runs.map((run) => run.phase)).toEqual(['risk', 'fast', 'fast', 'slow'])
  })

  it('begin only when all of the one before them has ended and is settled', async () => {
    const world = openWorld(['risk', 'fast-a'])
    const cycle = world
      .orchestrate([risk, agent('fast-a'), agent('fast-b'), agent('slow')], { phases: fastThenSlow })
      .cycle()
    const last = await world.executor.called('fast-b')
    expect(world.executor.started).toEqual(['risk', 'fast-a', 'fast-b'])
    last.answer({ orders: [] })
    const call = await world.executor.called('slow')
    expect(settledBy(world)).toEqual(['active risk fast-a fast-b'])
    call.answer()
    await cycle
  })

  it('settle once where only gates follow', async () => {
    const world = openWorld(['risk', 'guard'])
    await world
      .orchestrate([risk, agent('guard')], { phases: [phase('risk', 'verdicts'), phase('guard', 'verdicts')] })
      .cycle()
    expect(settledBy(world)).toEqual(['active risk guard'])
  })

  it('let their agents need those of the phases before them', async () => {
    const world = openWorld(['risk'])
    const agents = [risk, agent('fast'), agent('slow-a', { needs: ['fast'] }), agent('slow-b')]
    const cycle = world.orchestrate(agents, { phases: fastThenSlow }).cycle()
    ;(await world.executor.called('fast')).answer({ data: 'of fast' })
    const [a, b] = [await world.executor.called('slow-a'), await world.executor.called('slow-b')]
    expect(a.briefing.proposals).toMatchObject({ risk: {}, fast: { data: 'of fast' } })
    expect(Object.keys(b.briefing.proposals)).toEqual(['risk'])
    a.answer()
    b.answer()
    await cycle
  })
})

describe('a need on any end', () => {
  const later = agent('slow', { needs: [{ agent: 'fast', on: 'finished' }] })

  it.each([
    ['a failure', throws(new Error('down')), 'failed (threw)'],
    ['a success', answers({ orders: [] }), 'success'],
  ])('is met by %s', async (_claim, script, end) => {
    const world = openWorld(['risk', 'slow'])
    world.executor.scripts['fast'] = script
    const report = await world.orchestrate([risk, agent('fast'), later], { phases: fastThenSlow }).cycle()
    expect(outcomes(report!)).toBe(`risk success, fast ${end}, slow success`)
  })

  it('is met by an agent that did not run at all', async () => {
    const world = openWorld(['risk', 'slow', 'fast'])
    const agents = [risk, agent('fast', { notDue: () => 'not now' }), later]
    const report = await world.orchestrate(agents, { phases: fastThenSlow }).cycle()
    expect(outcomes(report!)).toBe('risk success, fast skipped (not-due), slow success')
  })
})

describe('a later gate', () => {
  const phases = [phase('risk', 'verdicts'), phase('fast'), phase('guard', 'verdicts'), phase('slow')]
  const agents = [risk, agent('fast'), agent('guard'), agent('slow')]
  const breach = [{ code: 'hard', message: 'hard' }]

  it('can tighten the state for what comes after it', async () => {
    const world = openWorld(['risk', 'fast', 'slow'])
    world.executor.scripts['guard'] = judges('halted', breach)
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(outcomes(report!)).toBe('risk success, fast success, guard success, slow halted (state)')
    expect(settledBy(world)).toEqual(['active risk fast', 'halted guard'])
    expect(report!).toMatchObject({ status: 'halted', state: { reasons: [{ code: 'hard', agent: 'guard' }] } })
  })

  it('opens nothing that one before it has narrowed or shut', async () => {
    const world = openWorld(['fast', 'guard', 'slow'])
    world.executor.scripts['risk'] = judges('reducing', [{ code: 'soft', message: 'soft' }])
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(settledBy(world)).toEqual(['reducing risk fast', 'reducing guard slow'])
    expect(report!.state.reasons.map(({ code }) => code)).toEqual(['soft'])
    world.executor.scripts['risk'] = judges('halted', breach)
    const halted = await world
      .orchestrate(
        agents.map((one) => ({ ...one, runWhen: 'always' as const })),
        { phases },
      )
      .cycle()
    expect(halted!.state).toMatchObject({ state: 'halted', reasons: [{ code: 'hard', agent: 'risk' }] })
  })

  it('adds its restrictions to those before', async () => {
    const world = openWorld(['fast', 'slow'])
    const restricting = (of: string) => (call: Parameters<ReturnType<typeof judges>>[0]) =>
      call.answer({
        verdict: {
          cycleId: call.briefing.cycle.id,
          state: 'active',
          reasons: [],
          restrict: [{ symbol: of, state: 'halted', reason: of }],
        },
      })
    world.executor.scripts['risk'] = restricting('A/B')
    world.executor.scripts['guard'] = restricting('C/D')
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(report!.state.restrict.map((one) => one.symbol)).toEqual(['A/B', 'C/D'])
  })

  it('fails closed without a verdict, and says nothing more where a halt kept its agents from running', async () => {
    const world = openWorld(['risk', 'fast', 'slow'])
    world.executor.scripts['guard'] = answers()
    expect((await world.orchestrate(agents, { phases }).cycle())!.state).toMatchObject({
      state: 'halted',
      reasons: [{ code: 'no-verdict', agent: 'guard' }],
    })
    world.halts = [halt('kill-switch')]
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(report!.status).toBe('halted')
    expect(report!.state.reasons.map(({ code }) => code)).toEqual(['kill-switch'])
  })

  it('tells a kill switch that is thrown before it as that alone', async () => {
    const world = openWorld(['risk', 'slow', 'guard'])
    world.executor.scripts['fast'] = (call) => {
      world.halts = [halt('kill-switch')]
      call.answer()
    }
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(report!.status).toBe('halted')
    expect(report!.state.reasons.map(({ code, cause }) => [code, cause])).toEqual([['kill-switch', 'kill-switch']])
  })

  it('takes an agent whose need was kept from running by a halt for kept from running too', async () => {
    const world = openWorld(['fast', 'slow', 'guard'])
    world.executor.scripts['risk'] = judges('halted')
    const needing = agents.map((one) => (one.name === 'guard' ? { ...one, needs: ['fast'] } : one))
    const report = await world.orchestrate(needing, { phases }).cycle()
    expect(outcomes(report!)).toContain('guard halted (state)')
    expect(report!.status).toBe('halted')
  })

  it('is asked in every cycle, also when its agent keeps failing', async () => {
    const world = openWorld(['risk', 'fast', 'slow'])
    world.executor.scripts['guard'] = throws(new Error('down'))
    const orchestrator = world.orchestrate(agents, { phases, breaker: { failures: 1, cycles: 4 } })
    await orchestrator.cycle()
    expect(outcomes((await orchestrator.cycle())!)).toContain('guard failed (threw)')
  })

  it('that is last settles what was proposed since the last settling', async () => {
    const world = openWorld(['risk', 'slow', 'guard'])
    const last = [phase('risk', 'verdicts'), phase('slow'), phase('guard', 'verdicts')]
    await world
      .orchestrate(
        agents.filter(({ name }) => name !== 'fast'),
        { phases: last },
      )
      .cycle()
    expect(settledBy(world)).toEqual(['active risk slow', 'active guard'])
  })

  it('sees what the gates before it proposed', async () => {
    const world = openWorld(['risk', 'fast', 'slow'])
    const cycle = world.orchestrate(agents, { phases }).cycle()
    const call = await world.executor.called('guard')
    expect(Object.keys(call.briefing.proposals)).toEqual(['risk'])
    expect(call.briefing.state?.state).toBe('active')
    call.judge('active')
    await cycle
  })
})

describe('the agents of a gate', () => {
  const guards = ['a', 'b', 'c'].map((name) => agent(`guard-${name}`))
  const seenBy = async (rules: Partial<PhaseRules>) => {
    const world = openWorld(['risk'])
    const seen: string[] = []
    for (const [index, { name }] of guards.entries())
      world.executor.scripts[name] = (call) => {
        seen.push(`${name}: ${Object.keys(call.briefing.proposals).join(' ')}`)
        world.timer.setTimeout(() => call.judge('active'), (index + 1) * 1_000)
      }
    const phases = [phase('risk', 'verdicts'), phase('guard', 'verdicts', rules)]
    const cycle = world.orchestrate([risk, ...guards], { phases }).cycle()
    await world.timer.advance(10_000)
    expect((await cycle)!.state.state).toBe('active')
    return seen.toSorted()
  }

  it.each([1, 2, 3])('see nothing of each other where they are not sequential, with %i workers', async (maxWorkers) => {
    expect(await seenBy({ sequential: false, maxWorkers })).toEqual(['guard-a: risk', 'guard-b: risk', 'guard-c: risk'])
  })

  it('see those before them in a sequential phase', async () => {
    expect(await seenBy({ sequential: true, maxWorkers: 1 })).toEqual([
      'guard-a: risk',
      'guard-b: risk guard-a',
      'guard-c: risk guard-a guard-b',
    ])
  })
})

describe('a manual gate', () => {
  const phases = [phase('risk', 'verdicts'), phase('draft', 'manual', { timeoutMs: 60_000 }), phase('slow')]
  const agents = [risk, agent('draft'), agent('slow')]
  const asking = (approval: World['approval']) => {
    const world = openWorld(['risk', 'draft', 'slow'])
    world.approval = approval
    return world
  }

  it('settles what was proposed before it only when a person has approved', async () => {
    let approve: (word: true) => void = () => {}
    const asked: string[] = []
    const world = asking(({ cycle, phase: name }) => {
      asked.push(`${cycle.id} ${name}`)
      return new Promise((resolve) => (approve = resolve))
    })
    const cycle = world.orchestrate(agents, { phases }).cycle()
    await settled()
    expect(asked).toEqual(['c1 draft'])
    expect(world.settlings).toEqual([])
    approve(true)
    expect((await cycle)!.status).toBe('success')
    expect(settledBy(world)).toEqual(['active risk draft slow'])
  })

  it.each<[string, World['approval'], string]>([
    ['refuses', () => Promise.resolve('too risky'), 'draft: too risky'],
    ['cannot be asked', () => Promise.reject(new Error('no line')), 'draft: no line'],
    ['is not there', undefined, 'draft: nobody approved it in time'],
    ['says nothing in time', () => new Promise(() => {}), 'draft: nobody approved it in time'],
  ])('halts the rest of the cycle, without a latch, where a person %s', async (_claim, approval, message) => {
    const world = asking(approval)
    const cycle = world.orchestrate(agents, { phases }).cycle()
    await world.timer.advance(60_000)
    const report = await cycle
    expect(outcomes(report!)).toBe('risk success, draft success, slow halted (state)')
    expect(report!.state).toMatchObject({
      state: 'halted',
      reasons: [{ code: 'not-approved', message, cause: 'unknown' }],
    })
    expect(report!.status).toBe('failed-closed')
    expect(world.latched).toEqual([])
    expect(settledBy(world)).toEqual(['halted risk draft'])
  })

  it('has what its agents left of the timeout of its phase, and tells when nobody waits any more', async () => {
    let signal: AbortSignal | undefined
    const world = asking((_request, given) => {
      signal = given
      return new Promise(() => {})
    })
    delete world.executor.scripts['draft']
    const cycle = world.orchestrate(agents, { phases }).cycle()
    const call = await world.executor.called('draft')
    await world.timer.advance(45_000)
    call.answer()
    await world.timer.advance(14_999)
    expect(signal?.aborted).toBe(false)
    await world.timer.advance(1)
    await cycle
    expect(signal?.aborted).toBe(true)
  })

  it('tells whoever is asked of a stop, and the cycle ends with the answer', async () => {
    const world = asking(
      (_request, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
    )
    const orchestrator = world.orchestrate(agents, { phases })
    const cycle = orchestrator.cycle()
    await settled()
    orchestrator.stop()
    expect((await cycle)!).toMatchObject({ status: 'aborted', state: { reasons: [{ code: 'not-approved' }] } })
  })

  it('asks nobody while all is halted', async () => {
    const world = asking(() => Promise.reject(new Error('asked')))
    world.halts = [halt('kill-switch')]
    const report = await world.orchestrate(agents, { phases }).cycle()
    expect(report!.state.reasons.map(({ code }) => code)).toEqual(['kill-switch'])
  })
})

describe('the timeout of a phase', () => {
  const phases = [phase('risk', 'verdicts'), phase('fast', 'none', { timeoutMs: 5_000, maxWorkers: 2 }), phase('slow')]
  const agents = [risk, ...['a', 'b', 'c'].map((name) => agent(`fast-${name}`)), agent('slow')]

  it('ends what runs, skips what waits, and lets the next phase begin', async () => {
    const world = openWorld(['risk', 'fast-a', 'slow'])
    world.executor.scripts['fast-b'] = obeys
    const more = [...agents, agent('fast-d', { needs: ['fast-b'] })]
    const cycle = world.orchestrate(more, { phases }).cycle()
    await world.timer.advance(5_000)
    const report = (await Promise.race([cycle, world.timer.advance(10_000 + KILL_MS).then(() => cycle)]))!
    expect(outcomes(report)).toBe(
      'risk success, fast-a success, fast-b timeout (timeout), fast-c timeout (timeout), fast-d skipped (needs), slow success',
    )
    expect(report.runs[2]).toMatchObject({ durationMs: 5_000, failure: { message: 'the fast phase has only 5 s' } })
  })

  it('skips whoever had no place', async () => {
    const world = openWorld(['risk', 'slow'])
    world.executor.scripts['fast-a'] = obeys
    world.executor.scripts['fast-b'] = obeys
    const cycle = world.orchestrate(agents, { phases }).cycle()
    await world.timer.advance(5_000)
    expect(outcomes((await cycle)!)).toBe(
      'risk success, fast-a timeout (timeout), fast-b timeout (timeout), fast-c skipped (phase-timeout), slow success',
    )
  })

  it('leaves no retry to whom it has ended', async () => {
    const world = openWorld(['risk', 'fast-a', 'fast-c', 'slow'])
    world.executor.scripts['fast-b'] = obeys
    const cycle = world
      .orchestrate(
        agents.map((one) => ({ ...one, retries: 3 })),
        { phases },
      )
      .cycle()
    await world.timer.advance(5_000)
    await cycle
    const failed = world.events.filter(({ type }) => type === 'attempt-failed')
    expect(failed).toEqual([expect.not.objectContaining({ retryInMs: expect.anything() })])
  })

  it('ends the wait before a retry', async () => {
    const world = openWorld(['risk', 'fast-a', 'fast-c', 'slow'])
    world.executor.scripts['fast-b'] = throws(new Error('down'))
    const retrying = agents.map((one) => ({
      ...one,
      retries: 3,
      backoff: { baseMs: 4_000, multiplier: 2, maxMs: 60_000 },
    }))
    const cycle = world.orchestrate(retrying, { phases }).cycle()
    await world.timer.advance(5_000)
    const report = (await cycle)!
    expect(report.runs[2]).toMatchObject({ status: 'timeout', durationMs: 5_000, attempts: [{}, {}] })
  })

  it('leaves no alarm behind', async () => {
    const world = openWorld(['risk', 'fast-a', 'fast-b', 'fast-c', 'slow'])
    await world.orchestrate(agents, { phases }).cycle()
    expect(world.timer.pendingMs).toEqual([])
  })
})

describe('an agent that is not due', () => {
  const phases = [phase('risk', 'verdicts'), phase('fast')]

  it('is skipped, counts neither way, and takes those that need it along, with the reason', async () => {
    const world = openWorld(['risk', 'fast-a', 'fast-b'])
    const agents = [risk, agent('fast-a', { notDue: () => 'only at night' }), agent('fast-b', { needs: ['fast-a'] })]
    const report = (await world.orchestrate(agents, { phases }).cycle())!
    expect(outcomes(report)).toBe('risk success, fast-a skipped (not-due), fast-b skipped (needs)')
    expect(report.runs[2]!.failure!.message).toBe('needs fast-a, which was skipped: only at night')
    expect(report.status).toBe('success')
    expect(report.tally.agents['fast-a']).toMatchObject({ executions: 0, failures: 0, expectedDurationMs: null })
  })

  it('is judged by the cycle, the state, the health and the proposals of the moment when it would be ready', async () => {
    const world = openWorld(['risk', 'fast-a', 'fast-b'])
    world.executor.scripts['fast-a'] = answers({ data: 'news' })
    const seen: unknown[] = []
    const asking = agent('fast-b', {
      needs: [{ agent: 'fast-a', on: 'finished' }],
      notDue({ cycle, previousAsOf, state, healthOf, proposalOf }) {
        seen.push([cycle.number, previousAsOf, state.state, healthOf('fast-a'), proposalOf('fast-a')?.data])
        return undefined
      },
    })
    const orchestrator = world.orchestrate([risk, agent('fast-a'), asking], { phases })
    const first = await orchestrator.cycle()
    await orchestrator.cycle()
    expect(seen).toEqual([
      [1, undefined, 'active', 'unknown', 'news'],
      [2, first!.cycle.asOf, 'active', 'healthy', 'news'],
    ])
  })
})
