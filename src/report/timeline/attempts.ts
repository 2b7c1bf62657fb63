import type { AttemptRecord } from '../../orchestrator/record.js'
import type { PlacedAttempt, Span } from './timeline.js'

/**
 * Puts the attempts of a run in their places, the first at its beginning. A record has no delays but their sum: one is
 * exact; of several, each is taken for twice the one before, as by the default backoff they are, whatever backoff was
 * configured: where the attempts between the first and the last lie is then no more than a guess.
 */
export function placeAttempts(attempts: readonly AttemptRecord[], { beginMs, endMs }: Span): readonly PlacedAttempt[] {
  const workedMs = attempts.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const delayedMs = Math.max(0, endMs - beginMs - workedMs)
  const firstMs = delayedMs / (2 ** (attempts.length - 1) - 1)
  let atMs = beginMs
  return attempts.map((attempt, index) => {
    if (index > 0) atMs += firstMs * 2 ** (index - 1)
    const span = { beginMs: Math.min(atMs, endMs), endMs: Math.min(atMs + attempt.durationMs, endMs) }
    atMs = span.endMs
    return { attempt, ...span }
  })
}
