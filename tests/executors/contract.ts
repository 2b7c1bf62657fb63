import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Briefing, Json, Proposal } from '../../src/agents/agent.js'
import type { AgentHost } from '../../src/executors/agent-host.js'
import type { OutputLine } from '../../src/executors/output-line.js'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { toAttemptError } from '../../src/orchestrator/attempt-error.js'
import type { Answer } from '../../src/orchestrator/ports.js'
import type { Failure, FailureCode } from '../../src/orchestrator/record.js'
import { market, portfolio, symbolView } from '../support/briefing.js'
import { ManualTimer } from '../support/manual-timer.js'
import { lives } from '../support/processes.js'
import { planned } from '../support/scripted-executor.js'
import type { Task } from './children/repertoire.js'

/** What sets one executor apart from the others. */
export interface Contender {
  /** Starts nothing: the contract does. Its agent has the repertoire, and the settings `{ threshold: 0.7 }`. */
  readonly open: (onOutput: (line: Pick<OutputLine, 'text'>) => void) => Promise<AgentHost>
  /** How an error that its agent throws is known. */
  readonly throwsAs: FailureCode
  /** A thread cannot be killed: then nothing can be done about an agent that does not end. */
  readonly canKill: boolean
  /** Whether its agent learns that it was the deadline, or hears of the end only. */
  readonly tellsWhy: boolean
}

/** Registers the tests that every executor passes. */
export function describeContract(name: string, { open, throwsAs, canKill, tellsWhy }: Contender): void {
  describe(`an agent ${name}`, () => {
    let host: AgentHost
    const said = new Lines()
    beforeAll(async () => {
      host = await open((line) => said.add(line.text))
      await host.start()
    })
    beforeEach(() => said.clear())
    afterAll(() => host.close())

    const begin = (task: Task, parts: Partial<Briefing> = {}, graceMs = 10_000) => {
      const timer = new ManualTimer()
      const briefing = { ...whole, ...parts, memory: task as unknown as Json } // a task is plain data
      const assignment = { agent: planned('mine', { timeoutMs: 60_000 }), briefing, graceMs }
      const attempt = new Attempt({ executor: host, assignment, timer, onLate() {} })
      const ended = attempt.run().then(
        (answer) => answer,
        (error: unknown) => toAttemptError(error),
      )
      return { attempt, ended, expire: () => timer.advance(60_000) }
    }
    const run = async (task: Task, parts?: Partial<Briefing>): Promise<Answer | Failure> => {
      const ended = await begin(task, parts).ended
      return ended instanceof Error ? ended.failure : ended
    }
    const answer = (proposal: unknown) => run({ do: 'answer', proposal, end: true })
    const works = async () => expect(await answer({ summary: 'fine' })).toMatchObject({ noop: true })

    it('is told all of its briefing, and answers it', async () => {
      const answer = await run({ do: 'echo' }, { attempt: 2 })
      expect(answer).toMatchObject({ proposal: { summary: 'echo' } })
      const told = 'proposal' in answer ? answer.proposal.data : undefined
      expect(told).toEqual(plain({ ...whole, attempt: 2, memory: { do: 'echo' } }))
    })

    it.each<[string, Proposal, boolean]>([
      ['nothing to do', { summary: 'nothing to do', metrics: { seen: 3 } }, true],
      [
        'a verdict',
        { summary: '', verdict: { cycleId: 'c000007', state: 'halted', reasons: [{ code: 'x', message: 'ü €' }] } },
        false,
      ],
      ['an order', { summary: '', orders: [{ symbol: 'A/B', side: 'buy', quantity: '0.1', reason: '' }] }, false],
      ['a signal', { summary: '', signals: [{ symbol: 'A/B', direction: 1, confidence: 0.5, reason: '' }] }, false],
    ])('that answers %s is understood', async (_what, proposal, noop) => {
      expect(await answer(proposal)).toEqual({ ok: true, proposal, noop })
    })

    it('that throws fails with its words, and runs again', async () => {
      const failure = await run({ do: 'throw', words: 'the exchange is down' })
      expect(failure).toMatchObject({ code: throwsAs, message: expect.stringContaining('Error: the exchange is down') })
      await works()
    })

    it('that answers nothing has made no proposal, and runs again', async () => {
      expect(await run({ do: 'nothing' })).toMatchObject({ code: 'no-proposal' })
      await works()
    })

    it('that answers what is no proposal is told where, and runs again', async () => {
      const orders = [{ symbol: 'A/B', side: 'buy', quantity: '-1', reason: '' }]
      expect(await answer({ summary: '', orders })).toEqual({
        code: 'invalid-proposal',
        message:
          'orders[0].quantity: expected a positive plain decimal of at most 8 decimals, such as "0.25", got "-1"',
      })
      await works()
    })

    it('that answers NaN has made no valid proposal, and runs again', async () => {
      const message = 'metrics.profit: expected a finite number, got NaN'
      expect(await run({ do: 'nan' })).toEqual({ code: 'invalid-proposal', message })
      await works()
    })

    it('is told of its deadline, and has ended when the attempt has', async () => {
      const { ended, expire } = begin({ do: 'wait' })
      await said.next('begun')
      await expire()
      expect(await ended).toMatchObject({ failure: { code: 'timeout' }, alive: false })
      expect(await said.next('told')).toContain(tellsWhy ? 'TimeoutError' : '')
      await works()
    })

    it('is told of a stop, and has ended when the attempt has', async () => {
      const { attempt, ended } = begin({ do: 'wait' })
      await said.next('begun')
      attempt.stop()
      expect(await ended).toMatchObject({ failure: { code: 'aborted' }, alive: false })
      expect(await said.next('told')).toContain(tellsWhy ? 'AbortError' : '')
      await works()
    })

    it('that answers after its deadline has not answered, and runs again', async () => {
      const { ended, expire } = begin({ do: 'late' })
      await said.next('begun')
      await expire()
      expect(await ended).toMatchObject({ failure: { code: 'timeout' }, alive: false })
      await works()
    })

    it.runIf(canKill)('that is deaf is gone after its grace, and runs again', async () => {
      const { ended, expire } = begin({ do: 'deaf' }, {}, 100)
      const pid = Number((await said.next('begun')).split(' ')[1])
      expect(lives(pid)).toBe(true)
      await expire()
      expect(await ended).toMatchObject({ failure: { code: 'timeout' }, alive: false })
      expect(lives(pid)).toBe(false)
      await works()
    })

    it('that is stopped before it has begun is not asked for an answer', async () => {
      const { attempt, ended } = begin({ do: 'wait' })
      attempt.stop()
      expect(await ended).toMatchObject({ failure: { code: 'aborted' }, alive: false })
      await works()
    })
  })
}

