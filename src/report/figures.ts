const money2 = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const change2 = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})
const smallPrice = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 5 })
const amount = new Intl.NumberFormat('en-US', {
  maximumFractionDigits: 2,
  maximumSignificantDigits: 6,
  roundingPriority: 'morePrecision',
})
const whole = new Intl.NumberFormat('en-US')

/** Quote currency with cents: `10,012.50`. */
export function money(value: number): string {
  return money2.format(value)
}

/** A gain or a loss with its sign: `+12.50`. */
export function change(value: number): string {
  return change2.format(value)
}

/** A price: cents from 1 upwards, five significant digits below. */
export function price(value: number): string {
  return Math.abs(value) >= 1 || value === 0 ? money2.format(value) : smallPrice.format(value)
}

/** A quantity in base currency, at least six significant digits. */
export function quantity(value: number): string {
  return amount.format(value)
}

/** A count with thousands separators. */
export function count(value: number): string {
  return whole.format(value)
}

/** A count and its noun: `1 retry`, `3 retries`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${whole.format(value)} ${value === 1 ? singular : plural}`
}

/** `94.0%`. */
export function percent(value: number): string {
  return `${value.toFixed(1)}%`
}

/** A duration as people say it: `4ms`, `62.3s`, `6.5 min`, `3.2 h`. */
export function duration(durationMs: number): string {
  if (Math.round(durationMs) < 1000) return `${Math.round(durationMs)}ms`
  if (durationMs < 300_050) return `${(durationMs / 1000).toFixed(1)}s`
  if (durationMs < 7_197_000) return `${(durationMs / 60_000).toFixed(1)} min`
  return `${(durationMs / 3_600_000).toFixed(1)} h`
}

/** A size in bytes: `812 B`, `15.2 KB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilobytes = bytes / 1024
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`
}

/** An ISO UTC instant as `2026-01-01 10:15:00Z`. */
export function instant(iso: string): string {
  return `${iso.slice(0, 10)} ${timeOfDay(iso)}`
}

/** The time of day of an ISO UTC instant: `10:15:00Z`. */
export function timeOfDay(iso: string): string {
  return `${iso.slice(11, 19)}Z`
}
