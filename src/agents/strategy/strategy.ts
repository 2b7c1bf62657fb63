import type { OrderIntent } from '../../desk/order.js'
import { type Briefing, defineAgent, type Proposal, type Signal } from '../agent.js'
import { maxOrders } from '../proposal.js'
import { type StrategySettings, strategySettings } from './settings.js'
import { buys, type Subject, sells, targetValue } from './sizing.js'
import { readTrend, signalOf, type Trend } from './trend.js'

/** What it makes of one symbol. */
interface Decision {
  readonly symbol: string
  readonly signal?: Signal
  readonly orders: readonly OrderIntent[]
  /** Why there are no orders. */
  readonly idle?: string
}

/** Follows the trend of two averages in its own book: sized by volatility, a stop on each buy, out when the trend turns. */
export const strategy = defineAgent<StrategySettings>({
  name: 'strategy',
  description: 'EMA trend with an RSI filter, sized by volatility, a stop on each buy.',
  settings: strategySettings,
  runWhen: 'reducing',
  run: (briefing) => {
    const symbols = new Set(briefing.settings.symbols ?? Object.keys(briefing.market.symbols))
    return toProposal([...symbols].map((symbol) => decide(symbol, briefing)))
  },
})

function decide(symbol: string, briefing: Briefing<StrategySettings>): Decision {
  const { market, settings } = briefing
  const view = market.symbols[symbol]
  if (view === undefined) return { symbol, orders: [], idle: 'not in the market' }
  const { condition, last, reason, candles } = view
  if (condition !== 'listed' || last === undefined)
    return { symbol, orders: [], idle: reason === undefined ? condition : `${condition}: ${reason}` }
  const trend = readTrend(candles, market.timeframeMs, settings)
  if (trend === undefined) return { symbol, orders: [], idle: `too few candles (${candles.close.length})` }
  return { symbol, signal: signalOf(symbol, trend), ...trade({ symbol, last, trend }, briefing) }
}

/** The difference to the target in the agent's own book. */
function trade(subject: Subject, briefing: Briefing<StrategySettings>): Pick<Decision, 'orders' | 'idle'> {
  const { portfolio, settings, state } = briefing
  const { symbol, last, trend } = subject
  const held = portfolio.own.positions[symbol]?.quantity ?? 0
  const idle = (why: string) => ({ orders: [], idle: `${why}; ${trend.text}` })
  const orders = (orders: readonly OrderIntent[]) => (orders.length > 0 ? { orders } : idle('no order is possible'))

  if (trend.direction < 0) return held > 0 ? orders(sells(subject, held)) : idle('no up-trend, nothing held')
  const objection = objectionTo(trend, settings)
  if (objection !== undefined) return idle(objection)
  if (portfolio.equity === undefined) return idle('equity is unknown')

  const budget = { equity: portfolio.equity, settings }
  const target = targetValue(trend, budget)
  const difference = target - held * last
  if (Math.abs(difference) < Math.max(settings.minOrderUsd, (target * settings.minTradePercent) / 100))
    return idle('close to its target')
  if (difference < 0) return orders(sells(subject, Math.min(-difference / last, held)))
  if (state !== undefined && state.state !== 'active') return idle(`wants to buy while ${state.state}`)
  return orders(buys(subject, difference, budget))
}

function objectionTo({ direction, confidence, rsi }: Trend, settings: StrategySettings): string | undefined {
  const { minConfidence, rsiOverbought } = settings
  if (direction === 0) return 'no trend'
  if (rsi >= rsiOverbought) return `overbought: RSI is not under ${rsiOverbought}`
  if (confidence < minConfidence) return `confidence ${confidence.toFixed(2)} is under ${minConfidence}`
  return undefined
}

function toProposal(decisions: readonly Decision[]): Proposal {
  const orders = decisions.flatMap((decision) => decision.orders)
  const sales = orders.filter(({ side }) => side === 'sell')
  const purchases = orders.filter(({ side }) => side === 'buy')
  return {
    summary: decisions.map(summarise).join('. '),
    signals: decisions.flatMap(({ signal }) => signal ?? []),
    // Should there be too many, what is left out comes back in the next cycle; sales must not wait.
    orders: [...sales, ...purchases].slice(0, maxOrders),
    metrics: { symbols: decisions.length, buys: purchases.length, sells: sales.length },
    data: Object.fromEntries(decisions.flatMap(({ symbol, idle }) => (idle === undefined ? [] : [[symbol, idle]]))),
  }
}

function summarise({ symbol, orders: [first], orders, idle }: Decision): string {
  if (first === undefined) return `${symbol}: ${idle}`
  return `${symbol}: ${orders.length} × ${first.side} ${'quantity' in first ? first.quantity : first.notional}; ${first.reason}`
}
