import { cashMoved, feeOf, type Rules, slippedPrice } from './broker.js'
import type { DayActivity } from './day-activity.js'
import { type Check, type Denial, firstDenial } from './denial.js'
import {
  type Amount,
  amountToNumber,
  formatAmount,
  fromNumber,
  percentOf,
  toValue,
  type Value,
  valueToNumber,
} from './money.js'

/** What increases are held to. Percent are of equity, except turnover (of the day's start) and deviation (of a price). */
export interface Limits {
  /** A symbol's value over all books. */
  readonly maxPositionPercent: number
  readonly minCashPercent: number
  readonly maxOrderPercent: number
  /** Quote currency, as is minOrderUsd. */
  readonly maxOrderUsd: number
  readonly minOrderUsd: number
  readonly maxOrdersPerCycle: number
  readonly maxOrdersPerDay: number
  readonly maxTurnoverPercentPerDay: number
  readonly maxDeviationPercent: number
  /** What becomes of positions when a limit halts trading: kept, or sold once the account and its prices are known. */
  readonly onHalt: 'hold' | 'flatten'
}

/** An increase that is about to be sent, and the account it would be sent for. */
export interface Increase {
  readonly symbol: string
  /** Floored to the lot. */
  readonly quantity: Amount
  /** Asked for right now. */
  readonly price: Amount
  /** What the agent saw. */
  readonly expectedPrice: Amount
  readonly limits: Limits
  readonly rules: Rules
  readonly equity: Value
  readonly dayStartEquity: Value
  readonly cash: Amount
  /** Over all books. */
  readonly held: Amount
  readonly activity: Pick<DayActivity, 'cycleIncreases' | 'increases' | 'turnover'>
  /** The client order id of an order without an answer: until it has one, the account is not known. */
  readonly unanswered: string | undefined
}

const checks: readonly Check<Increase>[] = [
  accountKnown,
  deviation,
  minimumOrder,
  maximumOrder,
  maximumShare,
  position,
  cash,
  ordersPerCycle,
  ordersPerDay,
  turnover,
]

/** The first limit that an increase breaks; undefined when it may be sent. */
export function denyIncrease(increase: Increase): Denial | undefined {
  return firstDenial(checks, increase)
}

function accountKnown({ unanswered }: Increase): Denial | undefined {
  if (unanswered === undefined) return undefined
  return { code: 'restricted', message: `nothing is bought before order ${unanswered} has an answer` }
}

function deviation({ symbol, price, expectedPrice, limits }: Increase): Denial | undefined {
  const limit = limits.maxDeviationPercent
  const moved = price > expectedPrice ? price - expectedPrice : expectedPrice - price
  if (toValue(moved) <= percentOf(toValue(expectedPrice), limit)) return undefined
  const value = percent(toValue(moved), toValue(expectedPrice))
  const prices = `from ${formatAmount(expectedPrice)} to ${formatAmount(price)}`
  return over('max-deviation', `the price of ${symbol} moved ${figure(value)} % ${prices}`, {
    value,
    limit,
    unit: ' %',
  })
}

function minimumOrder({ symbol, quantity, price, limits, rules }: Increase): Denial | undefined {
  const configured = fromNumber(limits.minOrderUsd)
  const least = configured > rules.minNotional ? configured : rules.minNotional
  const notional = quantity * price
  if (quantity > 0n && notional >= toValue(least)) return undefined
  const value = valueToNumber(notional)
  const limit = amountToNumber(least)
  return {
    code: 'below-minimum',
    message: `buying ${formatAmount(quantity)} ${symbol} is ${figure(value)}, under the minimum of ${figure(limit)}`,
    value,
    limit,
  }
}

function maximumOrder({ symbol, quantity, price, limits }: Increase): Denial | undefined {
  const limit = limits.maxOrderUsd
  if (quantity * price <= toValue(fromNumber(limit))) return undefined
  const value = valueToNumber(quantity * price)
  return over('max-order', `buying ${symbol} for ${figure(value)}`, { value, limit, unit: '' })
}

function maximumShare({ symbol, quantity, price, limits, equity }: Increase): Denial | undefined {
  const limit = limits.maxOrderPercent
  if (quantity * price <= percentOf(equity, limit)) return undefined
  const value = percent(quantity * price, equity)
  return over('max-order', `buying ${symbol} for ${figure(value)} % of equity`, { value, limit, unit: ' %' })
}

function position({ symbol, quantity, price, held, limits, equity }: Increase): Denial | undefined {
  const limit = limits.maxPositionPercent
  const after = (held + quantity) * price
  if (after <= percentOf(equity, limit)) return undefined
  const value = percent(after, equity)
  return over('max-position', `${symbol} would be ${figure(value)} % of equity`, { value, limit, unit: ' %' })
}

/** With the slippage and the fee to be expected; cash may not go below 0 whatever the limit. */
function cash({ quantity, price, cash, limits, rules, equity }: Increase): Denial | undefined {
  const limit = limits.minCashPercent
  const paid = slippedPrice('buy', price, rules)
  const fee = feeOf(quantity, paid, rules.feeRate)
  const left = toValue(cash + cashMoved('buy', { quantity, price: paid, fee }))
  if (left >= 0n && left >= percentOf(equity, limit)) return undefined
  const value = percent(left, equity)
  return {
    code: 'min-cash',
    message: `cash would be ${figure(value)} % of equity, under the limit of ${figure(limit)} %`,
    value,
    limit,
  }
}

function ordersPerCycle({ activity, limits }: Increase): Denial | undefined {
  const limit = limits.maxOrdersPerCycle
  const value = activity.cycleIncreases + 1
  if (value <= limit) return undefined
  return over('max-orders-per-cycle', `this would be buy ${value} of the cycle`, { value, limit, unit: '' })
}

function ordersPerDay({ activity, limits }: Increase): Denial | undefined {
  const limit = limits.maxOrdersPerDay
  const value = activity.increases + 1
  if (value <= limit) return undefined
  return over('max-orders-per-day', `this would be buy ${value} of the day`, { value, limit, unit: '' })
}

function turnover({ quantity, price, activity, limits, dayStartEquity }: Increase): Denial | undefined {
  const limit = limits.maxTurnoverPercentPerDay
  const traded = toValue(activity.turnover) + quantity * price
  if (traded <= percentOf(dayStartEquity, limit)) return undefined
  const value = percent(traded, dayStartEquity)
  const message = `the day's turnover would be ${figure(value)} % of its starting equity`
  return over('max-turnover', message, { value, limit, unit: ' %' })
}

function over(
  code: Denial['code'],
  what: string,
  { value, limit, unit }: { readonly value: number; readonly limit: number; readonly unit: string },
): Denial {
  return { code, message: `${what}, over the limit of ${figure(limit)}${unit}`, value, limit }
}

const percent = (part: Value, whole: Value) => (Number(part) / Number(whole)) * 100
/** Six digits, so that a limit missed by a hair shows: 2500, 30.0003. */
const figure = (number: number) => String(Number(number.toPrecision(6)))
