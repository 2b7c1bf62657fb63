/* oxlint-disable typescript/no-non-null-assertion -- the loop of `lastOf` stays in its bounds, `momentumOf` checks them */
import { atr } from '../../market/indicators/atr.js'
import { ema } from '../../market/indicators/averages.js'
import { bollinger } from '../../market/indicators/bollinger.js'
import { rsi } from '../../market/indicators/rsi.js'
import { dailyVolatility } from '../../market/indicators/volatility.js'
import type { Column, MarketSnapshot } from '../../market/snapshot.js'
import type { TradingSettings } from './settings.js'

/** What the candles of one symbol say. */
export interface Outlook {
  readonly symbol: string
  /** The price at asOf. */
  readonly last: number
  /** Price units; above 0. */
  readonly atr: number
  /** 0.02 is 2 % a day. */
  readonly dailyVolatility: number
  /** Fast EMA − slow EMA, in ATRs. */
  readonly trendAtr: number
  /** The last close − the one `momentumPeriod` candles before, in ATRs. */
  readonly momentumAtr: number
  /** 0 … 100. */
  readonly rsi: number
  /** 0 at the lower band, 1 at the upper, beyond them outside. */
  readonly bollingerPosition: number
  /** Volatility of the last `regimePeriod` candles over that of all. */
  readonly volatilityRatio: number
}

/** Why there is no outlook on a symbol. */
export interface NoOutlook {
  readonly symbol: string
  readonly idle: string
}

/** Reads the candles of a symbol; too few, a market that stands still, or a price that is not to be trusted give none. */
export function readOutlook(symbol: string, market: MarketSnapshot, settings: TradingSettings): Outlook | NoOutlook {
  const view = market.symbols[symbol]
  if (view === undefined) return { symbol, idle: 'not in the market' }
  const { condition, last, reason, candles } = view
  if (condition !== 'listed' || last === undefined)
    return { symbol, idle: reason === undefined ? condition : `${condition}: ${reason}` }
  const { close } = candles
  const fast = ema(close, settings.fast)
  const slow = ema(close, settings.slow)
  const range = atr(candles, settings.atrPeriod)
  const move = momentumOf(close, settings.momentumPeriod)
  const strength = rsi(close, settings.rsiPeriod)
  const bands = bollinger(close, { period: settings.bollingerPeriod, deviations: settings.bollingerDeviations })
  const volatility = dailyVolatility(close, market.timeframeMs)
  const present = dailyVolatility(lastOf(close, settings.regimePeriod + 1), market.timeframeMs)
  if (fast === undefined || slow === undefined || range === undefined || move === undefined)
    return tooFew(symbol, close)
  if (strength === undefined || bands === undefined || volatility === undefined || present === undefined)
    return tooFew(symbol, close)
  if (range === 0 || volatility === 0) return { symbol, idle: 'its price does not move' }
  return {
    symbol,
    last,
    atr: range,
    dailyVolatility: volatility,
    trendAtr: (fast - slow) / range,
    momentumAtr: move / range,
    rsi: strength,
    bollingerPosition: bands.position,
    volatilityRatio: present / volatility,
  }
}

function tooFew(symbol: string, { length }: Column): NoOutlook {
  return { symbol, idle: `too few candles (${length})` }
}

function momentumOf(close: Column, period: number): number | undefined {
  const { length } = close
  return length <= period ? undefined : close[length - 1]! - close[length - 1 - period]!
}

function lastOf(column: Column, count: number): Column {
  const from = Math.max(column.length - count, 0)
  const values = new Float64Array(column.length - from)
  for (let i = 0; i < values.length; i++) values[i] = column[from + i]!
  return values
}
