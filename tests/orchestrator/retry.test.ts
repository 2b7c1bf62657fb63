import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { AgentRunner } from '../../src/orchestrator/agent-run.js'
import { backoffDelayMs } from '../../src/orchestrator/backoff.js'
import type { AgentEvent } from '../../src/orchestrator/events.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import { briefing } from '../support/bare-briefing.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer, settled } from '../support/manual-timer.js'
import { answers, planned, ScriptedExecutor, throws } from '../support/scripted-executor.js'

let timer: ManualTimer
let executor: ScriptedExecutor
let events: AgentEvent[]
let runner: AgentRunner

beforeEach(() => {
  timer = new ManualTimer()
  executor = new ScriptedExecutor()
  events = []
  const clocks = { timer, calendar: new ManualCalendar(0) }
  runner = new AgentRunner({ executor, clocks, announce: (event) => void events.push(event) })
})

const run = (agent: PlannedAgent) => runner.run({ agent, graceMs: 10_000, queuedMs: 0, brief: briefing })

const patient = planned('feed', { retries: 3 })

describe('backoffDelayMs', () => {
  it('doubles from the base up to the maximum', () => {
    const backoff = { baseMs: 2_000, multiplier: 2, maxMs: 60_000 }
    const delays = [1, 2, 3, 4, 5, 6, 7, 100, 5_000].map((retry) => backoffDelayMs(backoff, retry))
    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
  })

  it('is nothing without a base, however many retries there are', () => {
    expect(backoffDelayMs({ baseMs: 0, multiplier: 10, maxMs: 60_000 }, 400)).toBe(0)
  })

  it('never exceeds the maximum and never shrinks', () => {
    const number = fc.integer({ min: 0, max: 1e6 })
    const growing = fc.double({ min: 1, max: 10, noNaN: true })
    fc.assert(
      fc.property(number, growing, number, fc.integer({ min: 1, max: 400 }), (baseMs, multiplier, maxMs, retry) => {
        const backoff = { baseMs, multiplier, maxMs }
        const delayMs = backoffDelayMs(backoff, retry)
        expect(delayMs).toBeLessThanOrEqual(maxMs)
        expect(backoffDelayMs(backoff, retry + 1)).toBeGreaterThanOrEqual(delayMs)
      }),
    )
  })
})

