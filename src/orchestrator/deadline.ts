import pTimeout from 'p-timeout'
import type { Timer } from './clock.js'

/** What a deadline resolves to when it comes before the work ends. */
export const expired = Symbol('expired')

/** Waits for `work`, but no longer than `milliseconds` (at least 1) on the timer; `work` itself goes on. */
export function withDeadline<Result>(
  work: Promise<Result>,
  milliseconds: number,
  timer: Pick<Timer, 'setTimeout' | 'clearTimeout'>,
): Promise<Result | typeof expired> {
  // p-timeout makes its error, stack and all, before anything is late: a third of the cost of a short run. Nobody
  // sees that error, as the fallback stands in for it, and pTimeout returns before anything else can run.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return pTimeout<Result, typeof expired>(work, {
      milliseconds: Math.max(milliseconds, 1),
      fallback: () => expired,
      // p-timeout calls them with a callback and a delay, and hands the result of the one to the other.
      customTimers: { setTimeout: timer.setTimeout as typeof setTimeout, clearTimeout: timer.clearTimeout },
    })
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
