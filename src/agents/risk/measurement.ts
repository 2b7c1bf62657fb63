import { atr } from '../../market/indicators/atr.js'
import { barsPerDay, barsPerYear, daysPerYear } from '../../market/indicators/bars.js'
import type { MarketSnapshot, SymbolView } from '../../market/snapshot.js'
import type { Briefing } from '../agent.js'
import { type AlignedReturns, alignReturns } from './aligned-returns.js'
import { type Correlations, concentrationPercent, correlate, meanCorrelation } from './correlations.js'
import type { FigureName, Figures } from './figure.js'
import type { Account } from './gauges.js'
import { measurePerformance } from './performance.js'
import { portfolioReturns } from './portfolio-returns.js'
import { riskScore, trendOf } from './risk-score.js'
import { percentileOf, readHistory, remember, type ScoreHistory } from './score-history.js'
import type { RiskSettings } from './settings.js'
import { kellyShare, type SizeSuggestion, suggestSize } from './size-suggestions.js'
import { momentsOf } from './statistics.js'
import { valueAtRisk } from './value-at-risk.js'

/** So many symbols are correlated, held ones first: the pairs grow with the square. */
const MOST_CORRELATED = 50
const msPerHour = 3_600_000

/** What is known of one symbol. */
export interface SymbolFigures {
  /** Of equity. */
  readonly weightPercent?: number
  readonly volatilityPercent?: number
  readonly dailyVolatilityPercent?: number
  /** Price units. */
  readonly atr?: number
  readonly atrPercent?: number
}

/** All that the risk agent measures; what is not known is left out. */
export interface Measurement {
  readonly figures: Figures
  readonly symbols: ReadonlyMap<string, SymbolFigures>
  readonly correlations: Correlations
  readonly sizes: ReadonlyMap<string, SizeSuggestion>
  readonly history: ScoreHistory
  /** Nothing is held: the portfolio's risk is exactly 0. */
  readonly isIdle: boolean
}

/** Measures the account and the market that a briefing shows; a pure function of it. */
export function measureRisk(briefing: Briefing<RiskSettings>, account: Account): Measurement {
  const { market, settings, memory } = briefing
  const views = Object.values(market.symbols).filter(({ condition }) => condition !== 'absent')
  const weights = weightsOf(briefing, account)
  const returns = alignReturns(views, market.timeframeMs)
  const symbols = new Map(
    views.map((view) => [
      view.symbol,
      measureSymbol(view, { weights, returns, market, atrPeriod: settings.atrPeriod }),
    ]),
  )
  const held = views.filter(({ symbol }) => weights.has(symbol))
  const rest = views.filter(({ symbol }) => !weights.has(symbol))
  const correlated = [...held, ...rest].slice(0, MOST_CORRELATED).map(({ symbol }) => symbol)
  const correlations = correlate(correlated, returns)
  const mean = meanCorrelation(correlations)
  const score = scoreOf(views, { symbols, market, correlation: correlated.length === 1 ? 0 : mean })
  const history = remember(readHistory(memory), score, newestCandleMs(views))
  const percentile = score === undefined ? undefined : percentileOf(history, score)
  const concentration = concentrationPercent(correlations, weights)
  return {
    figures: known<FigureName>({
      atrPercent: largestAtr(weights, symbols),
      meanCorrelation: mean,
      concentrationPercent: concentration,
      drawdownHours: drawdownHours(account, market.asOfMs),
      riskScore: score,
      riskScorePercentile: percentile,
      ...portfolioFigures(weights, returns, { market, settings }),
    }),
    symbols,
    correlations,
    sizes: sizesOf(briefing, account, symbols),
    history,
    isIdle: weights.size === 0,
  }
}

/** Without the figures that are not known: nor is what prices of nothing, or no equity, make of one. */
function known<Name extends string>(figures: Readonly<Partial<Record<Name, number | undefined>>>) {
  const those: Partial<Record<Name, number>> = {}
  for (const name in figures) {
    const value = figures[name]
    if (value !== undefined && Number.isFinite(value)) those[name] = value
  }
  return those
}

/** Shares of equity, of what is held; NaN where there is none to share. */
function weightsOf({ portfolio }: Briefing<RiskSettings>, { equity }: Account): ReadonlyMap<string, number> {
  const held = Object.values(portfolio.positions).filter(({ quantity }) => quantity > 0)
  const share = (value = Number.NaN) => (equity > 0 ? value / equity : Number.NaN)
  return new Map(held.map(({ symbol, value }) => [symbol, share(value)]))
}

