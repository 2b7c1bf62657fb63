import type { Timer } from '../../src/orchestrator/clock.js'

/** Lets everything run that waits for nothing but promises. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

interface Alarm {
  readonly dueMs: number
  readonly callback: () => void
}

/** A monotonic clock that stands still until the test moves it. */
export class ManualTimer implements Timer {
  #nowMs = 0
  #lastHandle = 0
  readonly #alarms = new Map<number, Alarm>()

  readonly now = () => this.#nowMs

  readonly setTimeout = (callback: () => void, delayMs: number): number => {
    this.#alarms.set(++this.#lastHandle, { dueMs: this.#nowMs + delayMs, callback })
    return this.#lastHandle
  }

  readonly clearTimeout = (handle: unknown): void => {
    this.#alarms.delete(Number(handle))
  }

  /** How long each alarm that is set still takes, soonest first, ms. */
  get pendingMs(): readonly number[] {
    return [...this.#alarms.values()].map(({ dueMs }) => dueMs - this.#nowMs).sort((a, b) => a - b)
  }

  /** Time passes, and no alarm can ring: something blocks the thread. */
  block(durationMs: number): void {
    this.#nowMs += durationMs
  }

  /** Rings every alarm that falls due, in order, and lets what it starts run before the next. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await settled()
    for (let next = this.#nextDue(endMs); next !== undefined; next = this.#nextDue(endMs)) {
      const [handle, { dueMs, callback }] = next
      this.#alarms.delete(handle)
      this.#nowMs = Math.max(this.#nowMs, dueMs)
      callback()
      await settled()
    }
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  #nextDue(endMs: number): [number, Alarm] | undefined {
    const due = [...this.#alarms].filter(([, { dueMs }]) => dueMs <= endMs)
    return due.sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b)[0]
  }
}