const whole: Briefing = {
  cycle: { id: 'c000007', number: 7, tick: '2026-01-01T12:00:00.000Z', asOf: '2026-01-01T12:00:00.000Z' },
  attempt: 1,
  state: { state: 'active', reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' },
  settings: { threshold: 0.7 },
  market: market(symbolView('BTC/USDT', [100, 101.5, 99.25]), symbolView('ÉTH/USDT', [0.1 + 0.2, 1e-9, 3e21])),
  portfolio: portfolio(),
  proposals: { risk: { summary: 'fine', verdict: { cycleId: 'c000007', state: 'active', reasons: [] } } },
}

/** A briefing as JSON has it, its columns as lists. */
function plain(briefing: object): unknown {
  return JSON.parse(
    JSON.stringify(briefing, (_key, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value)),
  )
}

/** What was said, for those who wait for it. */
class Lines {
  readonly #lines: string[] = []
  #waiting: { readonly start: string; readonly resolve: (line: string) => void } | undefined

  clear(): void {
    this.#lines.length = 0
  }

  add(line: string): void {
    this.#lines.push(line)
    if (this.#waiting !== undefined && line.startsWith(this.#waiting.start)) this.#waiting.resolve(line)
  }

  /** The first line that begins with `start`, also if it was said already. */
  next(start: string): Promise<string> {
    return new Promise((resolve) => {
      const line = this.#lines.find((line) => line.startsWith(start))
      if (line !== undefined) resolve(line)
      this.#waiting = { start, resolve }
    })
  }
}
