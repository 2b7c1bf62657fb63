import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Agent, Briefing, Proposal } from '../../src/agents/agent.js'
import { createInProcessExecutor } from '../../src/executors/in-process.js'
import { AttemptError } from '../../src/orchestrator/attempt-error.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { briefing } from '../support/bare-briefing.js'
import { planned } from '../support/scripted-executor.js'

/** Runs an agent that answers this, whatever an agent may answer. */
function answering(answer: unknown) {
  return running(() => answer as Proposal) // agents are other people's code: their types prove nothing
}

async function running(run: Agent['run'], cancellation = new Cancellation()) {
  const agents = new Map<string, Agent>([['mine', { name: 'mine', settings: z.unknown(), run }]])
  const assignment = { agent: planned('mine'), briefing: briefing(1), graceMs: 0 }
  return createInProcessExecutor(agents).run(assignment, cancellation)
}

async function failureOf(run: Promise<unknown>) {
  const error = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  return error instanceof AttemptError ? error.failure : error
}

describe('an agent of this process', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
  ])('that answers %s has made no proposal', async (_name, answer) => {
    expect(await failureOf(answering(answer))).toEqual({ code: 'no-proposal', message: 'mine answered nothing' })
    expect(await failureOf(answering(Promise.resolve(answer)))).toMatchObject({ code: 'no-proposal' })
  })

  it.each([
    ['NaN', Number.NaN, 'NaN'],
    ['text', 'DO NOT BUY', 'DO NOT BUY'],
    ['a list', [], 'a list of 0'],
    ['a function', () => {}, 'a function'],
    ['an empty object', {}, 'summary'],
    ['NaN among its metrics', { summary: '', metrics: { profit: Number.NaN } }, 'metrics.profit'],
    [
      'a verdict of its own making',
      { summary: '', verdict: { cycleId: 'c1', state: 'yes', reasons: [] } },
      'verdict.state',
    ],
    [
      'an order for nothing',
      { summary: '', orders: [{ symbol: 'BTC/USDT', side: 'buy', quantity: '0', reason: '' }] },
      'orders[0].quantity',
    ],
    ['an unknown key', { summary: '', order: [] }, 'order'],
    ['an instance of a class', new Date(0), 'Date'],
  ])('that answers %s has made an invalid one, and is told where', async (_name, answer, named) => {
    const failure = await failureOf(answering(answer))
    expect(failure).toMatchObject({ code: 'invalid-proposal' })
    expect(failure).toHaveProperty('message', expect.stringContaining(named))
  })

  it.each([
    ['a noop', { summary: 'nothing to do' }, true],
    ['no noop with a verdict', { summary: '', verdict: { cycleId: 'c1', state: 'active', reasons: [] } }, false],
    [
      'no noop with a signal',
      { summary: '', signals: [{ symbol: 'A/B', direction: 1, confidence: 1, reason: '' }] },
      false,
    ],
  ])('that answers validly is %s', async (_name, answer, noop) => {
    expect(await answering(answer)).toMatchObject({ proposal: answer, noop })
    expect(await answering(Promise.resolve(answer))).toMatchObject({ noop })
  })

  it('cannot change its proposal afterwards', async () => {
    const data = { level: 1 }
    const { proposal } = await answering({ summary: '', data })
    data.level = 2
    expect(proposal.data).toEqual({ level: 1 })
  })

  it('that throws, at once or later, fails with what it threw', async () => {
    const error = new Error('down')
    const throwing = () => {
      throw error
    }
    expect(await failureOf(running(throwing))).toBe(error)
    expect(await failureOf(running(() => Promise.reject(error)))).toBe(error)
  })

  it('is told what it is asked about, and when to end if it wants to know', async () => {
    const cancellation = new Cancellation()
    let heard: AbortSignal | undefined
    const briefings: Briefing[] = []
    const ending = running(async (briefing, signal) => {
      briefings.push(briefing)
      heard = signal
      return { summary: '' }
    }, cancellation)
    await ending
    expect(briefings).toEqual([briefing(1)])
    expect(heard?.aborted).toBe(false)
    cancellation.cancel(new DOMException('late', 'TimeoutError'))
    expect(heard?.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('that takes the briefing alone is given no signal', async () => {
    const given: number[] = []
    function run(this: void, _briefing: Briefing) {
      given.push(arguments.length)
      return { summary: '' }
    }
    await running(run)
    expect(given).toEqual([1])
  })

  it('keeps its own `this`', async () => {
    class Counting implements Agent {
      readonly name = 'mine'
      readonly settings = z.unknown()
      runs = 0
      run() {
        this.runs++
        return { summary: String(this.runs) }
      }
    }
    const agents = new Map<string, Agent>([['mine', new Counting()]])
    const assignment = { agent: planned('mine'), briefing: briefing(1), graceMs: 0 }
    const { proposal } = await createInProcessExecutor(agents).run(assignment, new Cancellation())
    expect(proposal.summary).toBe('1')
  })

  it('that is not there fails by its name', async () => {
    const gone = { agent: planned('gone'), briefing: briefing(1), graceMs: 0 }
    const run = () => createInProcessExecutor(new Map()).run(gone, new Cancellation())
    expect(run).toThrow('no agent "gone" in this process')
  })
})
