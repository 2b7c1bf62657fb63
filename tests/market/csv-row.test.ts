import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvRow } from '../../src/market/csv-row.js'

/** The only field of a line that is nothing but this field, in quotes for its commas. */
function fieldOf(text: string): CsvRow {
  const row = new CsvRow(1)
  expect(splitInto(row, `"${text}"`)).toBe(1)
  return row
}

function splitInto(row: CsvRow, line: string): number {
  const bytes = Buffer.from(line)
  return row.split(bytes, 0, bytes.length)
}

const number = (text: string) => fieldOf(text).number(0)
const instant = (text: string) => fieldOf(text).instant(0)

function split(line: string): string[] {
  const row = new CsvRow(line.length + 1)
  return Array.from({ length: splitInto(row, line) }, (_, field) => row.text(field))
}

describe('a number', () => {
  test('gives the very double that Number gives, for any decimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 22n }), fc.nat(30), (digits, decimals) => {
        const text = digits.toString().padStart(decimals + 1, '0')
        const decimal = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
        expect(number(decimal)).toBe(Number(decimal))
      }),
    )
  })

  test('is the same without quotes and with spaces, wherever it stands', () => {
    const row = new CsvRow(5)
    splitInto(row, '0.1,"0.1", 0.1 ,x,0.1')
    expect([0, 1, 2, 3, 4].map((field) => row.number(field))).toEqual([0.1, 0.1, 0.1, Number.NaN, 0.1])
  })

  test('gives back any double that was printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(number(String(value))).toBe(Number(String(value)))
      }),
    )
  })

  test.each(['', '.', '-', '1e', '0x10', 'NaN', 'Infinity', '1,5', '1 000', '1.2.3', 'null'])(
    'takes %j for no number',
    (text) => expect(number(text)).toBeNaN(),
  )
})

describe('an instant', () => {
  const newYear2022 = Date.UTC(2022, 0, 1)

  test.each([
    ['epoch seconds', '1640995200', newYear2022],
    ['epoch seconds with decimals', '1640995200.0', newYear2022],
    ['epoch ms', '1640995200000', newYear2022],
    ['epoch us', '1640995200000000', newYear2022],
    ['a date', '2022-01-01', newYear2022],
    ['a time of day after a space', '2022-01-01 00:00:00', newYear2022],
    ['no zone as UTC', '2022-01-01T00:00:00', newYear2022],
    ['minutes only', '2022-01-01T00:00', newYear2022],
    ['Z', '2022-01-01T00:00:00.000Z', newYear2022],
    ['UTC in words', '2022-01-01 00:00:00 UTC', newYear2022],
    ['a zone', '2022-01-01T02:00:00+02:00', newYear2022],
    ['a zone without colon', '2021-12-31 19:00:00-0500', newYear2022],
  ])('reads %s', (_, text, expected) => expect(instant(text)).toBe(expected))

  test.each([
    '',
    'today',
    '2022-02-30',
    '2022-13-01',
    '2022-01-01T25:00:00',
    '-5',
    '01/02/2022',
    '1640995200000000000',
  ])('takes %j for no instant', (text) => expect(instant(text)).toBeNaN())
})

test('splits at commas outside quotes, and takes spaces and quotes off', () => {
  expect(split('1, 2 ,"3","a, b",,"say ""x"""')).toEqual(['1', '2', '3', 'a, b', '', 'say ""x'])
})
