/* oxlint-disable typescript/no-non-null-assertion -- every index lies between the given offsets */

const ZERO = 48
const NINE = 57
const POINT = 46
const COMMA = 44
const QUOTE = 34
const SPACE = 32

/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * Splits a line at its commas outside quotes; puts the start and end offset of each field, without its spaces and
 * quotes, into `bounds` as far as they fit, and returns how many fields there are.
 */
export function splitFields(bytes: Uint8Array, from: number, to: number, bounds: Int32Array): number {
  let count = 0
  let quoted = false
  let start = from
  for (let at = from; at <= to; at++) {
    const byte = at < to ? bytes[at]! : COMMA
    if (byte === QUOTE) quoted = !quoted
    else if (byte === COMMA && (!quoted || at === to)) {
      let first = start
      let end = at
      while (first < end && isPadding(bytes[first]!)) first++
      while (end > first && isPadding(bytes[end - 1]!)) end--
      bounds[2 * count] = first
      bounds[2 * count + 1] = end
      count++
      start = at + 1
    }
  }
  return count
}

function isPadding(byte: number): boolean {
  return byte === SPACE || byte === QUOTE
}

/** The decimal number written in a field, rounded as `Number` does; NaN when it is none. */
export function parseNumber(bytes: Uint8Array, from: number, to: number): number {
  let mantissa = 0
  let digits = 0
  let decimals = 0
  let afterPoint = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO)
      digits++
      decimals += afterPoint
    } else if (byte === POINT && afterPoint === 0) afterPoint = 1
    else return parseUncommonNumber(bytes, from, to)
  }
  // An exact integer over an exact power of ten: one division, correctly rounded.
  if (digits > 0 && mantissa <= Number.MAX_SAFE_INTEGER && decimals < POWERS_OF_TEN.length)
    return mantissa / POWERS_OF_TEN[decimals]!
  return parseUncommonNumber(bytes, from, to)
}

function parseUncommonNumber(bytes: Uint8Array, from: number, to: number): number {
  const text = fieldText(bytes, from, to)
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/**
 * The instant written in a field, epoch ms: epoch seconds, milliseconds or microseconds, told apart by their size, or
 * ISO 8601, UTC unless it names a zone; NaN when it is none.
 */
export function parseInstant(bytes: Uint8Array, from: number, to: number): number {
  const value = parseNumber(bytes, from, to)
  if (Number.isNaN(value)) return parseIsoInstant(fieldText(bytes, from, to))
  if (value < 0 || value >= 1e17) return Number.NaN
  if (value < 1e11) return Math.round(value * 1000)
  return value < 1e14 ? value : value / 1000
}

const ISO_INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?)? ?(Z|UTC|[-+]\d\d:?\d\d)?$/i

function parseIsoInstant(text: string): number {
  const match = ISO_INSTANT.exec(text)
  if (!match) return Number.NaN
  const [, date = '', minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // Date.parse turns 30 February into 2 March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return Number.NaN
  return Date.parse(`${date}T${minutes}${seconds}${fraction}${/^(z|utc)$/i.test(zone) ? 'Z' : zone}`)
}

/** The text of a field. */
export function fieldText(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}
