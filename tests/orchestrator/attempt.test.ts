import { beforeEach, describe, expect, it } from 'vitest'
import { AgentRunner } from '../../src/orchestrator/agent-run.js'
import { KILL_MS } from '../../src/orchestrator/attempt.js'
import type { AgentEvent } from '../../src/orchestrator/events.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import type { Executor } from '../../src/orchestrator/ports.js'
import { briefing } from '../support/bare-briefing.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer, settled } from '../support/manual-timer.js'
import { answer, answers, obeys, planned, type Script, ScriptedExecutor } from '../support/scripted-executor.js'

const graceMs = 10_000
/** What a minute's agent costs that neither ends nor can be killed. */
const wholeMs = 60_000 + graceMs + KILL_MS

let timer: ManualTimer
let executor: ScriptedExecutor
let events: AgentEvent[]
let runner: AgentRunner

beforeEach(() => {
  timer = new ManualTimer()
  executor = new ScriptedExecutor()
  runner = runnerOf(executor)
})

function runnerOf(executor: Executor): AgentRunner {
  events = []
  const clocks = { timer, calendar: new ManualCalendar(0) }
  return new AgentRunner({ executor, clocks, announce: (event) => void events.push(event) })
}

const run = (agent: PlannedAgent) => runner.run({ agent, graceMs, queuedMs: 0, brief: briefing })

/** An agent that is deaf, in an executor that can kill it: it ends so long after its grace. */
const killed =
  (afterMs: number): Script =>
  (call) =>
    call.signal.addEventListener('abort', () =>
      timer.setTimeout(() => call.throw(new Error('killed')), call.graceMs + afterMs),
    )
const types = () => events.map(({ type }) => type)

const slow = planned('slow', { timeoutMs: 60_000 })

