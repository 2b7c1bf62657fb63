import type { LastPrices } from './last-prices.js'
import type { BenchmarkFigures } from './report.js'
import { StreamingPerformance } from './streaming-performance.js'

/** What buying and holding costs. */
export interface BenchmarkOptions {
  readonly startingCash: number
  /** A fraction of the notional. */
  readonly feeRate: number
  /** By how much a fill is worse than the price, in hundredths of a percent. */
  readonly slippageBps: number
}

/** Share of its money in the market, percent: all of it, once there was anything to buy. */
export function heldExposure({ symbols }: Pick<BenchmarkFigures, 'symbols'>): number | null {
  return symbols.length === 0 ? null : 100
}

interface Holding {
  readonly symbol: string
  readonly quantity: number
}

/** Puts the same money into every symbol that has a price at the first cycle that has any, and never trades again. */
export class Benchmark {
  readonly #options: BenchmarkOptions
  readonly #prices: LastPrices
  readonly #performance: StreamingPerformance
  #holdings: readonly Holding[] = []

  constructor(options: BenchmarkOptions, prices: LastPrices) {
    this.#options = options
    this.#prices = prices
    this.#performance = new StreamingPerformance(options.startingCash)
  }

  /** Takes the prices as they stand, and gives what it is worth at them. */
  add(atMs: number): number {
    if (this.#holdings.length === 0) this.#holdings = this.#buy()
    const equity = this.#holdings.length === 0 ? this.#options.startingCash : this.#value()
    this.#performance.add(atMs, equity)
    return equity
  }

  figures(): BenchmarkFigures {
    const { startingCash, feeRate } = this.#options
    const fees = this.#holdings.length === 0 ? 0 : (startingCash * feeRate) / (1 + feeRate)
    return { ...this.#performance.figures(), symbols: this.#holdings.map(({ symbol }) => symbol), fees }
  }

  #value(): number {
    let value = 0
    for (const { symbol, quantity } of this.#holdings) value += quantity * (this.#prices.of(symbol) ?? 0)
    return value
  }

  /** Each symbol's share pays for the coins, the slippage and the fee. */
  #buy(): readonly Holding[] {
    const { startingCash, feeRate, slippageBps } = this.#options
    const priced = this.#prices.known()
    return priced.map(([symbol, price]) => {
      const cost = price * (1 + slippageBps / 10_000) * (1 + feeRate)
      return { symbol, quantity: startingCash / priced.length / cost }
    })
  }
}
