/** The powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * A number rounded to so many significant digits, as `Number(value.toPrecision(digits))` without the text between; a tie
 * in decimals, which binary may hold a little lower, goes up.
 */
export function significant(value: number, digits: number): number {
  const size = Math.abs(value)
  const decimals = digits - 1 - Math.floor(Math.log10(size))
  const scale = POWERS_OF_TEN[Math.abs(decimals)]
  if (scale === undefined) return Number(value.toPrecision(digits)) // also 0 and what is not finite
  const rounded = decimals < 0 ? Math.round(size / scale) * scale : Math.round(size * scale) / scale
  return value < 0 ? -rounded : rounded
}
