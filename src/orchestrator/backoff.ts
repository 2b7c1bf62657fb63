/** How long to wait before a retry. */
export interface Backoff {
  readonly baseMs: number
  readonly multiplier: number
  readonly maxMs: number
}

/** Delay before retry `retry` = 1, 2, 3…: min(max, base · multiplier^(retry − 1)), ms. */
export function backoffDelayMs(backoff: Backoff, retry: number): number {
  const factor = Math.min(backoff.multiplier ** (retry - 1), Number.MAX_VALUE) // 0 · Infinity is not a number
  return Math.min(backoff.maxMs, backoff.baseMs * factor)
}
