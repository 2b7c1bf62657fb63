/** Bad market data: where it is (file, or file:line), what was expected there, and what was found. */
export class MarketDataError extends Error {
  override readonly name = 'MarketDataError'

  constructor(place: string, expected: string, got: string, options?: ErrorOptions) {
    super(`${place}: expected ${expected}, got ${got}`, options)
  }
}
