import { AttemptError, toAttemptError } from '../orchestrator/attempt-error.js'
import type { Cancellation } from '../orchestrator/cancellation.js'
import type { Answer, Assignment } from '../orchestrator/ports.js'
import type { AgentHost } from './agent-host.js'
import type { Conversation, WarmOptions } from './conversation.js'
import { farewellMs, openConversation } from './handshake.js'
import { cancelFailure } from './process-failure.js'
import { StartError } from './start-error.js'

/** Runs an agent in a process that stays for many runs: started once, and replaced when it must be. */
export function createWarmHost(options: WarmOptions): AgentHost {
  return new WarmHost(options)
}

type State =
  /** The next run starts a process: none was started yet, or the last one could not be. */
  | { readonly name: 'cold' }
  /** `opened` rejects with StartError, and comes after the end of the process before. */
  | { readonly name: 'starting'; readonly opened: Promise<Conversation> }
  | { readonly name: 'idle'; readonly conversation: Conversation }
  | { readonly name: 'running'; readonly conversation: Conversation }
  | { readonly name: 'closed' }

class WarmHost implements AgentHost {
  readonly #options: WarmOptions
  readonly #closing = new AbortController()
  #state: State = { name: 'cold' }
  #closed: Promise<void> | undefined

  constructor(options: WarmOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    if (this.#state.name === 'cold') await this.#begin()
  }

  async run(assignment: Assignment, { signal }: Cancellation): Promise<Answer> {
    const conversation = await this.#ready(signal)
    this.#become({ name: 'running', conversation })
    try {
      const answer = await conversation.run(assignment, signal)
      if (conversation.runs < this.#options.program.limits.maxRuns) this.#become({ name: 'idle', conversation })
      else this.#replace(conversation)
      return answer
    } catch (error) {
      // After a stop nothing runs any more, and the process has ended.
      if (toAttemptError(error).failure.code === 'aborted') this.#become({ name: 'cold' })
      else this.#replace(conversation)
      throw error
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** A process that waits for a run, started if there is none, but no longer than the signal allows. */
  async #ready(signal: AbortSignal): Promise<Conversation> {
    const state = this.#state
    switch (state.name) {
      case 'idle':
        if (state.conversation.isOpen) return state.conversation
        return unlessAborted(this.#begin(), signal) // it ended while nothing was asked of it
      case 'cold':
        return unlessAborted(this.#begin(), signal)
      case 'starting':
        return unlessAborted(state.opened, signal)
      case 'running':
        throw new Error('expected one run at a time')
      case 'closed':
        throw new AttemptError({ code: 'aborted', message: 'stopped with the orchestrator' })
    }
  }

  #begin(previous?: Conversation): Promise<Conversation> {
    const opened = this.#open(previous)
    this.#become({ name: 'starting', opened })
    return opened
  }

  async #open(previous: Conversation | undefined): Promise<Conversation> {
    await previous?.end(farewellMs)
    try {
      const conversation = await openConversation(this.#options, this.#closing.signal)
      this.#become({ name: 'idle', conversation })
      return conversation
    } catch (error) {
      this.#become({ name: 'cold' })
      throw error
    }
  }

  /** In the background, so that the next run finds one that is warm. */
  #replace(conversation: Conversation): void {
    if (this.#state.name === 'closed') return
    this.#begin(conversation).catch(() => {}) // a run that needs it will try again, and tell
  }

  async #close(): Promise<void> {
    const state = this.#state
    this.#state = { name: 'closed' }
    this.#closing.abort()
    if (state.name === 'starting')
      await state.opened.then(
        (conversation) => conversation.end(farewellMs),
        () => undefined, // what it had started has ended
      )
    if (state.name === 'idle' || state.name === 'running') await state.conversation.end(farewellMs)
  }

  #become(state: State): void {
    if (this.#state.name !== 'closed') this.#state = state
  }
}

/** What is being started, or why it could not be; whoever waits may go: it is started for the next then. */
function unlessAborted(opened: Promise<Conversation>, signal: AbortSignal): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new AttemptError(cancelFailure(signal.reason)))
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    opened
      .then(resolve, (error: unknown) => reject(notStarted(error)))
      .finally(() => signal.removeEventListener('abort', abort))
  })
}

function notStarted(error: unknown): unknown {
  if (!(error instanceof StartError)) return error
  return new AttemptError({ code: 'not-started', message: error.message }, { cause: error })
}
