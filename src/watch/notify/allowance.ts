import type { Severity } from '../../config/watch-schema.js'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const MOST_CRITICAL_PER_MINUTE = 10

/** How much one channel may still be told: so much an hour, but what is critical always, up to ten a minute. */
export class Allowance {
  readonly #now: () => number
  readonly #maxPerHour: number
  /** When messages were sent, oldest first. */
  readonly #sent: number[] = []
  readonly #critical: number[] = []

  constructor(maxPerHour: number, now: () => number) {
    this.#maxPerHour = maxPerHour
    this.#now = now
  }

  /** When there is room for one that is so pressing, ms; 0: now. */
  roomInMs(severity: Severity): number {
    const nowMs = this.#now()
    const [list, most, spanMs] =
      severity === 'critical'
        ? [this.#critical, MOST_CRITICAL_PER_MINUTE, MINUTE_MS]
        : [this.#sent, this.#maxPerHour, HOUR_MS]
    forget(list, nowMs - spanMs)
    const oldest = list[list.length - most]
    return oldest === undefined ? 0 : Math.max(0, oldest + spanMs - nowMs)
  }

  /** One was sent. */
  take(severity: Severity): void {
    const nowMs = this.#now()
    forget(this.#sent, nowMs - HOUR_MS)
    this.#sent.push(nowMs)
    if (severity === 'critical') this.#critical.push(nowMs)
  }
}

function forget(list: number[], untilMs: number): void {
  const kept = list.findIndex((atMs) => atMs > untilMs)
  list.splice(0, kept === -1 ? list.length : kept)
}
