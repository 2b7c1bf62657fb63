import type { Failure } from './record.js'

/** A failed attempt whose reason is known; the only error an executor throws on purpose. */
export class AttemptError extends Error {
  override readonly name = 'AttemptError'
  readonly failure: Failure
  /** The attempt is over, but what it started could not be ended. */
  readonly alive: boolean

  constructor(failure: Failure, { alive = false, ...options }: ErrorOptions & { readonly alive?: boolean } = {}) {
    super(failure.message, options)
    this.failure = failure
    this.alive = alive
  }
}

/** Turns whatever was thrown into a failed attempt: the one place where throws become values. */
export function toAttemptError(thrown: unknown): AttemptError {
  try {
    return thrown instanceof AttemptError ? thrown : new AttemptError(toFailure(thrown), { cause: thrown })
  } catch {
    // A hostile error: looking at it throws.
    return new AttemptError({ code: 'threw', message: 'threw something that cannot be shown' }, { cause: thrown })
  }
}

function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Error)
    return {
      code: 'threw',
      message: `${thrown.name}: ${thrown.message}`,
      ...(typeof thrown.stack === 'string' ? { stack: thrown.stack } : {}),
    }
  return { code: 'threw', message: `threw ${JSON.stringify(thrown) ?? String(thrown)}` }
}
