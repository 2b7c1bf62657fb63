/** A non-negative number below 1e21 as a plain decimal of at most 8 decimals, never more than the number itself. */
export function floorDecimal(value: number): string {
  const nearest = value.toFixed(8)
  let units = BigInt(nearest.replace('.', ''))
  if (Number(nearest) > value) units -= 1n
  const digits = units.toString().padStart(9, '0')
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/\.?0+$/, '')
}
