/** The decimal number in a text, rounded as `Number` does; NaN when it is none. */
export function parseNumber(text: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/** Epoch seconds, milliseconds or microseconds, told apart by their size, as epoch ms; NaN when they are none of these. */
export function parseEpoch(value: number): number {
  if (value < 0 || value >= 1e17) return Number.NaN
  if (value < 1e11) return Math.round(value * 1000)
  return value < 1e14 ? value : value / 1000
}

const ISO_INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?)? ?(Z|UTC|[-+]\d\d:?\d\d)?$/i

/** An instant in ISO 8601 as epoch ms, UTC unless it names a zone; NaN when it is none. */
export function parseIsoInstant(text: string): number {
  const match = ISO_INSTANT.exec(text)
  if (!match) return Number.NaN
  const [, date = '', minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // Date.parse turns 30 February into 2 March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return Number.NaN
  return Date.parse(`${date}T${minutes}${seconds}${fraction}${/^(z|utc)$/i.test(zone) ? 'Z' : zone}`)
}
