import type { Briefing } from '../agents/agent.js'
import { Attempt, stopped } from './attempt.js'
import { AttemptError, toAttemptError } from './attempt-error.js'
import { type Clocks, isoTime } from './clock.js'
import type { Announce } from './events.js'
import type { PlannedAgent } from './plan.js'
import type { Answer, Executor } from './ports.js'
import type { AttemptRecord, Failure, FailureCode, RunRecord, RunStatus } from './record.js'
import { withRetries } from './retry.js'

/** What agent runs share for the life of an orchestrator. */
export interface RunnerOptions {
  readonly executor: Executor
  readonly clocks: Clocks
  readonly announce: Announce
}

/** One agent to be run. */
export interface RunRequest {
  readonly agent: PlannedAgent
  readonly graceMs: number
  readonly queuedMs: number
  readonly brief: (attempt: number) => Briefing
  /** Ends the run early, in the way that its reason, an AttemptError, says. */
  readonly cut?: AbortSignal
}

/** Runs agents: retries around deadlines around the executor. Knows which attempts live, across cycles. */
export class AgentRunner {
  readonly #options: RunnerOptions
  readonly #live = new Set<Attempt>()
  /** By agent, the last attempt that outlived its grace; the agent does not start again before that ends. */
  readonly #overdue = new Map<string, Attempt>()
  readonly #stopping = new AbortController()

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /** True once stopped: nothing starts any more. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  /** Ends every delay at once, tells every live attempt to end, and starts nothing more. */
  stop(): void {
    this.#stopping.abort(new AttemptError(stopped))
    for (const attempt of this.#live) attempt.stop()
  }

  /** Runs an agent to its terminal record; never rejects. */
  async run(request: RunRequest): Promise<RunRecord> {
    const { agent } = request
    if (this.#stopping.signal.aborted) return this.ended(agent, 'aborted', stopped)
    if (this.#overdue.get(agent.name)?.alive === true)
      return this.ended(agent, 'skipped', failure('still-running', 'its last run has not ended yet'))
    this.#overdue.delete(agent.name)
    const { clocks } = this.#options
    const startedAt = isoTime(clocks.calendar.now())
    const startedMs = clocks.timer.now()
    const attempts: AttemptRecord[] = []
    const told: Told = {}
    const record = () => ({
      agent: agent.name,
      phase: agent.phase,
      startedAt,
      queuedMs: request.queuedMs,
      durationMs: clocks.timer.now() - startedMs,
      attempts,
      ...told,
    })
    try {
      const { proposal, noop } = await this.#withRetries(request, { attempts, told })
      return this.announced({ status: noop ? 'noop' : 'success', proposal, ...record() })
    } catch (error) {
      const { failure } = toAttemptError(error)
      return this.announced({ status: statusOf(failure.code), failure, ...record() })
    }
  }

  /** The record of an agent that was not run at all. */
  ended(agent: PlannedAgent, status: RunStatus, failure: Failure): RunRecord {
    const startedAt = isoTime(this.#options.clocks.calendar.now())
    const { name, phase } = agent
    return this.announced({ agent: name, phase, status, failure, startedAt, queuedMs: 0, durationMs: 0, attempts: [] })
  }

  async #withRetries(request: RunRequest, { attempts, told }: Course): Promise<Answer> {
    const { agent, cut } = request
    const { announce, clocks } = this.#options
    const stopping = this.#stopping.signal
    let startedMs = 0
    return withRetries(
      {
        retries: agent.retries,
        backoff: agent.backoff,
        timer: clocks.timer,
        signal: cut === undefined ? stopping : AbortSignal.any([stopping, cut]),
        onFailed: ({ failure }, number, retryInMs) => {
          attempts.push({ number, durationMs: clocks.timer.now() - startedMs, failure })
          const again = retryInMs === undefined ? {} : { retryInMs }
          announce({ type: 'attempt-failed', agent: agent.name, attempt: number, failure, ...again })
        },
      },
      async (number) => {
        startedMs = clocks.timer.now()
        const briefing = () => (told.briefing = request.brief(number))
        const answer = await this.#attempt(request, number, briefing)
        attempts.push({ number, durationMs: clocks.timer.now() - startedMs })
        return answer
      },
    )
  }

  async #attempt({ agent, graceMs, cut }: RunRequest, number: number, briefing: () => Briefing): Promise<Answer> {
    const { executor, clocks, announce } = this.#options
    announce({ type: 'attempt-started', agent: agent.name, attempt: number })
    this.#stopping.signal.throwIfAborted()
    cut?.throwIfAborted()
    const attempt = new Attempt({
      executor,
      assignment: { agent, briefing: briefing(), graceMs },
      timer: clocks.timer,
      onLate: () => announce({ type: 'attempt-late', agent: agent.name, attempt: number }),
    })
    const cutShort = cut && (() => attempt.stop(toAttemptError(cut.reason).failure))
    if (cutShort !== undefined) cut?.addEventListener('abort', cutShort)
    this.#live.add(attempt)
    try {
      return await attempt.run()
    } catch (error) {
      if (error instanceof AttemptError && error.alive) this.#overdue.set(agent.name, attempt)
      throw error
    } finally {
      this.#live.delete(attempt)
      if (cutShort !== undefined) cut?.removeEventListener('abort', cutShort)
    }
  }

  /** A record that is told of. */
  announced(record: RunRecord): RunRecord {
    this.#options.announce({ type: 'run-ended', record })
    return record
  }
}

/** What the last attempt was told. */
interface Told {
  briefing?: Briefing
}

/** What a run keeps of its attempts. */
interface Course {
  readonly attempts: AttemptRecord[]
  readonly told: Told
}

/** A failure as a value. */
export function failure(code: FailureCode, message: string): Failure {
  return { code, message }
}

function statusOf(code: FailureCode): RunStatus {
  return code === 'timeout' || code === 'aborted' ? code : 'failed'
}
