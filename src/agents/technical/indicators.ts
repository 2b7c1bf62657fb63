import { atr } from '../../market/indicators/atr.js'
import { ema, sma } from '../../market/indicators/averages.js'
import { type Bollinger, bollinger } from '../../market/indicators/bollinger.js'
import { type Donchian, donchian } from '../../market/indicators/donchian.js'
import { type Macd, macd } from '../../market/indicators/macd.js'
import { rsi } from '../../market/indicators/rsi.js'
import { annualisedVolatility, parkinsonVolatility } from '../../market/indicators/volatility.js'
import type { Candles } from '../../market/snapshot.js'
import type { TechnicalSettings } from './settings.js'

/** The eleven indicators of one symbol, in price units but for RSI and volatilities; undefined with too few candles. */
export interface Indicators {
  readonly smaFast: number | undefined
  readonly smaSlow: number | undefined
  readonly emaFast: number | undefined
  readonly emaSlow: number | undefined
  readonly macd: Macd | undefined
  /** 0…100. */
  readonly rsi: number | undefined
  readonly atr: number | undefined
  readonly bollinger: Bollinger | undefined
  readonly donchian: Donchian | undefined
  /** A year: 0.6 is 60 %. */
  readonly volatility: number | undefined
  /** From the ranges of candles, a year: 0.6 is 60 %. */
  readonly parkinson: number | undefined
}

/** Measures all of them over the candles of the briefing. */
export function measure(candles: Candles, timeframeMs: number, settings: TechnicalSettings): Indicators {
  const { close } = candles
  return {
    smaFast: sma(close, settings.smaFast),
    smaSlow: sma(close, settings.smaSlow),
    emaFast: ema(close, settings.emaFast),
    emaSlow: ema(close, settings.emaSlow),
    macd: macd(close, { fast: settings.macdFast, slow: settings.macdSlow, signal: settings.macdSignal }),
    rsi: rsi(close, settings.rsiPeriod),
    atr: atr(candles, settings.atrPeriod),
    bollinger: bollinger(close, { period: settings.bollingerPeriod, deviations: settings.bollingerDeviations }),
    donchian: donchian(candles, settings.donchianPeriod),
    volatility: annualisedVolatility(close, timeframeMs),
    parkinson: parkinsonVolatility(candles, timeframeMs),
  }
}
