/* oxlint-disable typescript/no-non-null-assertion -- bounds hold every field of the header */
import type { Candle } from './candle-series.js'
import { fieldText, splitFields } from './csv-field.js'
import { MarketDataError } from './market-data-error.js'

const SPELLINGS: Readonly<Record<keyof Candle, readonly string[]>> = {
  time: ['timestamp', 'time', 'date', 'datetime', 'open_time', 'ts'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['volume', 'vol', 'v'],
}

/** Where the columns of a file stand, counted from 0. */
export interface CsvHeader extends Readonly<Record<Exclude<keyof Candle, 'volume'>, number>> {
  /** Undefined when the file has none. */
  readonly volume: number | undefined
  readonly fieldCount: number
}

/** Finds the columns by the usual spellings of their names, the leftmost if there are several. */
export function readHeader(file: string, bytes: Buffer, from: number, to: number): CsvHeader {
  const bounds = new Int32Array(2 * (to - from + 1))
  const fieldCount = splitFields(bytes, from, to, bounds)
  const names = Array.from({ length: fieldCount }, (_, field) =>
    fieldText(bytes, bounds[2 * field]!, bounds[2 * field + 1]!),
  )
  const find = (column: keyof Candle) => {
    const at = names.findIndex((name) => SPELLINGS[column].includes(name.toLowerCase()))
    return at < 0 ? undefined : at
  }
  const need = (column: keyof Candle) => {
    const at = find(column)
    if (at !== undefined) return at
    const header = JSON.stringify(names.join(',').slice(0, 200))
    throw new MarketDataError(`${file}:1`, `a header with a column ${SPELLINGS[column].join(' or ')}`, header)
  }
  return {
    time: need('time'),
    open: need('open'),
    high: need('high'),
    low: need('low'),
    close: need('close'),
    volume: find('volume'),
    fieldCount,
  }
}
