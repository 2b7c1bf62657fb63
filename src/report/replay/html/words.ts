import { money } from '../../figures.js'

/** What stands where a figure is not defined. */
export const NONE = '–'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The twelve months, three letters each. */
export const monthNames: readonly string[] = MONTHS

/** The UTC day of an ISO instant: `12 Mar 2020`. */
export function day(iso: string): string {
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''} ${iso.slice(0, 4)}`
}

/** An ISO instant in UTC, to the minute: `12 Mar 2020, 14:00`. */
export function moment(iso: string): string {
  return `${day(iso)}, ${iso.slice(11, 16)}`
}

/** A number with its sign, a true minus, and none when it rounds to zero: `+12.3`, `−4.5`, `0.0`. */
export function signed(value: number, decimals = 1): string {
  const digits = Math.abs(value).toFixed(decimals)
  if (Number(digits) === 0) return digits
  return value > 0 ? `+${digits}` : `−${digits}`
}

/** A change in percent: `+12.3%`. */
export function changePercent(value: number | null): string {
  return value === null ? NONE : `${signed(value)}%`
}

/** A share in percent without a sign: `12.3%`; what would round to nothing keeps a digit: `0.04%`. */
export function sharePercent(value: number | null): string {
  if (value === null) return NONE
  return value > 0 && value < 0.05 ? `${value.toPrecision(1)}%` : `${value.toFixed(1)}%`
}

/** A ratio with two decimals and a true minus. */
export function ratio(value: number | null): string {
  return value === null
    ? NONE
    : value
        .toFixed(2)
        .replace(/^-(?=0\.00$)/, '')
        .replace('-', '−')
}

/** Money without cents from a thousand upwards, as a sentence says it: `12,346`. */
export function roundMoney(value: number): string {
  return (Math.abs(value) >= 1000 ? money(value).slice(0, -3) : money(value)).replace('-', '−')
}

/** A gain or a loss in money with its sign: `+1,234.50`. */
export function changeMoney(value: number): string {
  const text = money(Math.abs(value))
  if (!/[1-9]/.test(text)) return text
  return value > 0 ? `+${text}` : `−${text}`
}

/** How long it is from one instant to another: `5 h`, `3.5 days`. */
export function span(from: string, until: string): string {
  return hours((Date.parse(until) - Date.parse(from)) / 3_600_000)
}

/** A length of time given in hours: `30 min`, `5 h`, `3.5 days`. */
export function hours(value: number): string {
  if (value < 1) return `${Math.round(value * 60)} min`
  if (value < 48) return `${Number(value.toFixed(1))} h`
  return `${Number((value / 24).toFixed(1))} days`
}
