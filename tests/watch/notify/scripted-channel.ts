import type { Channel } from '../../../src/watch/notify/channel.js'
import type { Message } from '../../../src/watch/notify/message.js'

/** A channel that does with each message what the test says, in turn, and takes all that come after. */
export class ScriptedChannel implements Channel {
  /** Every message that was tried. */
  readonly tried: string[] = []
  readonly taken: Message[] = []
  readonly #script: (() => Promise<void>)[]
  #sending = 0
  /** How many requests were under way at once, at most. */
  atOnce = 0

  constructor(script: readonly (Error | 'hangs')[] = []) {
    this.#script = script.map((step) => () => (step === 'hangs' ? new Promise(() => {}) : Promise.reject(step)))
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    this.tried.push(message.title)
    this.#sending += 1
    this.atOnce = Math.max(this.atOnce, this.#sending)
    let onAbort = () => {}
    try {
      const aborted = new Promise<never>((_resolve, reject) => {
        onAbort = () => reject(signal.reason)
        signal.addEventListener('abort', onAbort)
      })
      await Promise.race([this.#script.shift()?.() ?? Promise.resolve(), aborted])
      this.taken.push(message)
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#sending -= 1
    }
  }

  get titles(): readonly string[] {
    return this.taken.map(({ title }) => title)
  }
}
