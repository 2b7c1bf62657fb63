/** What went wrong, and what may be hoped for. */
export interface DeliveryFailure {
  /** To try it again is of no use. */
  readonly isFinal?: boolean
  /** The service itself said so, in answer to this very message. */
  readonly isAnswer?: boolean
  /** How long the service wants to be left alone. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** A message that did not arrive; says why in words that hold no address and no secret. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly isFinal: boolean
  readonly isAnswer: boolean
  readonly retryAfterMs: number

  constructor(message: string, { isFinal = false, isAnswer = false, retryAfterMs = 0, cause }: DeliveryFailure = {}) {
    super(message, { cause })
    this.isFinal = isFinal
    this.isAnswer = isAnswer
    this.retryAfterMs = retryAfterMs
  }
}
