import type { SymbolView } from '../../market/snapshot.js'
import { type Briefing, defineAgent, type Json, type Proposal, type Signal } from '../agent.js'
import { summarise } from '../summary.js'
import { measure } from './indicators.js'
import { describe, type Insight, insightData } from './insight.js'
import { type TechnicalSettings, technicalSettings } from './settings.js'
import { sufficiencyOf } from './sufficiency.js'
import { voteOnTrend } from './votes.js'

/** What it tells about one symbol. */
interface Finding {
  readonly symbol: string
  readonly signal?: Signal
  readonly data: Json
  readonly reason: string
}

/** Measures eleven indicators of each symbol and lets three of them vote on the trend: an insight for others, no orders. */
export const technical = defineAgent<TechnicalSettings>({
  name: 'technical',
  description: 'Eleven indicators and a vote on the trend per symbol, for other agents; no orders.',
  settings: technicalSettings,
  runWhen: 'reducing',
  run: (briefing) => {
    const symbols = new Set(briefing.settings.symbols ?? Object.keys(briefing.market.symbols))
    return toProposal([...symbols].map((symbol) => look(symbol, briefing)))
  },
})

function look(symbol: string, { market, settings }: Briefing<TechnicalSettings>): Finding {
  const view = market.symbols[symbol]
  if (view === undefined) return without(symbol, 'not in the market')
  if (view.condition !== 'listed' || view.last === undefined) return without(symbol, describeCondition(view))
  const indicators = measure(view.candles, market.timeframeMs, settings)
  const trend = voteOnTrend(indicators)
  const sufficiency = sufficiencyOf(indicators, view.candles.close.length, settings.sufficientCandles)
  return tell({ symbol, last: view.last, indicators, trend, sufficiency }, settings)
}

function without(symbol: string, reason: string): Finding {
  return { symbol, reason, data: { reason } }
}

function describeCondition({ condition, reason }: SymbolView): string {
  return reason === undefined ? condition : `${condition}: ${reason}`
}

function tell(insight: Insight, settings: TechnicalSettings): Finding {
  const { symbol, trend } = insight
  const { direction, confidence } = trend
  const reason = describe(insight, settings)
  const finding = { symbol, reason, data: insightData(insight, reason) }
  // A direction that nothing speaks for is no opinion.
  return direction === 0 || confidence === 0
    ? finding
    : { signal: { symbol, direction, confidence, reason }, ...finding }
}

function toProposal(findings: readonly Finding[]): Proposal {
  const signals = findings.flatMap(({ signal }) => signal ?? [])
  const up = signals.filter(({ direction }) => direction > 0).length
  return {
    summary: summarise(findings.map(({ symbol, reason }) => `${symbol}: ${reason}`)),
    signals,
    metrics: { symbols: findings.length, up, down: signals.length - up },
    data: Object.fromEntries(findings.map(({ symbol, data }) => [symbol, data])),
  }
}
