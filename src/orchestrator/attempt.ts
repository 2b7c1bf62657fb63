import { AttemptError, toAttemptError } from './attempt-error.js'
import { Cancellation } from './cancellation.js'
import type { Timer } from './clock.js'
import { expired, withDeadline } from './deadline.js'
import type { Answer, Assignment, Executor } from './ports.js'
import type { Failure } from './record.js'

/** How long it takes to end, after its grace, what did not end by itself and can be killed. */
export const KILL_MS = 200

/** How a run ends that is stopped with everything else. */
export const stopped: Failure = { code: 'aborted', message: 'stopped with the orchestrator' }

/** What one attempt needs. */
export interface AttemptOptions {
  readonly executor: Executor
  readonly assignment: Assignment
  readonly timer: Timer
  /** Called when it ends after its deadline; what it answered is dropped. */
  readonly onLate: () => void
}

/**
 * One attempt under its own deadline. At the deadline, or when it is stopped, the agent is told by its signal and has
 * the grace to end, then the executor may kill it; nothing it answers from then on counts.
 */
export class Attempt {
  readonly #options: AttemptOptions
  readonly #cancellation = new Cancellation()
  #expire: () => void = () => {}
  /** Why it was stopped, if it was. */
  #stopped: Failure | undefined
  #alive = true

  constructor(options: AttemptOptions) {
    this.#options = options
  }

  /** False once what it started has ended; what cannot be killed may outlive its grace. */
  get alive(): boolean {
    return this.#alive
  }

  /** Ends the attempt as it is told: stopping brings its deadline forward to now. */
  stop(why: Failure = stopped): void {
    this.#stopped ??= why
    this.#expire()
  }

  /** The answer, or an AttemptError; `alive` on it tells that the agent did not end, and could not be killed. */
  async run(): Promise<Answer> {
    const { executor, assignment, timer } = this.#options
    const { timeoutMs } = assignment.agent
    const startedMs = timer.now()
    let work: Promise<Answer> | Answer
    try {
      work = executor.run(assignment, this.#cancellation)
      const answer = work instanceof Promise ? await this.#inTime(work, startedMs) : this.#stopped ? expired : work
      // Work that blocks the thread ends before its overdue timer can fire.
      if (answer !== expired && timer.now() - startedMs <= timeoutMs) return answer
    } catch (error) {
      throw toAttemptError(error)
    }
    throw await this.#end(Promise.resolve(work))
  }

  #inTime(work: Promise<Answer>, startedMs: number): Promise<Answer | typeof expired> {
    const { assignment, timer } = this.#options
    return withDeadline(work, assignment.agent.timeoutMs - (timer.now() - startedMs), {
      setTimeout: this.#startClock,
      clearTimeout: timer.clearTimeout,
    })
  }

  /** Tells the agent, waits for it no longer than the grace and a kill, and says how the attempt ended. */
  async #end(work: Promise<Answer>): Promise<AttemptError> {
    const { assignment, timer, onLate } = this.#options
    const late = `no answer within ${assignment.agent.timeoutMs / 1000} s`
    const failure: Failure = this.#stopped ?? { code: 'timeout', message: late }
    const { code, message } = failure
    this.#cancellation.cancel(new DOMException(message, code === 'timeout' ? 'TimeoutError' : 'AbortError'))
    const ended = () => {
      this.#alive = false
      if (code === 'timeout') onLate()
    }
    await withDeadline(work.then(ended, ended), assignment.graceMs + KILL_MS, timer)
    return new AttemptError(failure, { alive: this.#alive })
  }

  readonly #startClock = (expire: () => void, delayMs: number): unknown => {
    this.#expire = expire
    if (this.#stopped !== undefined) expire() // by the agent itself, before its call returned
    return this.#options.timer.setTimeout(expire, delayMs)
  }
}
