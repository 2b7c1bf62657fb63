/** Tells wall time and waits for it; simulated in replay. */
export interface Calendar {
  /** Epoch ms. */
  now(): number
  /** Resolves at or after `epochMs`; rejects with the signal's reason when it aborts. */
  sleepUntil(epochMs: number, signal: AbortSignal): Promise<void>
}

/** Measures durations, deadlines and backoff on a monotonic clock; real in replay too. */
export interface Timer {
  /** Monotonic ms. */
  readonly now: () => number
  readonly setTimeout: (callback: () => void, delayMs: number) => unknown
  readonly clearTimeout: (handle: unknown) => void
}

/** The two clocks. */
export interface Clocks {
  readonly calendar: Calendar
  readonly timer: Timer
}

let lastIso = { epochMs: 0, text: '1970-01-01T00:00:00.000Z' }

/** An instant as ISO UTC; the last one is kept, as many records share their millisecond. */
export function isoTime(epochMs: number): string {
  if (epochMs !== lastIso.epochMs) lastIso = { epochMs, text: new Date(epochMs).toISOString() }
  return lastIso.text
}

/** Resolves after `delayMs` on `timer`; rejects with the signal's reason at once when it aborts. */
export function wait(timer: Timer, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      timer.clearTimeout(handle)
      reject(signal.reason)
    }
    const handle = timer.setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
