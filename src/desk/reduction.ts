import type { Rules } from './broker.js'
import { type Limits } from './checks.js'
import { type Amount, ceilTo, divideUp, floorTo, fromNumber, percentOf, toValue, type Value } from './money.js'

/** A close goes before the order maximum: no reduction is cut into more parts than this. */
const MOST_PARTS = 100

/** A reduction that may be sent, whatever its size. */
export interface Reduction {
  readonly quantity: Amount
  readonly price: Amount
  readonly rules: Rules
  readonly limits: Limits
  /** Undefined when a held symbol has no price: then only the maximum in quote currency splits. */
  readonly equity: Value | undefined
}

/** What to sell of `asked` when the book holds `held`: all of it, or the largest multiple of the lot that was asked for. */
export function clampReduction(asked: Amount, held: Amount, lot: Amount): Amount {
  return asked >= held ? held : floorTo(asked, lot)
}

/** The parts of a reduction, none over the order maximum and as even as lots allow; they sum to its quantity. */
export function splitReduction({ quantity, price, rules, limits, equity }: Reduction): readonly Amount[] {
  const most = floorTo(maximumQuantity(price, limits, equity), rules.lot)
  const wanted = most > 0n ? divideUp(quantity, most) : BigInt(MOST_PARTS)
  const count = wanted < MOST_PARTS ? wanted : BigInt(MOST_PARTS)
  const part = ceilTo(divideUp(quantity, count), rules.lot)
  const parts: Amount[] = []
  for (let left = quantity; left > 0n; left -= part) parts.push(left < part ? left : part)
  return parts
}

function maximumQuantity(price: Amount, limits: Limits, equity: Value | undefined): Amount {
  const inQuote = toValue(fromNumber(limits.maxOrderUsd))
  const ofEquity = equity === undefined ? inQuote : percentOf(equity, limits.maxOrderPercent)
  return (inQuote < ofEquity ? inQuote : ofEquity) / price
}
