import type { Candle } from './candle-series.js'
import { CsvRow } from './csv-row.js'
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
  const row = new CsvRow(to - from + 1)
  const fieldCount = row.split(bytes, from, to)
  const names = Array.from({ length: fieldCount }, (_, field) => row.text(field))
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
