/** The price of a symbol at a market time; undefined when it has none. */
export type Quote = (symbol: string, asOfMs: number) => number | undefined

interface Seen {
  price: number
  atMs: number
}

/** The last price of every symbol that ever had one. */
export class LastPrices {
  readonly #symbols: readonly string[]
  readonly #quote: Quote
  readonly #seen = new Map<string, Seen>()
  #asOfMs = Number.NaN

  constructor(symbols: readonly string[], quote: Quote) {
    this.#symbols = symbols
    this.#quote = quote
  }

  /** Moves on to another market time. */
  enter(asOfMs: number): void {
    this.#asOfMs = asOfMs
    for (const symbol of this.#symbols) {
      const price = this.#quote(symbol, asOfMs)
      if (price === undefined) continue
      const seen = this.#seen.get(symbol)
      if (seen === undefined) this.#seen.set(symbol, { price, atMs: asOfMs })
      else {
        seen.price = price
        seen.atMs = asOfMs
      }
    }
  }

  /** The last price that was there; undefined before the first. */
  of(symbol: string): number | undefined {
    return this.#seen.get(symbol)?.price
  }

  /** The price of this very time. */
  now(symbol: string): number | undefined {
    const seen = this.#seen.get(symbol)
    return seen?.atMs === this.#asOfMs ? seen.price : undefined
  }

  /** Every symbol that had a price by now, and the price. */
  known(): readonly (readonly [symbol: string, price: number])[] {
    return Array.from(this.#seen, ([symbol, { price }]) => [symbol, price])
  }
}
