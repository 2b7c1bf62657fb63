/* oxlint-disable typescript/no-non-null-assertion -- offsets lie between those of the line, fields below the capacity */
import { parseEpoch, parseIsoInstant, parseNumber } from './csv-field.js'

const ZERO = 48
const NINE = 57
const POINT = 46
const COMMA = 44
const QUOTE = 34
const SPACE = 32

/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * The fields of one line, without their spaces and quotes; the first `capacity` of them can be read, until the next
 * line is split or its bytes are reused.
 */
export class CsvRow {
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  /** What fields of digits and at most one point amount to, summed up while they are split; NaN for all others. */
  readonly #decimals: Float64Array
  #bytes: Buffer = Buffer.alloc(0)

  constructor(capacity: number) {
    this.#starts = new Int32Array(capacity)
    this.#ends = new Int32Array(capacity)
    this.#decimals = new Float64Array(capacity)
  }

  /** Splits a line at its commas outside quotes, and returns how many fields there are. */
  split(bytes: Buffer, from: number, to: number): number {
    this.#bytes = bytes
    let count = 0
    for (let at = from; at <= to; at++) {
      const start = at
      at = this.#takeDecimal(count, start, to)
      if (at < to && bytes[at] !== COMMA) at = this.#takeText(count, start, to)
      count++
    }
    return count
  }

  /** The decimal number written in a field, rounded as `Number` does; NaN when it is none. */
  number(field: number): number {
    const decimal = this.#decimals[field]!
    return Number.isNaN(decimal) ? parseNumber(this.text(field)) : decimal
  }

  /**
   * The instant written in a field, epoch ms: epoch seconds, milliseconds or microseconds, told apart by their size, or
   * ISO 8601, UTC unless it names a zone; NaN when it is none.
   */
  instant(field: number): number {
    const number = this.number(field)
    return Number.isNaN(number) ? parseIsoInstant(this.text(field)) : parseEpoch(number)
  }

  /** The text of a field. */
  text(field: number): string {
    return this.#bytes.toString('utf8', this.#starts[field], this.#ends[field])
  }

  /** Takes digits with at most one point as a field, and returns where they stop. */
  #takeDecimal(field: number, from: number, to: number): number {
    const bytes = this.#bytes
    let mantissa = 0
    let point = -1
    let at = from
    for (; at < to; at++) {
      const byte = bytes[at]!
      if (byte >= ZERO && byte <= NINE) mantissa = mantissa * 10 + (byte - ZERO)
      else if (byte === POINT && point < 0) point = at
      else break
    }
    const digits = point < 0 ? at - from : at - from - 1
    const decimals = point < 0 ? 0 : at - point - 1
    this.#starts[field] = from
    this.#ends[field] = at
    // An exact integer over an exact power of ten: one division, correctly rounded.
    this.#decimals[field] =
      digits > 0 && mantissa <= Number.MAX_SAFE_INTEGER && decimals < POWERS_OF_TEN.length
        ? mantissa / POWERS_OF_TEN[decimals]!
        : Number.NaN
    return at
  }

  /** Takes everything up to a comma outside quotes as a field, and returns where that comma or the line's end is. */
  #takeText(field: number, from: number, to: number): number {
    const bytes = this.#bytes
    let comma = from
    for (let quoted = false; comma < to && (quoted || bytes[comma] !== COMMA); comma++)
      if (bytes[comma] === QUOTE) quoted = !quoted
    let start = from
    let end = comma
    while (start < end && isPadding(bytes[start]!)) start++
    while (end > start && isPadding(bytes[end - 1]!)) end--
    if (this.#takeDecimal(field, start, end) < end) {
      this.#ends[field] = end
      this.#decimals[field] = Number.NaN
    }
    return comma
  }
}

function isPadding(byte: number): boolean {
  return byte === SPACE || byte === QUOTE
}
