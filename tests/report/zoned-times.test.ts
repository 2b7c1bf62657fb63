import { describe, expect, it } from 'vitest'
import { zonedTimes } from '../../src/report/zoned-times.js'

const at = (zone: string, iso: string) => {
  const { date, time, offset } = zonedTimes(zone).at(Date.parse(iso))
  return `${date} ${time}${offset}`
}

describe('times of a zone', () => {
  it.each([
    ['UTC', '2026-01-01T10:15:00Z', '2026-01-01 10:15:00Z'],
    ['Europe/Zurich', '2026-03-29T00:59:59Z', '2026-03-29 01:59:59+01:00'],
    ['Europe/Zurich', '2026-03-29T01:00:00Z', '2026-03-29 03:00:00+02:00'],
    ['Europe/London', '2026-01-01T10:15:00Z', '2026-01-01 10:15:00+00:00'],
    ['Asia/Kolkata', '2026-01-01T18:30:00Z', '2026-01-02 00:00:00+05:30'],
    ['America/St_Johns', '2026-07-01T00:00:00Z', '2026-06-30 21:30:00-02:30'],
  ])('tell in %s %s as %s, with the offset that holds then', (zone, iso, shown) => {
    expect(at(zone, iso)).toBe(shown)
  })

  it('are told in UTC, and say so, where the browser does not know the zone', () => {
    expect(zonedTimes('Mars/Olympus').zone).toBe('UTC')
    expect(at('Mars/Olympus', '2026-01-01T10:15:00Z')).toBe('2026-01-01 10:15:00Z')
  })
})