describe('retries', () => {
  it('wait 2, 4 and 8 s, and the run fails with the last reason', async () => {
    let failures = 0
    executor.scripts['feed'] = (call) => call.throw(new Error(`failure ${++failures}`))
    const ending = run(patient)
    for (const delayMs of [2_000, 4_000, 8_000]) {
      await settled()
      expect(timer.pendingMs).toEqual([delayMs])
      const before = executor.calls.length
      await timer.advance(delayMs - 1)
      expect(executor.calls).toHaveLength(before)
      await timer.advance(1)
      expect(executor.calls).toHaveLength(before + 1)
    }
    const record = await ending
    expect(record).toMatchObject({ status: 'failed', failure: { code: 'threw', message: 'Error: failure 4' } })
    expect(record.attempts.map(({ number, failure }) => [number, failure?.message])).toEqual([
      [1, 'Error: failure 1'],
      [2, 'Error: failure 2'],
      [3, 'Error: failure 3'],
      [4, 'Error: failure 4'],
    ])
    expect(record.durationMs).toBe(14_000)
    expect(record.proposal).toBeUndefined()
    expect(timer.pendingMs).toEqual([])
  })

  it('stop at the first success, which keeps every attempt on the record', async () => {
    const ending = run(patient)
    const first = await executor.called('feed')
    await timer.advance(500)
    first.throw(new Error('down'))
    await timer.advance(2_000)
    const second = await executor.called('feed')
    expect(second.briefing.attempt).toBe(2)
    await timer.advance(300)
    second.answer()
    const record = await ending
    expect(record).toMatchObject({ status: 'noop', durationMs: 2_800, proposal: { summary: '' } })
    expect(record.attempts).toMatchObject([
      { number: 1, durationMs: 500 },
      { number: 2, durationMs: 300 },
    ])
    expect(record.attempts[1]?.failure).toBeUndefined()
    expect(record.failure).toBeUndefined()
  })

  it('announce each failure with the delay that follows, and none after the last', async () => {
    executor.scripts['feed'] = throws(new Error('down'))
    const ending = run(planned('feed', { retries: 1 }))
    await timer.advance(2_000)
    await ending
    expect(events.flatMap((event) => (event.type === 'attempt-failed' ? [event.retryInMs] : []))).toEqual([
      2_000,
      undefined,
    ])
  })

  const hostile = new Proxy(new Error('hidden'), {
    get() {
      throw new Error('trap')
    },
    getPrototypeOf() {
      throw new Error('trap')
    },
  })

  it.each([
    ['a TypeError', new TypeError('not a function'), 'TypeError: not a function'],
    ['a fetch failure', new TypeError('fetch failed'), 'TypeError: fetch failed'],
    ['text', 'boom', 'threw "boom"'],
    ['nothing', undefined, 'threw undefined'],
    ['null', null, 'threw null'],
    ['an object', { code: 7 }, 'threw {"code":7}'],
    ['a symbol', Symbol('s'), 'threw Symbol(s)'],
    ['a bigint', 7n, 'threw something that cannot be shown'],
    ['an error that throws when it is looked at', hostile, 'threw something that cannot be shown'],
  ])('treat %s like any other failure', async (_name, thrown, message) => {
    executor.scripts['feed'] = throws(thrown)
    const ending = run(planned('feed', { retries: 1 }))
    await timer.advance(2_000)
    expect(await ending).toMatchObject({ status: 'failed', failure: { code: 'threw', message }, attempts: [{}, {}] })
  })

  it('treat an executor that throws before it returns like any other failure', async () => {
    const calls: number[] = []
    const throwing = new AgentRunner({
      executor: {
        run: ({ briefing }) => {
          calls.push(briefing.attempt)
          throw new Error('no process')
        },
      },
      clocks: { timer, calendar: new ManualCalendar(0) },
      announce() {},
    })
    const ending = throwing.run({ agent: patient, graceMs: 10, queuedMs: 0, brief: briefing })
    await timer.advance(14_000)
    expect(await ending).toMatchObject({ status: 'failed', failure: { code: 'threw', message: 'Error: no process' } })
    expect(calls).toEqual([1, 2, 3, 4])
  })

  it('keep the stack of an error', async () => {
    executor.scripts['feed'] = throws(new Error('down'))
    const { failure } = await run(planned('feed'))
    expect(failure?.stack).toContain('retry.test.ts')
  })

  it('end at once when a delay is stopped: aborted, without another attempt', async () => {
    executor.scripts['feed'] = throws(new Error('down'))
    const ending = run(patient)
    await settled()
    expect(timer.pendingMs).toEqual([2_000])
    runner.stop()
    const record = await ending
    expect(record).toMatchObject({ status: 'aborted', failure: { code: 'aborted' }, attempts: [{ number: 1 }] })
    expect(executor.calls).toHaveLength(1)
    expect(timer.pendingMs).toEqual([])
    expect(timer.now()).toBe(0)
  })

  it('leave no listener on the stop signal behind', async () => {
    let listeners = 0
    const { stopping } = runner
    const add = stopping.addEventListener.bind(stopping)
    const remove = stopping.removeEventListener.bind(stopping)
    stopping.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args))
    stopping.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args))
    executor.scripts['feed'] = throws(new Error('down'))
    const ending = run(patient)
    await settled()
    expect(listeners).toBe(1)
    await timer.advance(14_000)
    await ending
    expect(listeners).toBe(0)
  })

  it('do not happen without a policy of retries', async () => {
    executor.scripts['feed'] = throws(new Error('down'))
    expect(await run(planned('feed'))).toMatchObject({ status: 'failed', attempts: [{ number: 1 }] })
    expect(executor.calls).toHaveLength(1)
  })

  it('pass the number of the attempt to the agent', async () => {
    executor.scripts['feed'] = (call) => (call.briefing.attempt < 3 ? call.throw(new Error('down')) : answers()(call))
    const ending = run(patient)
    await timer.advance(6_000)
    expect(await ending).toMatchObject({ status: 'noop' })
    expect(executor.calls.map((call) => call.briefing.attempt)).toEqual([1, 2, 3])
  })
})
