import type { MarketSnapshot, SymbolView } from '../market/snapshot.js'
import { type Amount, fromNumber } from './money.js'

/** The price of a symbol, if it has one. */
export type Prices = (symbol: string) => Amount | undefined

/** A market's number as a price; undefined unless it is finite and at least the smallest amount. */
export function toPrice(number: number | undefined): Amount | undefined {
  if (number === undefined || !Number.isFinite(number)) return undefined
  const price = fromNumber(number)
  return price > 0n ? price : undefined
}

/** `last` of every symbol in a snapshot. */
export function lastPrices(market: MarketSnapshot): Prices {
  return (symbol) => toPrice(viewOf(market, symbol)?.last)
}

/** `last` of the symbols that can be trusted and traded. */
export function listedPrices(market: MarketSnapshot): Prices {
  return (symbol) => {
    const view = viewOf(market, symbol)
    return view?.condition === 'listed' ? toPrice(view.last) : undefined
  }
}

/** Prices at the instant `atMs`: `last` when the snapshot looks at that very instant, else the open of the candle that begins there. */
export function openPrices(market: MarketSnapshot, atMs: number): Prices {
  if (market.asOfMs === atMs) return lastPrices(market)
  return (symbol) => {
    const view = viewOf(market, symbol)
    return view === undefined ? undefined : toPrice(openAt(view, atMs))
  }
}

/** A symbol of a snapshot, by its own name only. */
export function viewOf(market: MarketSnapshot, symbol: string): SymbolView | undefined {
  return Object.hasOwn(market.symbols, symbol) ? market.symbols[symbol] : undefined
}

function openAt({ candles }: SymbolView, atMs: number): number | undefined {
  for (let index = candles.time.length - 1; index >= 0; index--) {
    const time = candles.time[index]
    if (time === atMs) return candles.open[index]
    if (time === undefined || time < atMs) return undefined
  }
  return undefined
}