describe('an attempt', () => {
  it('succeeds until the very end of its deadline', async () => {
    const ending = run(slow)
    const call = await executor.called('slow')
    await timer.advance(59_999)
    call.answer({ signals: [] })
    expect(await ending).toMatchObject({ status: 'success', durationMs: 59_999 })
    expect(timer.pendingMs).toEqual([])
  })

  it('is told at its deadline, with a TimeoutError as the reason', async () => {
    const ending = run(slow)
    const { signal } = await executor.called('slow')
    await timer.advance(59_999)
    expect(signal.aborted).toBe(false)
    await timer.advance(1)
    expect(signal.reason).toMatchObject({ name: 'TimeoutError', message: 'no answer within 60 s' })
    await timer.advance(graceMs + KILL_MS)
    expect(await ending).toMatchObject({ status: 'timeout', failure: { code: 'timeout' } })
  })

  it('finds its signal aborted also when it asks for it only after the deadline', async () => {
    const ending = run(slow)
    const call = await executor.called('slow')
    await timer.advance(wholeMs)
    await ending
    expect(call.signal.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('ends as soon as the agent does when it is told, and not after the whole grace', async () => {
    executor.scripts['slow'] = obeys
    const ending = run(slow)
    await timer.advance(60_000)
    expect(await ending).toMatchObject({ status: 'timeout', durationMs: 60_000 })
    expect(timer.pendingMs).toEqual([])
  })

  it.each([
    ['within the grace', 5_000, 65_000],
    ['after the grace', 50_000, wholeMs],
  ])('drops what is answered %s, and says so', async (_when, afterMs, durationMs) => {
    const ending = run(slow)
    const call = await executor.called('slow')
    await timer.advance(60_000 + afterMs)
    call.answer({ signals: [] })
    const record = await ending
    expect(record).toMatchObject({ status: 'timeout', durationMs })
    expect(record.proposal).toBeUndefined()
    await settled()
    expect(types()).toContain('attempt-late')
  })

  it('that ignores its signal costs its deadline, its grace and a kill, no more', async () => {
    const ending = run(slow)
    await timer.advance(wholeMs - 1)
    expect(types()).not.toContain('run-ended')
    await timer.advance(1)
    expect(await ending).toMatchObject({ status: 'timeout', durationMs: wholeMs })
  })

  it('is never followed by a retry while it lives', async () => {
    const ending = run(planned('slow', { retries: 3 }))
    await timer.advance(1_000_000)
    expect(await ending).toMatchObject({ status: 'timeout', attempts: [{ number: 1 }] })
    expect(executor.calls).toHaveLength(1)
  })

  it('is retried after a timeout once it has ended', async () => {
    executor.scripts['slow'] = (call) => (call.briefing.attempt === 1 ? obeys(call) : answers()(call))
    const ending = run(planned('slow', { retries: 1 }))
    await timer.advance(62_000)
    expect(await ending).toMatchObject({ status: 'noop', attempts: [{ failure: { code: 'timeout' } }, { number: 2 }] })
  })

  it('that is killed at the end of its grace may be retried, and its agent runs in the next cycle', async () => {
    executor.scripts['slow'] = (call) => (executor.calls.length === 1 ? killed(50)(call) : answers()(call))
    const ending = run(planned('slow', { retries: 1 }))
    await timer.advance(60_000 + graceMs + 49)
    expect(types()).not.toContain('attempt-failed')
    await timer.advance(1)
    expect(types().at(-1)).toBe('attempt-failed')
    await timer.advance(2_000)
    expect(await ending).toMatchObject({
      status: 'noop',
      durationMs: 72_050,
      attempts: [{ durationMs: 70_050, failure: { code: 'timeout' } }, { number: 2 }],
    })
    executor.scripts['slow'] = killed(50)
    const hanging = run(slow)
    await timer.advance(wholeMs)
    await hanging
    executor.scripts['slow'] = answers()
    expect(await run(slow)).toMatchObject({ status: 'noop' })
  })

  it('that cannot be killed in time is not retried', async () => {
    executor.scripts['slow'] = killed(KILL_MS + 1)
    const ending = run(planned('slow', { retries: 1 }))
    await timer.advance(1_000_000)
    expect(await ending).toMatchObject({ status: 'timeout', durationMs: wholeMs, attempts: [{ number: 1 }] })
  })

  it('tells its executor how long the grace is', async () => {
    void run(slow)
    expect((await executor.called('slow')).graceMs).toBe(graceMs)
  })

  it('has a deadline of its own in every retry', async () => {
    executor.scripts['slow'] = obeys
    const ending = run(planned('slow', { retries: 1 }))
    await timer.advance(60_000 + 2_000 + 59_999)
    expect(types()).not.toContain('run-ended')
    await timer.advance(1)
    expect(await ending).toMatchObject({ status: 'timeout', durationMs: 122_000, attempts: [{}, {}] })
  })

  it('that lives keeps its agent from starting, and lets it start again once it ended', async () => {
    const first = run(slow)
    const call = await executor.called('slow')
    await timer.advance(wholeMs)
    await first
    expect(await run(slow)).toMatchObject({ status: 'skipped', failure: { code: 'still-running' }, attempts: [] })
    expect(executor.calls).toHaveLength(1)
    call.throw(new Error('at last'))
    await settled()
    const third = run(slow)
    ;(await executor.called('slow')).answer()
    expect(await third).toMatchObject({ status: 'noop' })
  })

  it('that lives keeps no other agent from starting', async () => {
    const first = run(slow)
    await timer.advance(wholeMs)
    await first
    executor.scripts['quick'] = answers()
    expect(await run(planned('quick'))).toMatchObject({ status: 'noop' })
  })

  it('that blocks the thread past its deadline is a timeout', async () => {
    executor.scripts['slow'] = (call) => {
      timer.block(61_000)
      call.answer({ signals: [] })
    }
    const record = await run(slow)
    expect(record).toMatchObject({ status: 'timeout', durationMs: 61_000 })
    expect(record.proposal).toBeUndefined()
  })

  it('has a deadline from its start, also when it blocks the thread before it waits', async () => {
    executor.scripts['slow'] = () => timer.block(50_000)
    const ending = run(slow)
    const { signal } = await executor.called('slow')
    await timer.advance(9_999)
    expect(signal.aborted).toBe(false)
    await timer.advance(1)
    expect(signal.aborted).toBe(true)
    await timer.advance(graceMs + KILL_MS)
    expect(await ending).toMatchObject({ status: 'timeout', durationMs: wholeMs })
  })

  it('rejects nowhere unseen when it fails after its grace', async () => {
    const unseen: unknown[] = []
    const onUnseen = (error: unknown) => void unseen.push(error)
    process.on('unhandledRejection', onUnseen)
    const ending = run(slow)
    const call = await executor.called('slow')
    await timer.advance(wholeMs)
    await ending
    call.throw(new Error('late'))
    await settled()
    process.off('unhandledRejection', onUnseen)
    expect(unseen).toEqual([])
    expect(types().filter((type) => type === 'attempt-late')).toHaveLength(1)
  })
})

describe('a stop', () => {
  it('tells a live attempt, waits for it no longer than the grace, and calls it aborted', async () => {
    const ending = run(planned('slow', { retries: 3 }))
    const call = await executor.called('slow')
    await timer.advance(1_000)
    runner.stop()
    await settled()
    expect(call.signal.reason).toMatchObject({ name: 'AbortError' })
    await timer.advance(graceMs + KILL_MS - 1)
    expect(types()).not.toContain('run-ended')
    await timer.advance(1)
    expect(await ending).toMatchObject({
      status: 'aborted',
      durationMs: 1_000 + graceMs + KILL_MS,
      attempts: [{ number: 1 }],
    })
  })

  it('calls nothing late that it ended: no deadline had passed', async () => {
    executor.scripts['slow'] = obeys
    const ending = run(slow)
    await settled()
    runner.stop()
    await ending
    expect(types()).not.toContain('attempt-late')
  })

  it('drops what an agent answers to it, and announces no retry', async () => {
    const ending = run(planned('slow', { retries: 3 }))
    const call = await executor.called('slow')
    call.signal.addEventListener('abort', () => call.answer({ signals: [] }))
    runner.stop()
    const record = await ending
    expect(record.status).toBe('aborted')
    expect(record.proposal).toBeUndefined()
    expect(events.find(({ type }) => type === 'attempt-failed')).not.toHaveProperty('retryInMs')
    expect(timer.now()).toBe(0)
  })

  it('starts nothing any more', async () => {
    runner.stop()
    expect(await run(slow)).toMatchObject({ status: 'aborted', attempts: [] })
    expect(executor.calls).toEqual([])
  })

  it('can come twice', async () => {
    executor.scripts['slow'] = obeys
    const ending = run(slow)
    await settled()
    runner.stop()
    runner.stop()
    expect(await ending).toMatchObject({ status: 'aborted' })
  })

  it('reaches an attempt that is being announced', async () => {
    const announced = new AgentRunner({
      executor,
      clocks: { timer, calendar: new ManualCalendar(0) },
      announce: ({ type }) => type === 'attempt-started' && announced.stop(),
    })
    const ending = announced.run({ agent: slow, graceMs, queuedMs: 0, brief: briefing })
    await settled()
    expect(timer.pendingMs).toEqual([])
    expect(await ending).toMatchObject({ status: 'aborted' })
    expect(executor.calls).toEqual([])
  })

  it('reaches an attempt that has not returned yet', async () => {
    executor.scripts['slow'] = (call) => {
      obeys(call)
      runner.stop()
    }
    const ending = run(slow)
    await settled()
    expect(timer.pendingMs).toEqual([])
    expect(await ending).toMatchObject({ status: 'aborted', durationMs: 0 })
  })
})

describe('a run', () => {
  it.each([
    ['noop', {}],
    ['success', { orders: [] }],
  ] as const)('is a %s by what its answer says', async (status, proposal) => {
    executor.scripts['slow'] = answers(proposal)
    expect(await run(slow)).toMatchObject({ status, proposal })
  })

  it('fails when its briefing cannot be made', async () => {
    const brief = () => {
      throw new Error('no portfolio')
    }
    for (const retries of [0, 2])
      expect(await runner.run({ agent: planned('slow', { retries }), graceMs, queuedMs: 0, brief })).toMatchObject({
        status: 'failed',
        failure: { code: 'threw', message: 'Error: no portfolio' },
      })
    expect(executor.calls).toEqual([])
  })

  it('keeps the time in the queue apart from its duration', async () => {
    const ending = runner.run({ agent: slow, graceMs, queuedMs: 7_000, brief: briefing })
    const call = await executor.called('slow')
    await timer.advance(100)
    call.answer()
    expect(await ending).toMatchObject({ queuedMs: 7_000, durationMs: 100 })
  })

  it('that answers at once sets no alarm, and is a timeout or aborted all the same', async () => {
    const alarms: number[] = []
    const atOnce = (before: () => void) => {
      runner = runnerOf({
        run() {
          before()
          alarms.push(...timer.pendingMs)
          return answer()
        },
      })
      return run(slow)
    }
    expect(await atOnce(() => timer.block(60_000))).toMatchObject({ status: 'noop', durationMs: 60_000 })
    expect(await atOnce(() => timer.block(60_001))).toMatchObject({ status: 'timeout' })
    expect(await atOnce(() => runner.stop())).toMatchObject({ status: 'aborted' })
    expect([...alarms, ...timer.pendingMs]).toEqual([])
  })

  it('is announced from start to end', async () => {
    runner = runnerOf({ run: async () => answer() })
    const record = await run(slow)
    expect(events).toEqual([
      { type: 'attempt-started', agent: 'slow', attempt: 1 },
      { type: 'run-ended', record },
    ])
  })
})
