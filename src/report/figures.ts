import { localTime } from './local-time.js'

/** Thousands separators in a plain decimal. Intl would do it, but loading ICU takes a tenth of a cycle's whole start. */
function grouped(decimal: string): string {
  const [whole = '', ...fraction] = decimal.split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.')
}

/** At most `digits` significant digits, and never an exponent. */
function significant(value: number, digits: number): string {
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(value)))
  return value
    .toFixed(Math.min(100, Math.max(0, decimals)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

/** Quote currency with cents: `10,012.50`. */
export function money(value: number): string {
  return grouped(value.toFixed(2)).replace(/^-(?=[0.]+$)/, '')
}

/** A gain or a loss with its sign: `+12.50`. */
export function change(value: number): string {
  const text = money(value)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A price: cents from 1 upwards, five significant digits below. */
export function price(value: number): string {
  return Math.abs(value) >= 1 || value === 0 ? money(value) : significant(value, 5)
}

/** A quantity in base currency, six significant digits or two decimals, whichever says more. */
export function quantity(value: number): string {
  if (value === 0) return '0'
  const text = Math.abs(value) >= 10_000 ? String(Number(value.toFixed(2))) : significant(value, 6)
  return grouped(text)
}

/** A count with thousands separators. */
export function count(value: number): string {
  return grouped(String(value))
}

/** A count and its noun: `1 retry`, `3 retries`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`
}

/** How far off a cycle is, counted from the last: `in the next cycle`, `in 3 cycles`. */
export function inCycles(number: number): string {
  return number === 1 ? 'in the next cycle' : `in ${count(number)} cycles`
}

/** `94.0%`. */
export function percent(value: number): string {
  return `${value.toFixed(1)}%`
}

/** A duration as people say it: `0.4ms`, `4ms`, `62.3s`, `6.5 min`, `3.2 h`. */
export function duration(durationMs: number): string {
  if (durationMs > 0 && durationMs < 0.95) return `${durationMs.toFixed(1)}ms`
  if (Math.round(durationMs) < 1000) return `${Math.round(durationMs)}ms`
  if (durationMs < 300_050) return `${(durationMs / 1000).toFixed(1)}s`
  if (durationMs < 7_197_000) return `${(durationMs / 60_000).toFixed(1)} min`
  return `${(durationMs / 3_600_000).toFixed(1)} h`
}

/** A size in bytes: `812 B`, `15.2 KB`, `3.1 GB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const unit = Math.min(3, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** unit).toFixed(1)} ${['B', 'KB', 'MB', 'GB'][unit] ?? ''}`
}

/** An ISO UTC instant in the zone of people's screens: `2026-01-01 10:15:00Z`, `2026-01-01 11:15:00+01:00`. */
export function instant(iso: string): string {
  const { date, time } = localTime(iso)
  return `${date} ${time}`
}

/** The time of day of an ISO UTC instant, in that zone too: `10:15:00Z`. */
export function timeOfDay(iso: string): string {
  return localTime(iso).time
}