interface SymbolContext {
  readonly weights: ReadonlyMap<string, number>
  readonly returns: AlignedReturns
  readonly market: MarketSnapshot
  readonly atrPeriod: number
}

function measureSymbol(
  { symbol, candles, last = Number.NaN }: SymbolView,
  { weights, returns, market, atrPeriod }: SymbolContext,
): SymbolFigures {
  const own = returns.get(symbol)
  const moments = own === undefined ? undefined : momentsOf(own)
  const range = atr(candles, atrPeriod) ?? Number.NaN
  const perBar = 100 * (moments?.deviation ?? Number.NaN)
  return known<keyof SymbolFigures>({
    weightPercent: 100 * (weights.get(symbol) ?? 0),
    volatilityPercent: perBar * Math.sqrt(barsPerYear(market.timeframeMs)),
    dailyVolatilityPercent: perBar * Math.sqrt(barsPerDay(market.timeframeMs)),
    atr: range,
    atrPercent: (100 * range) / last,
  })
}

const nothingAtRisk: Figures = {
  volatilityPercent: 0,
  dailyVolatilityPercent: 0,
  valueAtRiskPercent: 0,
  conditionalValueAtRiskPercent: 0,
  parametricValueAtRiskPercent: 0,
  parametricConditionalValueAtRiskPercent: 0,
  maxDrawdownPercent: 0,
  maxDrawdownHours: 0,
}

function portfolioFigures(
  weights: ReadonlyMap<string, number>,
  returns: AlignedReturns,
  { market: { timeframeMs }, settings }: Pick<Briefing<RiskSettings>, 'market' | 'settings'>,
): Figures {
  if (weights.size === 0) return nothingAtRisk
  const portfolio = portfolioReturns(weights, returns)
  const moments = portfolio === undefined ? undefined : momentsOf(portfolio)
  if (portfolio === undefined || moments === undefined) return {}
  const barsAYear = barsPerYear(timeframeMs)
  const volatilityPercent = 100 * moments.deviation * Math.sqrt(barsAYear)
  const yardstick = { barsAYear, riskFreePercent: settings.riskFreePercent }
  const { longestDrawdownBars, ...performance } = measurePerformance(portfolio, moments, yardstick)
  return {
    volatilityPercent,
    dailyVolatilityPercent: volatilityPercent / Math.sqrt(daysPerYear),
    ...valueAtRisk(portfolio, moments, barsPerDay(timeframeMs)),
    ...performance,
    maxDrawdownHours: (longestDrawdownBars * timeframeMs) / msPerHour,
  }
}

function largestAtr(weights: ReadonlyMap<string, number>, symbols: Measurement['symbols']): number {
  const ranges = [...weights.keys()].map((symbol) => symbols.get(symbol)?.atrPercent ?? Number.NaN)
  return Math.max(0, ...ranges)
}

function drawdownHours({ equity, baselines: { highWaterMark: peak } }: Account, asOfMs: number): number | undefined {
  if (peak === undefined) return undefined
  return equity < peak.equity ? (asOfMs - Date.parse(peak.at)) / msPerHour : 0
}

function scoreOf(
  views: readonly SymbolView[],
  {
    symbols,
    market,
    correlation,
  }: Pick<Measurement, 'symbols'> & { readonly market: MarketSnapshot; readonly correlation: number | undefined },
): number | undefined {
  const trend = trendOf(views, market)
  const volatilities = [...symbols.values()].flatMap(({ volatilityPercent }) => volatilityPercent ?? [])
  if (trend === undefined || correlation === undefined || volatilities.length < views.length) return undefined
  const volatility = volatilities.reduce((sum, percent) => sum + percent / 100, 0) / volatilities.length
  const score = riskScore({ volatility, correlation, trend })
  return Number.isFinite(score) ? score : undefined
}

function newestCandleMs(views: readonly SymbolView[]): number {
  return Math.max(0, ...views.map(({ candles: { time } }) => time[time.length - 1] ?? 0))
}

function sizesOf(
  { portfolio, settings }: Briefing<RiskSettings>,
  { equity }: Account,
  symbols: Measurement['symbols'],
): Measurement['sizes'] {
  const kelly = kellyShare(portfolio.roundTrips)
  const fraction = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100)
  return new Map(
    [...symbols].map(([symbol, { volatilityPercent, dailyVolatilityPercent }]) => {
      const volatility = fraction(volatilityPercent)
      const dailyVolatility = fraction(dailyVolatilityPercent)
      return [symbol, suggestSize({ equity, symbols: symbols.size, kelly, volatility, dailyVolatility }, settings)]
    }),
  )
}
