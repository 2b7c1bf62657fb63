import { describe, expect, it } from 'vitest'
import {
  change,
  counted,
  duration,
  fileSize,
  inCycles,
  instant,
  money,
  price,
  quantity,
  timeOfDay,
} from '../../src/report/figures.js'

describe('figures', () => {
  it.each([
    [0, '0ms'],
    [0.42, '0.4ms'],
    [4.2, '4ms'],
    [999.4, '999ms'],
    [999.6, '1.0s'],
    [62_300, '62.3s'],
    [300_000, '300.0s'],
    [391_800, '6.5 min'],
    [11_520_000, '3.2 h'],
  ])('say %d ms as %s', (durationMs, words) => expect(duration(durationMs)).toBe(words))

  it('group thousands and keep cents', () => {
    expect(money(10_012.5)).toBe('10,012.50')
    expect(money(-0.004)).toBe('0.00')
    expect(money(-1_234_567.891)).toBe('-1,234,567.89')
    expect(change(-12.5)).toBe('-12.50')
    expect(change(12.5)).toBe('+12.50')
    expect(change(0)).toBe('0.00')
  })

  it('keep the digits that matter of small prices and quantities', () => {
    expect(price(65_032.5)).toBe('65,032.50')
    expect(price(0.000_012_345_6)).toBe('0.000012346')
    expect(quantity(0.012_345_67)).toBe('0.0123457')
    expect(quantity(1_234_567)).toBe('1,234,567')
  })

  it('name sizes, counts and instants', () => {
    expect([fileSize(812), fileSize(15_565), fileSize(3_250_586)]).toEqual(['812 B', '15.2 KB', '3.1 MB'])
    expect([counted(1, 'retry', 'retries'), counted(2, 'retry', 'retries')]).toEqual(['1 retry', '2 retries'])
    expect([inCycles(1), inCycles(2)]).toEqual(['in the next cycle', 'in 2 cycles'])
    expect(instant('2026-01-01T10:06:32.041Z')).toBe('2026-01-01 10:06:32Z')
    expect(timeOfDay('2026-01-01T10:06:32.041Z')).toBe('10:06:32Z')
  })
})
