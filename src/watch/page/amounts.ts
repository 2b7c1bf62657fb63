import { change, money, percent } from '../../report/figures.js'

/** A decimal text as money: `10,012.50`; `unknown` when there is none. */
export const moneyText = (decimal: string | null): string => (decimal === null ? 'unknown' : money(Number(decimal)))

/** A decimal text as a gain or a loss: `+12.50`. */
export const changeText = (decimal: string | null): string => (decimal === null ? 'unknown' : change(Number(decimal)))

/** `up`, `down`, or nothing: a gain or a loss as a class of the page. */
export function direction(decimal: string | null): string {
  const text = changeText(decimal)
  if (text.startsWith('+')) return 'up'
  return text.startsWith('-') ? 'down' : ''
}

/** `1.2%`; `unknown` when there is none. */
export const percentText = (value: number | null): string => (value === null ? 'unknown' : percent(value))

/** A figure that broke a limit, and the limit: `6.2 against a limit of 5`; nothing where the message tells it already. */
export function limitWords(
  message: string | null,
  value: number | null | undefined,
  limit: number | null | undefined,
): string {
  if (typeof value !== 'number' || typeof limit !== 'number') return ''
  const said = new RegExp(`(?<![\\d.])${figure(limit).replace('.', '\\.')}(?!\\.?\\d)`)
  return said.test(message ?? '') ? '' : `${figure(value)} against a limit of ${figure(limit)}`
}

/** Without a tail of binary digits. */
const figure = (value: number): string => String(Number(value.toPrecision(6)))

/** A gain or a loss as a share of what it began with: `+1.2%`; nothing where there is nothing to share. */
export function shareText(part: string | null, whole: number): string {
  if (part === null || !(whole > 0)) return ''
  const text = percent((100 * Number(part)) / whole)
  return Number(part) > 0 && /[1-9]/.test(text) ? `+${text}` : text.replace(/^-(?=[0.]+%$)/, '')
}
