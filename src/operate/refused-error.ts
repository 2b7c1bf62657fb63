/** What a person asks for is not done; the message says why, and what to do instead. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** `halted`: nothing is sent now; `not-held`: there is nothing to do it to. */
  readonly why: 'halted' | 'not-held'

  constructor(why: RefusedError['why'], message: string) {
    super(message)
    this.why = why
  }
}
