/** How long to wait before a retry. */
export interface Backoff {
  readonly baseMs: number
  readonly multiplier: number
  readonly maxMs: number
}

/** Delay before retry `retry` = 1, 2, 3…: min(max, base · multiplier^(retry − 1)), ms. */
export function backoffDelayMs(backoff: Backoff, retry: number): number {
  return Math.min(backoff.maxMs, backoff.baseMs * backoff.multiplier ** (retry - 1))
}
