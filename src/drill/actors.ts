import * as z from 'zod'
import { type Agent, type Briefing, defineAgent, type Proposal } from '../agents/agent.js'
import type { Config } from '../config/config.js'
import type { OrderIntent } from '../desk/order.js'

/** How the process of an actor misbehaves. */
export const acts = ['hang', 'spin', 'exit', 'hoard', 'flood'] as const

export type Act = (typeof acts)[number]

/** An agent of a drill. */
export type Actor =
  | { readonly kind: 'in-process'; readonly agent: Agent }
  /** In a real process of its own; is fine before `fromCycle` (default 2). */
  | {
      readonly kind: 'process'
      readonly name: string
      readonly act: Act
      readonly timeoutMs?: number
      readonly fromCycle?: number
    }

/** An agent of this process that does what it is told here. */
export function actorOf(name: string, run: (briefing: Briefing) => Promise<Proposal> | Proposal): Actor {
  return { kind: 'in-process', agent: defineAgent({ name, settings: z.unknown(), run: (briefing) => run(briefing) }) }
}

/** The name of the agent that asks for orders. */
export const traderName = 'drill-trader'

/** An agent that asks for these orders in every cycle. */
export function traderOf(orders: (briefing: Briefing) => readonly OrderIntent[]): Actor {
  return actorOf(traderName, (briefing) => ({ summary: 'asks for what it was told to', orders: orders(briefing) }))
}

/** A critical agent that says `active`, until it is told to say something else. */
export function criticOf(say: (briefing: Briefing) => Promise<Proposal> | Proposal | undefined): Actor {
  return actorOf('drill-critic', (briefing) => say(briefing) ?? allIsWell(briefing))
}

/** What a critical agent says to let everything through. */
export function allIsWell({ cycle }: Briefing): Proposal {
  return { summary: 'all is well', verdict: { cycleId: cycle.id, state: 'active', reasons: [] } }
}

/** Symbols that have a price, in the market's order. */
export function priced({ market }: Briefing): readonly { readonly symbol: string; readonly last: number }[] {
  return Object.values(market.symbols).flatMap(({ symbol, last }) => (last === undefined ? [] : [{ symbol, last }]))
}

/** Buys a little of one symbol, protected by a stop at half its price. */
export function smallOrder(config: Config, briefing: Briefing): readonly OrderIntent[] {
  return priced(briefing)
    .slice(0, 1)
    .map(({ symbol, last }) => ({
      ...buy(symbol, smallNotional(config)),
      protect: { stop: decimal(last / 2) },
    }))
}

/** Buys as much of every symbol as one order may hold, or a share of that. */
export function largeOrders(config: Config, briefing: Briefing, share: number): readonly OrderIntent[] {
  return priced(briefing).map(({ symbol }) => buy(symbol, share * mostNotional(config)))
}

function buy(symbol: string, notional: number) {
  return { symbol, side: 'buy', notional: decimal(notional), reason: 'drill' } as const
}

/** A little over the minimum: quantities are floored to the lot. */
function smallNotional({ limits, broker }: Config): number {
  return Math.max(limits.minOrderUsd * 1.05, Number(broker.cash) * 0.002)
}

/** A little under the maximum: equity falls by fees. */
function mostNotional({ limits, broker }: Config): number {
  const percent = Math.min(limits.maxOrderPercent, limits.maxPositionPercent)
  return 0.98 * Math.min(limits.maxOrderUsd, (Number(broker.cash) * percent) / 100)
}

/** A plain decimal of the eight places that amounts have. */
const decimal = (number: number) => number.toFixed(8)
