import { DEFAULT_SUSPECT_DEVIATIONS, judgePrice } from '../market/condition.js'
import type { Candles, MarketSnapshot, MarketSource, SymbolView } from '../market/snapshot.js'

/** What a scenario does to the market; it may change between cycles. */
export interface Weather {
  /** What every price is multiplied by. */
  factor: number
  /** How old every price is, ms. */
  ageMs: number
  /** A symbol that has lost its price. */
  missing: string | undefined
}

/** A market without trouble. */
export function fairWeather(): Weather {
  return { factor: 1, ageMs: 0, missing: undefined }
}

const DAY_MS = 86_400_000
/** From one cycle to the next, so that a drill stays within a day of its market. */
const STEP_MS = 1000

/** By how much closes move up and down: so much that a fall by three quarters is not beyond belief. */
const SWING = 0.04

/**
 * A market that begins at the prices and symbols of the real one and stands still but for its weather. Its time is its
 * own: the noon of the real market's first day, and a second later with each cycle.
 */
export function stagedMarket(real: MarketSource, weather: Weather): MarketSource {
  let begun: MarketSnapshot | undefined
  const begin = (tickMs: number): MarketSnapshot => {
    begun ??= atNoon(real, tickMs)
    return begun
  }
  const lastOf = (symbol: string) => {
    const last = begun?.symbols[symbol]?.last
    return last === undefined || symbol === weather.missing ? undefined : last * weather.factor
  }
  return {
    label: real.label,
    identity: real.identity,
    symbols: real.symbols,
    nextAsOf(tickMs, previousMs) {
      const { asOfMs } = begin(tickMs)
      return previousMs === undefined ? asOfMs : previousMs + STEP_MS
    },
    snapshot(asOfMs, nowMs) {
      const { timeframeMs, symbols } = begin(nowMs)
      const views = Object.values(symbols).map((view) => [view.symbol, weathered(view, { asOfMs, weather, lastOf })])
      return { asOfMs, timeframeMs, symbols: Object.fromEntries(views) }
    },
    now: (asOfMs) => asOfMs,
    quote: lastOf,
  }
}

interface Instant {
  readonly asOfMs: number
  readonly weather: Weather
  readonly lastOf: (symbol: string) => number | undefined
}

function weathered(view: SymbolView, { asOfMs, weather, lastOf }: Instant): SymbolView {
  const { symbol, candles } = view
  if (view.last === undefined) return view
  const last = lastOf(symbol)
  if (last === undefined)
    return { symbol, condition: 'partial', reason: 'it has lost its price in this drill', candles }
  const { ageMs } = weather
  const judgement = judgePrice(candles, last, DEFAULT_SUSPECT_DEVIATIONS)
  return { symbol, candles, last, lastAtMs: asOfMs - ageMs, ageMs, ...judgement }
}

/** What the real market shows first, at noon, with candles that swing around its prices. */
function atNoon(real: MarketSource, tickMs: number): MarketSnapshot {
  const realMs = real.nextAsOf(tickMs, undefined) ?? tickMs
  const { timeframeMs, symbols } = real.snapshot(realMs, tickMs)
  const asOfMs = (Math.floor(realMs / DAY_MS) + 0.5) * DAY_MS
  const views = Object.values(symbols).map((view): [string, SymbolView] => {
    const { symbol, candles, last } = view
    if (last === undefined) return [symbol, { ...view, condition: 'absent' }]
    const endMs = Math.floor(asOfMs / timeframeMs) * timeframeMs
    return [symbol, { ...view, candles: swinging(last, { count: candles.close.length, timeframeMs, endMs }) }]
  })
  return { asOfMs, timeframeMs, symbols: Object.fromEntries(views) }
}

interface History {
  readonly count: number
  readonly timeframeMs: number
  readonly endMs: number
}

/** Candles that go up and down and close at `last`. */
function swinging(last: number, { count, timeframeMs, endMs }: History): Candles {
  const column = (valueAt: (back: number) => number) =>
    Float64Array.from({ length: count }, (_, index) => valueAt(count - index))
  const closeAt = (back: number) => last * (back % 2 === 1 ? 1 : 1 - SWING)
  return {
    time: column((back) => endMs - back * timeframeMs),
    open: column((back) => closeAt(back + 1)),
    high: column(() => last),
    low: column(() => last * (1 - SWING)),
    close: column(closeAt),
    volume: column(() => 1),
  }
}
