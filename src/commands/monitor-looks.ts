import { type Clocks, wait } from '../orchestrator/clock.js'
import type { Shown, Sight, Unseen } from '../report/monitor/sight.js'
import { type MonitorSource, UnseenError } from './monitor-source.js'

/** Looks at a system again and again, and remembers what was seen last when there is nothing to see. */
export class Looks {
  readonly #source: MonitorSource
  readonly #clocks: Clocks
  #sight: Sight | undefined
  /** By the timer. */
  #seenMs = 0
  #unseen: Unseen | undefined

  constructor(source: MonitorSource, clocks: Clocks) {
    this.#source = source
    this.#clocks = clocks
  }

  /** Looks every `intervalMs`, and tells after each look, until the signal aborts. */
  async every(intervalMs: number, looked: () => void, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#look(signal)
        looked()
        await wait(this.#clocks.timer, intervalMs, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    try {
      this.#sight = await this.#source.look(signal)
      this.#seenMs = this.#clocks.timer.now()
      this.#unseen = undefined
    } catch (error) {
      if (!(error instanceof UnseenError)) throw error
      const sinceMs = this.#unseen?.sinceMs ?? this.#clocks.calendar.now()
      this.#unseen = { words: error.message, sinceMs }
    }
  }

  /** What is known now. The clock of a system that is not seen stands still. */
  shown(): Shown {
    const ageMs = this.#sight === undefined ? 0 : this.#clocks.timer.now() - this.#seenMs
    const sinceLookMs = this.#unseen === undefined ? ageMs : 0
    return {
      name: this.#source.name,
      sight: this.#sight,
      nowMs: (this.#sight?.live.nowMs ?? this.#clocks.calendar.now()) + sinceLookMs,
      ageMs,
      unseen: this.#unseen,
    }
  }
}
