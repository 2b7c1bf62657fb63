/** A source that gives no headlines; the message says why. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}
