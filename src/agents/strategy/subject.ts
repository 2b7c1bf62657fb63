import type { Position } from '../../desk/portfolio.js'
import { atr } from '../../market/indicators/atr.js'
import { dailyVolatility } from '../../market/indicators/volatility.js'
import type { Briefing } from '../agent.js'
import { breakout } from './breakout.js'
import type { Voice } from './consensus.js'
import { meanReversion } from './mean-reversion.js'
import type { StrategySettings } from './settings.js'
import type { Sight, StrategyName, TradingStrategy } from './trading-strategy.js'
import { trend } from './trend.js'

const strategies: Readonly<Record<StrategyName, TradingStrategy>> = { trend, meanReversion, breakout }

/** A symbol that can be traded, and all that is to be known of it. */
export interface Subject {
  readonly symbol: string
  /** The price at asOf. */
  readonly last: number
  /** Average true range, price units. */
  readonly atr: number
  /** 0.02 is 2 % a day. */
  readonly dailyVolatility: number
  /** In the agent's own book. */
  readonly held: Position | undefined
  /** Of the strategies that are on and have enough candles; at least one. */
  readonly voices: readonly Voice[]
  readonly settings: StrategySettings
}

/** What a subject is read from. */
export interface Source {
  readonly briefing: Briefing<StrategySettings>
  readonly on: readonly StrategyName[]
}

/** A symbol as it is seen, and what the strategies that are on say of it; or why it cannot be traded. */
export function readSubject(symbol: string, { briefing, on }: Source): Subject | { readonly untradable: string } {
  const { market, portfolio, settings } = briefing
  const view = market.symbols[symbol]
  if (view === undefined) return { untradable: 'not in the market' }
  const { condition, last, reason, candles } = view
  if (condition !== 'listed' || last === undefined)
    return { untradable: reason === undefined ? condition : `${condition}: ${reason}` }
  const range = atr(candles, settings.atrPeriod)
  const volatility = dailyVolatility(candles.close, market.timeframeMs)
  const voices = range === undefined ? [] : hear(on, { candles, atr: range, settings })
  if (range === undefined || volatility === undefined || voices.length === 0)
    return { untradable: `too few candles (${candles.close.length})` }
  const held = portfolio.own.positions[symbol]
  return { symbol, last, atr: range, dailyVolatility: volatility, held, voices, settings }
}

function hear(on: readonly StrategyName[], sight: Sight): readonly Voice[] {
  return on.flatMap((strategy) => {
    const opinion = strategies[strategy].judge(sight)
    return opinion === undefined ? [] : [{ strategy, ...opinion }]
  })
}
