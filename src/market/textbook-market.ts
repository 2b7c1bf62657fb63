import type { Candles, MarketSnapshot, SymbolView } from './snapshot.js'

/** The markets that every agent should have an answer to. */
export const textbookNames = ['rising', 'crash', 'flat', 'stale', 'thirty-bars'] as const

export type TextbookName = (typeof textbookNames)[number]

/** Whose candles are made up. */
export interface TextbookOptions {
  readonly symbols?: readonly string[]
}

/** A position that was bought before the market is looked at. */
export interface TextbookHolding {
  readonly symbol: string
  /** Base currency. */
  readonly quantity: number
  readonly price: number
  /** Epoch ms. */
  readonly boughtAtMs: number
}

/** Where every textbook market is looked at, epoch ms. */
export const TEXTBOOK_AS_OF_MS = Date.UTC(2026, 0, 15, 12)

const HOUR_MS = 3_600_000
const BARS = 200
/** The part of a crash that falls. */
const FALLING_BARS = 24
const STALE_MS = 6 * HOUR_MS

/** What the first candle opens at. */
const PRICES: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 3000, SOL: 150 }
const OTHER_PRICE = 100

/** Price `index` candles after the first open, as a multiple of that. */
type Shape = (index: number) => number

const rising: Shape = (index) => 1.0015 ** index * (1 + 0.006 * Math.sin(0.9 * index))

const shapes: Readonly<Record<TextbookName, Shape>> = {
  rising,
  crash: (index) => rising(Math.min(index, BARS - FALLING_BARS)) * 0.982 ** Math.max(0, index - BARS + FALLING_BARS),
  flat: () => 1,
  stale: rising,
  'thirty-bars': rising,
}

/**
 * One of five hourly markets, the same each time: it rises by a third in 200 candles with a small wave; it does, then
 * loses a third in a day; it never moves at all; its last price is six hours old, and its last symbol, if it has
 * several, has none; it has been listed for thirty candles.
 */
export function textbookMarket(
  name: TextbookName,
  { symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'] }: TextbookOptions = {},
): MarketSnapshot {
  const views = symbols.map((symbol, index): [string, SymbolView] => {
    const view = viewOf(symbol, name)
    const isPartial = name === 'stale' && index > 0 && index === symbols.length - 1
    return [symbol, isPartial ? withoutPrice(view) : view]
  })
  return { asOfMs: TEXTBOOK_AS_OF_MS, timeframeMs: HOUR_MS, symbols: Object.fromEntries(views) }
}

/** In the crash the first symbol is held, bought for about `worth` at the last open before the fall; else nothing is. */
export function textbookHolding(
  name: TextbookName,
  { symbols }: Pick<MarketSnapshot, 'symbols'>,
  worth: number,
): TextbookHolding | undefined {
  const [first] = Object.values(symbols)
  const index = BARS - FALLING_BARS
  const price = first?.candles.open[index]
  const boughtAtMs = first?.candles.time[index]
  if (name !== 'crash' || first === undefined || price === undefined || boughtAtMs === undefined) return undefined
  return { symbol: first.symbol, quantity: Number((worth / price).toFixed(6)), price, boughtAtMs }
}

function viewOf(symbol: string, name: TextbookName): SymbolView {
  const ageMs = name === 'stale' ? STALE_MS : 0
  const lastAtMs = TEXTBOOK_AS_OF_MS - ageMs
  const candles = candlesOf(symbol, { shape: shapes[name], count: name === 'thirty-bars' ? 30 : BARS, endMs: lastAtMs })
  const last = candles.close[candles.close.length - 1] ?? 0 // there are thirty at least
  return { symbol, condition: 'listed', candles, last, lastAtMs, ageMs }
}

function withoutPrice({ symbol, candles }: SymbolView): SymbolView {
  return { symbol, condition: 'partial', reason: 'it lacks the candles of the last six hours', candles }
}

/** Candles that each open where the one before closed; the last one closes at `endMs`. */
function candlesOf(
  symbol: string,
  { shape, count, endMs }: { readonly shape: Shape; readonly count: number; readonly endMs: number },
): Candles {
  const first = PRICES[symbol.split('/')[0] ?? ''] ?? OTHER_PRICE
  const edges = Array.from({ length: count + 1 }, (_, index) => Number((first * shape(index)).toFixed(4)))
  const column = (value: (open: number, close: number, index: number) => number) =>
    Float64Array.from({ length: count }, (_, index) => value(edges[index] ?? 0, edges[index + 1] ?? 0, index))
  const wick = (price: number, share: number) => Number((price * share).toFixed(4))
  const isFlat = shape === shapes.flat
  return {
    time: column((_open, _close, index) => endMs - (count - index) * HOUR_MS),
    open: column((open) => open),
    high: column((open, close) => (isFlat ? close : wick(Math.max(open, close), 1.001))),
    low: column((open, close) => (isFlat ? close : wick(Math.min(open, close), 0.999))),
    close: column((_open, close) => close),
    volume: column((_open, _close, index) => 10 + (index % 7)),
  }
}
