import type { OrderIntent } from '../../desk/order.js'
import type { Briefing, Signal } from '../agent.js'
import type { Sizing } from '../sizing.js'
import { type BoughtFor, keepersOf } from './bought-for.js'
import { type Consensus, combine, inWords } from './consensus.js'
import type { StrategySettings } from './settings.js'
import { readSubject, type Subject } from './subject.js'
import type { StrategyName } from './trading-strategy.js'
import { raisedStop, stopOfBuy } from './trailing-stop.js'

/** What it makes of one symbol. */
export interface Decision {
  readonly symbol: string
  readonly signal?: Signal
  readonly orders: readonly OrderIntent[]
  /** Why there are no orders. */
  readonly idle?: string
  /** Where the stop of its position moves up to. */
  readonly stop?: string
  /** Whose say a buy is. */
  readonly by?: readonly StrategyName[]
}

/** What all symbols of one run share. */
export interface Run {
  readonly briefing: Briefing<StrategySettings>
  readonly sizing: Sizing
  readonly boughtFor: BoughtFor
  /** The strategies that are on. */
  readonly on: readonly StrategyName[]
}

/** Hears every strategy that is on about one symbol, and does what they agree on in the agent's own book. */
export function decide(symbol: string, run: Run): Decision {
  const subject = readSubject(symbol, run)
  if ('untradable' in subject) return { symbol, orders: [], idle: subject.untradable }
  const consensus = combine(subject.voices, subject.settings)
  const decision = act(subject, consensus, run)
  const { direction, confidence, reason } = consensus
  return direction === 0 ? decision : { signal: { symbol, direction, confidence, reason }, ...decision }
}

function act(subject: Subject, consensus: Consensus, run: Run): Decision {
  switch (consensus.action) {
    case 'BUY':
      return buy(subject, consensus, run)
    case 'SELL':
      return close(subject, consensus.reason, run)
    case 'HOLD': {
      const lost = consensus.conflict ? undefined : lostReason(subject, run)
      return lost === undefined ? keep(subject, consensus.reason) : close(subject, lost, run)
    }
  }
}

/** To its target, which can also mean to sell what is over it. */
function buy(subject: Subject, { reason, by }: Consensus, { sizing }: Run): Decision {
  const { symbol, last, dailyVolatility } = subject
  const sized = sizing.approach({ symbol, last, dailyVolatility, stop: stopOfBuy(subject), reason })
  if (sized.idle !== undefined) return keep(subject, `${sized.idle}; ${reason}`)
  const { orders } = sized
  return orders[0].side === 'buy' ? { symbol, orders, by } : { symbol, orders, ...movedStop(subject) }
}

function close(subject: Subject, reason: string, { sizing }: Run): Decision {
  const { symbol } = subject
  const sized = sizing.close({ symbol, reason })
  return sized.idle === undefined ? { symbol, orders: sized.orders } : keep(subject, `${sized.idle}; ${reason}`)
}

/** Without an order; the stop of what is held follows the price up. */
function keep(subject: Subject, idle: string): Decision {
  return { symbol: subject.symbol, orders: [], idle, ...movedStop(subject) }
}

function movedStop(subject: Subject): Pick<Decision, 'stop'> {
  const stop = raisedStop(subject)
  return stop === undefined ? {} : { stop }
}

/** Why a position has nothing left to be held for; undefined while it has, nobody can tell, or nothing is held. */
function lostReason({ symbol, held, voices }: Subject, { boughtFor, on }: Run): string | undefined {
  if (held === undefined) return undefined
  const keepers = keepersOf(symbol, boughtFor, on)
  const heard = voices.filter(({ strategy }) => keepers.includes(strategy))
  if (heard.length < keepers.length || heard.some(({ holds }) => holds)) return undefined
  return `its reason is gone: ${inWords(heard)}`
}
