/** A leader that cannot be followed, because it is out of reach or not to be trusted; the message says why. */
export class LeaderError extends Error {
  override readonly name = 'LeaderError'
}
