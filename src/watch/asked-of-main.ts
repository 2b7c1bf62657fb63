import type { Timer } from '../orchestrator/clock.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import type { MessageFromThread, OperationOutcome } from './messages.js'

/** What the main thread is to do. */
export type Ask = Omit<Extract<MessageFromThread, { type: 'ask' }>, 'type' | 'id'>

/** A main thread that is lost answers nothing any more. */
const ANSWER_MS = 10_000
/** Each is an edit of the configuration: nobody has more to ask in ten seconds. */
const MOST_WAITING = 20

/** What this thread has asked of the main thread: one after the other, as all edit the same file. */
export class AskedOfMain {
  readonly #timer: Timer
  readonly #post: (message: MessageFromThread) => void
  readonly #open = new Map<number, (outcome: OperationOutcome) => void>()
  #turn: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #lastId = 0

  constructor(timer: Timer, post: (message: MessageFromThread) => void) {
    this.#timer = timer
    this.#post = post
  }

  /** Resolves to what came of it, and never rejects: no answer within ten seconds of its turn is an outcome, too. */
  ask(ask: Ask): Promise<OperationOutcome> {
    if (this.#waiting >= MOST_WAITING) return Promise.resolve(failed('too much is asked for at once: try again later'))
    this.#waiting += 1
    const outcome = this.#turn.then(() => this.#askNow(ask)).finally(() => (this.#waiting -= 1))
    this.#turn = outcome
    return outcome
  }

  /** Takes an answer; one that comes too late is nobody's. */
  answered(id: number, outcome: OperationOutcome): void {
    this.#open.get(id)?.(outcome)
  }

  async #askNow(ask: Ask): Promise<OperationOutcome> {
    const id = ++this.#lastId
    const answer = new Promise<OperationOutcome>((resolve) => this.#open.set(id, resolve))
    try {
      this.#post({ type: 'ask', id, ...ask })
      const outcome = await withDeadline(answer, ANSWER_MS, this.#timer)
      return outcome === expired ? failed('the loop did not answer within 10 s: see whether it was done') : outcome
    } catch (error) {
      return failed(`the loop cannot be asked: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      this.#open.delete(id)
    }
  }
}

const failed = (why: string): OperationOutcome => ({ ok: false, words: [why] })
