import type { Calendar } from '../../src/orchestrator/clock.js'

interface Sleeper {
  readonly untilMs: number
  readonly wake: () => void
}

/** A wall clock that stands still until the test sets it; one that jumps goes to the end of every sleep at once. */
export class ManualCalendar implements Calendar {
  readonly #jumps: boolean
  readonly #sleepers = new Set<Sleeper>()
  #nowMs: number
  /** How long a jump overruns: the machine was suspended. */
  overrunMs = 0

  constructor(startMs: number, { jumps = false }: { readonly jumps?: boolean } = {}) {
    this.#nowMs = startMs
    this.#jumps = jumps
  }

  now(): number {
    return this.#nowMs
  }

  /** What every sleeper waits for, epoch ms. */
  get sleepingUntil(): readonly number[] {
    return [...this.#sleepers].map(({ untilMs }) => untilMs)
  }

  /** Sets the clock, forward or back, and wakes who has slept enough. */
  set(epochMs: number): void {
    this.#nowMs = epochMs
    for (const sleeper of this.#sleepers) if (sleeper.untilMs <= epochMs) sleeper.wake()
  }

  sleepUntil(untilMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (this.#jumps) {
        this.#nowMs = Math.max(this.#nowMs, untilMs) + this.overrunMs
        return resolve()
      }
      const sleeper = {
        untilMs,
        wake: () => {
          this.#sleepers.delete(sleeper)
          resolve()
        },
      }
      this.#sleepers.add(sleeper)
      signal.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        reject(signal.reason)
      })
    })
  }
}
