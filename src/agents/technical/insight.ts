import type { Json } from '../agent.js'
import { significant } from '../significant.js'
import type { Indicators } from './indicators.js'
import type { TechnicalSettings } from './settings.js'
import type { TrendVote, Vote } from './votes.js'

/** What the agent makes of one symbol. */
export interface Insight {
  readonly symbol: string
  /** Price at asOf. */
  readonly last: number
  readonly indicators: Indicators
  readonly trend: TrendVote
  /** 0…1: how much there is to go by. */
  readonly sufficiency: number
}

/** An insight as other agents get it: figures of eight digits, without those that are unknown. */
export function insightData({ last, indicators, trend, sufficiency }: Insight, reason: string): Json {
  const { macd, bollinger, donchian, ...single } = indicators
  return {
    reason,
    direction: trend.direction,
    confidence: rounded(trend.confidence),
    sufficiency: rounded(sufficiency),
    votes: { ...trend.votes },
    figures: figures({
      last,
      ...single,
      distanceAtr: trend.distanceAtr,
      macd: macd?.macd,
      macdSignal: macd?.signal,
      macdHistogram: macd?.histogram,
      bollingerLower: bollinger?.lower,
      bollingerMiddle: bollinger?.middle,
      bollingerUpper: bollinger?.upper,
      bollingerWidth: bollinger?.width,
      bollingerPosition: bollinger?.position,
      donchianLowest: donchian?.lowest,
      donchianHighest: donchian?.highest,
    }),
  }
}

/** `2 of 3 votes up (MACD, EMA12/26), 0.59 ATR apart, RSI 64`. */
export function describe({ indicators, trend }: Insight, settings: TechnicalSettings): string {
  const { direction, available, agreeing, votes, distanceAtr } = trend
  const named: readonly (readonly [string, Vote])[] = [
    ['MACD', votes.macd],
    [`SMA${settings.smaFast}/${settings.smaSlow}`, votes.sma],
    [`EMA${settings.emaFast}/${settings.emaSlow}`, votes.ema],
  ]
  const agreed = named.filter(([, vote]) => vote === direction).map(([name]) => name)
  const outcome =
    available === 0
      ? 'no vote on the trend'
      : direction === 0
        ? `no trend: ${available} votes are tied`
        : `${agreeing} of ${available} votes ${direction > 0 ? 'up' : 'down'} (${agreed.join(', ')})`
  const apart = distanceAtr === undefined ? 'distance unknown' : `${distanceAtr.toFixed(2)} ATR apart`
  return `${outcome}, ${apart}, RSI ${indicators.rsi?.toFixed(0) ?? 'unknown'}`
}

function figures(all: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const known: Record<string, number> = {}
  for (const [name, value] of Object.entries(all)) if (value !== undefined) known[name] = rounded(value)
  return known
}

/** Eight significant digits: enough for any decision, and half as long as all of them. */
function rounded(value: number): number {
  return significant(value, 8)
}
