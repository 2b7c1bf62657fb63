import { backoffDelayMs } from '../../orchestrator/backoff.js'
import type { Timer } from '../../orchestrator/clock.js'
import { counted, duration } from '../../report/figures.js'
import { Allowance } from './allowance.js'
import type { Channel } from './channel.js'
import { DeliveryError } from './delivery-error.js'
import type { Message } from './message.js'
import { nextToDrop } from './next-to-drop.js'
import { Unsaid } from './unsaid.js'

/** What the messages of one channel are sent with. */
export interface OutboxOptions {
  /** Of the channel, as the configuration calls it. */
  readonly name: string
  readonly channel: Channel
  readonly timer: Timer
  readonly maxPerHour: number
  readonly say: (text: string) => void
  /** The message that tells of what was not sent one by one. */
  readonly summary: (unsaid: Unsaid) => Message
}

interface Waiting {
  readonly message: Message
  readonly sinceMs: number
  /** How often the service itself has refused it. */
  refusals: number
}

const BACKOFF = { baseMs: 1000, multiplier: 2, maxMs: 300_000 } as const
const MOST_WAITING = 1000
const OLDEST_MS = 24 * 3_600_000
/** A message that a living service fails at so often holds up the others no longer. */
const MOST_REFUSALS = 20

/**
 * Sends the messages of one channel in their order, one request at a time, and tries again what may arrive later. Beyond
 * what the channel may be told in an hour it counts, and tells in one message when there is room.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #allowance: Allowance
  readonly #waiting: Waiting[] = []
  readonly #ended = new AbortController()
  #unsaid = new Unsaid()
  #working: Promise<void> | undefined
  #isWorking = false
  #wake = () => {}
  #alarm: unknown
  /** Since the first of the failures that no success has followed. */
  #failingSinceMs: number | undefined
  #failures = 0
  #isClosing = false

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#allowance = new Allowance(options.maxPerHour, options.timer.now)
  }

  put(message: Message): void {
    if (this.#isClosing) return
    this.#waiting.push({ message, sinceMs: this.#options.timer.now(), refusals: 0 })
    if (this.#waiting.length > MOST_WAITING) this.#drop(nextToDrop(this.#waiting))
    this.#begin()
  }

  /** Sends what waits, without long delays, until the signal aborts or a channel that was failing fails again. */
  async close(signal: AbortSignal): Promise<void> {
    this.#isClosing = true
    const end = () => {
      this.#ended.abort()
      this.#wake()
    }
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    this.#wake()
    this.#begin()
    await this.#working
    signal.removeEventListener('abort', end)
    this.#options.timer.clearTimeout(this.#alarm)
    const left = this.#waiting.length + this.#unsaid.size
    if (left > 0) this.#say(`${counted(left, 'message')} could not be delivered before the end`)
  }

  #begin(): void {
    if (this.#isWorking) return
    this.#isWorking = true
    this.#working = this.#work()
  }

  async #work(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const next = this.#next()
      if (next === undefined) break
      const delayMs = await this.#send(next)
      if (delayMs > 0 && !this.#ended.signal.aborted) await this.#pause(delayMs)
    }
    this.#isWorking = false
  }

  /** What is to be sent now; what there is no room for is counted, and a summary of it told when there is. */
  #next(): Waiting | undefined {
    const { timer, summary } = this.#options
    for (let [head] = this.#waiting; head !== undefined; [head] = this.#waiting) {
      const isOld = timer.now() - head.sinceMs > OLDEST_MS
      if (!isOld && this.#allowance.roomInMs(head.message.severity) === 0) break
      this.#drop(0)
    }
    if (this.#unsaid.size > 0 && this.#failingSinceMs === undefined) {
      const roomInMs = this.#isClosing ? 0 : this.#allowance.roomInMs(this.#unsaid.severity)
      if (roomInMs === 0) {
        this.#waiting.unshift({ message: summary(this.#unsaid), sinceMs: timer.now(), refusals: 0 })
        this.#unsaid = new Unsaid()
      } else this.#beginIn(roomInMs)
    }
    return this.#waiting[0]
  }

  #beginIn(delayMs: number): void {
    const { timer } = this.#options
    timer.clearTimeout(this.#alarm)
    this.#alarm = timer.setTimeout(() => this.#begin(), delayMs)
  }

  /** How long to wait before the next. */
  async #send(next: Waiting): Promise<number> {
    const { channel } = this.#options
    try {
      await channel.send(next.message, this.#ended.signal)
    } catch (error) {
      return this.#ended.signal.aborted ? 0 : this.#failed(next, error)
    }
    this.#remove(next)
    this.#allowance.take(next.message.severity)
    this.#succeeded()
    return 0
  }

  #failed(next: Waiting, error: unknown): number {
    const wasFailing = this.#failingSinceMs !== undefined
    const failure = error instanceof DeliveryError ? error : unexpected(error)
    if (failure.isAnswer) next.refusals += 1
    const isLost = failure.isFinal || next.refusals >= MOST_REFUSALS
    if (!wasFailing) {
      this.#failingSinceMs = this.#options.timer.now()
      this.#say(`${failure.message}; ${isLost ? 'the message is dropped' : 'it is tried again, and trading goes on'}`)
    }
    this.#failures += 1
    if (isLost) {
      this.#drop(this.#waiting.indexOf(next))
      this.#allowance.take(next.message.severity) // services shut out who asks them in vain too often
    }
    if (wasFailing && this.#isClosing) this.#ended.abort()
    return isLost ? 0 : Math.max(backoffDelayMs(BACKOFF, this.#failures), failure.retryAfterMs)
  }

  #succeeded(): void {
    const sinceMs = this.#failingSinceMs
    this.#failures = 0
    this.#failingSinceMs = undefined
    if (sinceMs !== undefined) this.#say(`works again, after ${duration(this.#options.timer.now() - sinceMs)}`)
  }

  /** One is not sent: it is counted. */
  #drop(index: number): void {
    const [dropped] = this.#waiting.splice(index, 1)
    if (dropped !== undefined) this.#unsaid.add(dropped.message)
  }

  #remove(sent: Waiting): void {
    const index = this.#waiting.indexOf(sent) // it may have been dropped meanwhile
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  #pause(delayMs: number): Promise<void> {
    const { timer } = this.#options
    return new Promise((resolve) => {
      const alarm = timer.setTimeout(resolve, delayMs)
      this.#wake = () => {
        timer.clearTimeout(alarm)
        resolve()
      }
    })
  }

  #say(words: string): void {
    this.#options.say(`notify ${this.#options.name}: ${words}`)
  }
}

function unexpected(error: unknown): DeliveryError {
  const { name } = error instanceof Error ? error : new Error(String(error))
  return new DeliveryError(`it failed unexpectedly (${name})`, { isFinal: true, cause: error })
}
