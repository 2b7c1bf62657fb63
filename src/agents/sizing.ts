import type { OrderIntent } from '../desk/order.js'
import type { Briefing } from './agent.js'
import { floorDecimal } from './decimal.js'
import { suggestedValue } from './size-suggestion.js'
import type { SizingSettings } from './sizing-settings.js'

const maxBuysPerSymbol = 20

/** A symbol to hold, and the value of its position. */
export interface Holding {
  readonly symbol: string
  /** The price at asOf. */
  readonly last: number
  /** Quote currency. */
  readonly target: number
  /** Where a buy is stopped out, price units; without it, nowhere. */
  readonly stop?: number
  /** Goes with every order, for people. */
  readonly reason: string
}

/** A symbol to hold, and what its position is sized by. */
export interface Subject extends Omit<Holding, 'target'> {
  /** 0.02 is 2 % a day. */
  readonly dailyVolatility: number
  readonly stop: number
}

/** Orders, or why there are none. */
export type Sized =
  | { readonly orders: readonly [OrderIntent, ...OrderIntent[]]; readonly idle?: never }
  | { readonly orders: readonly []; readonly idle: string }

/** Makes the orders of one proposal; it remembers the cash that they need, so that together they stay above the floor. */
export interface Holdings {
  /** The orders that bring the own book's position to its target: buys with their stop, or a sale of what is over. */
  hold(holding: Holding): Sized
  /** The sale of all that the own book holds. */
  close(holding: Pick<Holding, 'symbol' | 'reason'>): Sized
}

/** The same for positions that are sized by their volatility. */
export interface Sizing extends Pick<Holdings, 'close'> {
  approach(subject: Subject): Sized
}

/** What bounds a position whose target is given. */
export type HoldingSettings = Omit<SizingSettings, 'targetDailyVolatilityPercent' | 'maxPositionPercent'>

/** A sizing for what `briefing` tells: equity and cash of the account, positions of the agent's own book. */
export function createSizing(briefing: Briefing, settings: SizingSettings): Sizing {
  const { equity } = briefing.portfolio
  const holdings = createHoldings(briefing, settings)
  return {
    approach({ dailyVolatility, ...subject }) {
      if (equity === undefined) return idle('equity is unknown')
      return holdings.hold({ target: targetValue(dailyVolatility, equity, settings), ...subject })
    },
    close: (subject) => holdings.close(subject),
  }
}

/** Holdings of the agent's own book, within the equity and cash of the account that `briefing` tells. */
export function createHoldings(briefing: Briefing, settings: HoldingSettings): Holdings {
  const { portfolio, proposals } = briefing
  const { equity } = portfolio
  let spendable = portfolio.cash - ((equity ?? 0) * settings.minCashPercent) / 100

  const heldOf = (symbol: string) => portfolio.own.positions[symbol]?.quantity ?? 0
  const accountOf = (symbol: string) => portfolio.positions[symbol]?.quantity ?? 0

  return {
    hold(holding) {
      if (equity === undefined) return idle('equity is unknown')
      const { symbol, last, target } = holding
      const value = heldOf(symbol) * last
      const least = Math.max(settings.minOrderUsd, (target * settings.minTradePercent) / 100)
      if (Math.abs(target - value) < least) return idle('close to its target')
      if (target < value) return sell(holding, Math.min((value - target) / last, heldOf(symbol)))

      const objection = objectionToBuying(symbol, briefing)
      if (objection !== undefined) return idle(objection)
      const suggested = suggestedValue(proposals, symbol) ?? target
      if (suggested - value < least) return idle(`no more than ${suggested.toFixed(2)} is suggested`)
      const others = Math.max(accountOf(symbol) * last - value, 0)
      const room = (equity * settings.maxAccountPercent) / 100 - others
      if (room - value < settings.minOrderUsd)
        return idle(`no room under ${settings.maxAccountPercent} % of equity: other books hold ${others.toFixed(2)}`)
      const wanted = Math.min(target, suggested, room) - value
      if (Math.min(wanted, spendable) < settings.minOrderUsd) return idle('no cash above the floor')
      const largest = largestOrder(equity, settings)
      const sized = buy(holding, { value: Math.min(wanted, spendable), largest, least: settings.minOrderUsd })
      for (const order of sized.orders) if ('quantity' in order) spendable -= Number(order.quantity) * last
      return sized
    },
    close: (holding) => (heldOf(holding.symbol) > 0 ? sell(holding, heldOf(holding.symbol)) : idle('nothing held')),
  }
}

/** equity · σ*_day / σ_day, at most the largest position; FORMULAS, "Position size"; quote currency. */
export function targetValue(
  dailyVolatility: number,
  equity: number,
  { targetDailyVolatilityPercent, maxPositionPercent }: SizingSettings,
): number {
  // A percent over a fraction: the quotient is the position in percent of equity.
  return (equity * Math.min(targetDailyVolatilityPercent / dailyVolatility, maxPositionPercent)) / 100
}

function largestOrder(equity: number, { maxOrderPercent, maxOrderUsd }: HoldingSettings): number {
  return Math.min((equity * maxOrderPercent) / 100, maxOrderUsd)
}

/** Why nothing may be bought whatever its size: what the desk would deny is not asked for. */
function objectionToBuying(symbol: string, { state }: Briefing): string | undefined {
  if (state === undefined) return undefined
  if (state.state !== 'active') return `wants to buy while ${state.state}`
  const restriction = state.restrict.find((rule) => rule.symbol === symbol)
  return restriction === undefined ? undefined : `wants to buy while ${restriction.state}: ${restriction.reason}`
}

/** One order; the desk splits it. */
function sell({ symbol, reason }: Pick<Holding, 'symbol' | 'reason'>, quantity: number): Sized {
  const decimal = floorDecimal(quantity)
  if (decimal === '0') return idle('no order is possible: the quantity is under the smallest there is')
  return { orders: [{ symbol, side: 'sell', quantity: decimal, reason }] }
}

/** How much to buy, and between which orders, quote currency. */
interface Purchase {
  readonly value: number
  readonly largest: number
  readonly least: number
}

/** As many orders of the largest size as `value` takes, each floored and with its stop, if it has one. */
function buy({ symbol, last, stop, reason }: Holding, { value, largest, least }: Purchase): Sized {
  const exit = stop === undefined ? undefined : floorDecimal(Math.max(stop, 0))
  if (exit === '0') return idle('no order is possible: its stop would not be above 0')
  if (stop !== undefined && stop >= last) return idle('no order is possible: its stop would not be under the price')
  if (largest < least) return idle(`no order is possible: the largest, ${largest.toFixed(2)}, is under ${least}`)
  const intents: OrderIntent[] = []
  for (let left = value; left >= least && intents.length < maxBuysPerSymbol; left -= largest) {
    const quantity = floorDecimal(Math.min(left, largest) / last)
    if (quantity === '0') break
    const order = { symbol, side: 'buy', quantity, expectedPrice: floorDecimal(last), reason } as const
    intents.push(exit === undefined ? order : { protect: { stop: exit }, ...order })
  }
  const [first, ...rest] = intents
  if (first === undefined) return idle('no order is possible: the quantity is under the smallest there is')
  return { orders: [first, ...rest] }
}

function idle(why: string): Sized {
  return { orders: [], idle: why }
}
