/** An exact decimal with 8 places: 1.5 is 150_000_000n. Prices, quantities, cash and rates. */
export type Amount = bigint

/** An exact decimal with 16 places: a product of two amounts, such as quantity · price, and sums of such. */
export type Value = bigint

/** A text or number that is no decimal of ours. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError'
}

const AMOUNT_PLACES = 8
const VALUE_PLACES = 16

/** The amount 1. */
export const ONE: Amount = 100_000_000n

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/** The amount that a decimal string stands for; throws MoneyError on anything else and on a ninth decimal. */
export function parseAmount(text: string): Amount {
  return parse(text, AMOUNT_PLACES)
}

/** The value that a decimal string stands for; throws MoneyError on anything else and on a seventeenth decimal. */
export function parseValue(text: string): Value {
  return parse(text, VALUE_PLACES)
}

/** The positive amount that a decimal string of others stands for; undefined when it is none. */
export function readPositiveAmount(text: string): Amount | undefined {
  const amount = read(text, AMOUNT_PLACES)
  return amount !== undefined && amount > 0n ? amount : undefined
}

/** The shortest decimal string of an amount; `parseAmount` gives the amount back. */
export function formatAmount(amount: Amount): string {
  return format(amount, AMOUNT_PLACES)
}

/** The shortest decimal string of a value; `parseValue` gives the value back. */
export function formatValue(value: Value): string {
  return format(value, VALUE_PLACES)
}

/** The amount nearest to a number; throws MoneyError on NaN and the infinities. */
export function fromNumber(number: number): Amount {
  if (!Number.isFinite(number)) throw new MoneyError(`expected a finite number, got ${number}`)
  return BigInt(Math.round(number * 1e8))
}

/** The number nearest to an amount, for views. */
export function amountToNumber(amount: Amount): number {
  return Number(amount) / 1e8
}

/** The number nearest to a value, for views. */
export function valueToNumber(value: Value): number {
  return Number(value) / 1e16
}

/** The same figure with 16 places. */
export function toValue(amount: Amount): Value {
  return amount * ONE
}

/** a · b, rounded down to 8 places; both at least 0. */
export function multiplyDown(a: Amount, b: Amount): Amount {
  return (a * b) / ONE
}

/** a · b, rounded up to 8 places; both at least 0. */
export function multiplyUp(a: Amount, b: Amount): Amount {
  return divideUp(a * b, ONE)
}

/** The whole number at or above a quotient; the dividend at least 0, the divisor over 0. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

/** The largest multiple of `step` at or below an amount of at least 0. */
export function floorTo(amount: Amount, step: Amount): Amount {
  return amount - (amount % step)
}

/** The smallest multiple of `step` at or above an amount of at least 0. */
export function ceilTo(amount: Amount, step: Amount): Amount {
  return divideUp(amount, step) * step
}

/** So many percent of a value of at least 0, rounded down to 16 places. */
export function percentOf(value: Value, percent: number): Value {
  return (value * fromNumber(percent)) / (100n * ONE)
}

function parse(text: string, places: number): bigint {
  const units = read(text, places)
  if (units === undefined)
    throw new MoneyError(`expected a decimal with at most ${places} places such as "12.5", got "${text}"`)
  return units
}

function read(text: string, places: number): bigint | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole, fraction = ''] = match
  if (fraction.length > places) return undefined
  const units = BigInt(`${whole}${fraction.padEnd(places, '0')}`)
  return sign === '-' ? -units : units
}

function format(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const point = digits.length - places
  let end = digits.length
  while (end > point && digits[end - 1] === '0') end--
  const decimals = end === point ? '' : `.${digits.slice(point, end)}`
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${decimals}`
}
