import * as z from 'zod'

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Far more than any timer is asked for. */
const LONGEST_MS = 366 * UNITS_MS.d

/** A duration in whole ms, written as `"300s"`, `"15m"`, `"2h"`, `"1d"`, `"500ms"` or as seconds. */
export function duration({ positive = true } = {}) {
  const error = positive ? 'a duration such as "30s"' : 'a duration such as "30s", or 0'
  return z
    .union([z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, { error }), z.number().min(0, { error })], { error })
    .transform((value, context) => {
      const ms = toMs(value)
      if (ms <= LONGEST_MS && ms >= (positive ? 1 : 0)) return ms
      const range = ms > LONGEST_MS ? 'a duration of at most "366d"' : 'a duration of at least "1ms"'
      context.issues.push({ code: 'custom', input: value, message: range })
      return z.NEVER
    })
}

/** A duration in its largest whole unit, as the configuration takes it. */
export function printDuration(ms: number): string {
  const units = ['d', 'h', 'm', 's'] as const
  const unit = ms === 0 ? 's' : (units.find((name) => ms % UNITS_MS[name] === 0) ?? 'ms')
  return `${ms / UNITS_MS[unit]}${unit}`
}

/** ms in a candle of each timeframe. */
export const TIMEFRAMES_MS = {
  '1m': UNITS_MS.m,
  '5m': 5 * UNITS_MS.m,
  '15m': 15 * UNITS_MS.m,
  '30m': 30 * UNITS_MS.m,
  '1h': UNITS_MS.h,
  '4h': 4 * UNITS_MS.h,
  '1d': UNITS_MS.d,
} as const

function toMs(value: string | number): number {
  if (typeof value === 'number') return Math.round(value * UNITS_MS.s)
  const unit = value.replace(/^[\d.]+/, '')
  return Math.round(Number.parseFloat(value) * UNITS_MS[unit as keyof typeof UNITS_MS]) // the pattern has no other unit
}
