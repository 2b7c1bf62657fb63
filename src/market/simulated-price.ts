/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the scratch column's length */
import type { Candle } from './candle-series.js'
import { hash, hashText, hashToUnit } from './hash.js'
import { createLogPrices } from './price-bridge.js'
import { createSwing } from './price-swing.js'

const MINUTE_MS = 60_000

/** Which market of all that the hash can make; with it the default seed always has a symbol in a calm climb. */
const WORLD = 29874

/** Height of a swing in the log price, as a multiple of the year's volatility. */
const SWING_HEIGHT = 0.46

/** How much of the noise's volatility is left in hourly returns, as what goes beyond an hour or two comes back. */
const HOURLY_SHARE = 0.74

/** Familiar bases start from familiar prices. */
const FAMILIAR_PRICES: Readonly<Record<string, number>> = {
  BTC: 60_000,
  ETH: 3_000,
  SOL: 150,
  BNB: 550,
  LINK: 15,
  XRP: 0.6,
  ADA: 0.45,
  DOGE: 0.15,
  AVAX: 30,
  DOT: 6,
  LTC: 80,
}

/** A made-up price that depends on seed, symbol and instant alone, and runs straight between whole minutes. */
export interface SimulatedPrice {
  /** The price at an instant, epoch ms. */
  at(instantMs: number): number
  /** The candles of whole minutes that open from `fromMs` on and before `toMs`; their range holds every price in them. */
  candles(fromMs: number, toMs: number, timeframeMs: number): Candle[]
}

/** Makes the price of a symbol: a level of its own, a swing of several days, and noise around it. */
export function createSimulatedPrice(seed: number, symbol: string): SimulatedPrice {
  const { key, swingKey, volumeKey, volatility, phase, level, turnoverPerMinute } = traitsOf(seed, symbol)
  const swing = createSwing(swingKey, phase)
  const trend = (minute: number) => Math.log(level) + SWING_HEIGHT * volatility * swing(minute)
  const logPrices = createLogPrices({ key, volatility: volatility / HOURLY_SHARE, trend })
  const scale = 10 ** decimalsOf(level)
  const round = (logPrice: number) => Math.round(Math.exp(logPrice) * scale) / scale

  return {
    at(instantMs) {
      const minute = Math.floor(instantMs / MINUTE_MS)
      const [before = 0, after = 0] = logPrices(minute, minute + 1)
      return round(before + (after - before) * (instantMs / MINUTE_MS - minute))
    },
    candles(fromMs, toMs, timeframeMs) {
      const minutes = timeframeMs / MINUTE_MS
      const fromMinute = fromMs / MINUTE_MS
      const values = logPrices(fromMinute, toMs / MINUTE_MS)
      return Array.from({ length: (toMs - fromMs) / timeframeMs }, (_, index) => {
        const { open, high, low, close } = rangeOf(values, index * minutes, (index + 1) * minutes)
        const turnover = turnoverPerMinute * minutes * (0.4 + 1.2 * hashToUnit(volumeKey, fromMinute + index * minutes))
        const volume = turnover / Math.exp(open)
        const time = fromMs + index * timeframeMs
        return { time, open: round(open), high: round(high), low: round(low), close: round(close), volume }
      })
    },
  }
}

/** Open, high, low and close of the values between two indices, both included. */
function rangeOf(values: Float64Array, from: number, to: number) {
  let high = values[from]!
  let low = high
  for (let at = from + 1; at <= to; at++) {
    const value = values[at]!
    if (value > high) high = value
    else if (value < low) low = value
  }
  return { open: values[from]!, high, low, close: values[to]! }
}

/** What sets a symbol apart, drawn by its hash. */
function traitsOf(seed: number, symbol: string) {
  const key = hashText(`${WORLD} ${seed} ${symbol}`)
  // Minutes since the epoch are positive, so that what is drawn below 0 is independent of the noise.
  const draw = (trait: number) => hashToUnit(key, -1 - trait)
  const level = FAMILIAR_PRICES[symbol.split('/', 1)[0] ?? symbol] ?? 10 ** (3 * draw(1) - 1)
  return {
    key,
    swingKey: hash(key, -9),
    volumeKey: hash(key, -1),
    level,
    volatility: 0.4 + 0.5 * draw(2),
    phase: draw(3),
    turnoverPerMinute: 10 ** (4 + 2 * draw(4)),
  }
}

/** Decimals that show a thousandth of the price or less, from 2 to 8. */
function decimalsOf(level: number): number {
  return Math.min(8, Math.max(2, 3 - Math.floor(Math.log10(level))))
}
