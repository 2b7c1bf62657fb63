import type { OrderIntent } from '../../desk/order.js'
import type { Briefing } from '../agent.js'
import { createHoldings, type Holdings } from '../sizing.js'
import { type Leader, sum } from './leader.js'
import type { CopybotSettings } from './settings.js'

/** What it makes of one symbol. */
export interface Decision {
  readonly symbol: string
  readonly orders: readonly OrderIntent[]
  /** Why there are no orders. */
  readonly idle?: string
}

type Told = Briefing<CopybotSettings>

/** Brings the own book to where the leader's is, symbol by symbol: the leader's, what is held, then the market's others. */
export function follow(leader: Leader, briefing: Told): readonly Decision[] {
  const holdings = createHoldings(briefing, briefing.settings)
  return symbolsOf(leader, briefing).map((symbol) => ({ symbol, ...trade(symbol, leader, { briefing, holdings }) }))
}

/** Leaves every symbol alone, for one reason. */
export function waitWith(leader: Leader, briefing: Told, idle: string): readonly Decision[] {
  return symbolsOf(leader, briefing).map((symbol) => ({ symbol, orders: [], idle }))
}

function symbolsOf({ weights }: Leader, { portfolio, market }: Told): readonly string[] {
  const all = [weights, portfolio.own.positions, market.symbols].flatMap((bySymbol) => Object.keys(bySymbol))
  return [...new Set(all)]
}

interface Trading {
  readonly briefing: Told
  readonly holdings: Holdings
}

function trade(symbol: string, leader: Leader, { briefing, holdings }: Trading): Omit<Decision, 'symbol'> {
  const { market, portfolio } = briefing
  const view = market.symbols[symbol]
  const weight = leader.weights[symbol] ?? 0
  const share = `the leader holds ${percent(weight)} %`
  if (view === undefined) return { orders: [], idle: `not in the market; ${share}` }
  const { condition, last, reason: why } = view
  if (condition !== 'listed' || last === undefined)
    return { orders: [], idle: why === undefined ? condition : `${condition}: ${why}` }
  if (weight === 0) {
    const closed = holdings.close({ symbol, reason: share })
    return closed.orders.length > 0 ? closed : { orders: [], idle: `${closed.idle}; ${share}` }
  }
  const target = targetValue(weight, leader, briefing)
  const value = (portfolio.own.positions[symbol]?.quantity ?? 0) * last
  const reason = `${share}: target ${target.toFixed(2)}, held ${value.toFixed(2)} ${portfolio.quote}`
  const sized = holdings.hold({ symbol, last, target, reason })
  return sized.orders.length > 0 ? sized : { orders: [], idle: `${sized.idle}; ${reason}` }
}

/** budget · weight · scale, at most the largest position; FORMULAS, "Copying"; quote currency, 0 when equity is unknown. */
function targetValue(weight: number, { weights }: Leader, { portfolio, settings }: Told): number {
  const { budgetPercent, scale, maxPositionPercent } = settings
  const share = weight * Math.min(scale, 1 / sum(weights)) // all of them together take the budget at most
  return ((portfolio.equity ?? 0) * Math.min(budgetPercent * share, maxPositionPercent)) / 100
}

function percent(share: number): string {
  return String(Number((share * 100).toFixed(2)))
}
