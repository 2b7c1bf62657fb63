import pRetry from 'p-retry'
import { AttemptError } from './attempt-error.js'
import { type Backoff, backoffDelayMs } from './backoff.js'
import { type Timer, wait } from './clock.js'

/** How often and how patiently to try again. */
export interface RetryPolicy {
  readonly retries: number
  readonly backoff: Backoff
  readonly timer: Timer
  /** Ends a delay at once; its reason becomes the error. */
  readonly signal: AbortSignal
  /** Called before the delay, or without one after the last attempt. */
  readonly onFailed: (error: AttemptError, attempt: number, retryInMs?: number) => void
}

/**
 * Runs `attempt` until it succeeds or the policy is exhausted, and rejects with the last AttemptError. `attempt` may
 * throw nothing but AttemptError. The delays are real only if the timer is: p-retry itself never waits here.
 */
export async function withRetries<Result>(
  policy: RetryPolicy,
  attempt: (number: number) => Promise<Result>,
): Promise<Result> {
  // p-retry costs more than the rest of a run together: it comes in when the first attempt has failed.
  const first = attempt(1)
  try {
    return await first
  } catch {
    return pRetry((number) => (number === 1 ? first : attempt(number)), {
      retries: policy.retries,
      minTimeout: 0,
      shouldRetry: ({ error }) => mayRetry(error, policy.signal),
      async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
        if (!(error instanceof AttemptError)) throw error
        if (retriesLeft === 0 || !mayRetry(error, policy.signal)) return policy.onFailed(error, attemptNumber)
        const delayMs = backoffDelayMs(policy.backoff, attemptNumber)
        policy.onFailed(error, attemptNumber, delayMs)
        await wait(policy.timer, delayMs, policy.signal)
      },
    })
  }
}

/** No attempt starts while an earlier one lives, nor after a stop. */
function mayRetry(error: Error, { aborted }: AbortSignal): boolean {
  return error instanceof AttemptError && !error.alive && !aborted && error.failure.code !== 'aborted'
}
