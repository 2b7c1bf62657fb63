import { afterEach, describe, expect, it } from 'vitest'
import { instant, timeOfDay } from '../../src/report/figures.js'
import { showTimesIn } from '../../src/report/local-time.js'

afterEach(() => showTimesIn('UTC'))

describe('times on screens for people', () => {
  it('are in UTC where no zone is named', () => {
    expect(instant('2026-01-01T23:59:59.999Z')).toBe('2026-01-01 23:59:59Z')
    expect(timeOfDay('2026-01-01T00:00:00Z')).toBe('00:00:00Z')
  })

  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.000Z', '2026-03-29 01:59:59+01:00'], // the second before summer time
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29 03:00:00+02:00'],
    ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25 02:30:00+02:00'], // this hour comes twice:
    ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25 02:30:00+01:00'], // the offset tells which it is
    ['Europe/London', '2026-01-01T10:15:00.000Z', '2026-01-01 10:15:00+00:00'],
    ['Asia/Kolkata', '2026-01-01T20:00:00.000Z', '2026-01-02 01:30:00+05:30'],
    ['America/St_Johns', '2026-01-01T02:00:00.000Z', '2025-12-31 22:30:00-03:30'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '2027-01-01 00:00:00+14:00'],
  ])('are in %s with the offset of that instant', (zone, iso, shown) => {
    showTimesIn(zone)
    expect(instant(iso)).toBe(shown)
    expect(`${shown.slice(0, 10)} ${timeOfDay(iso)}`).toBe(shown)
  })

  it('show what is no time as it is', () => {
    showTimesIn('Europe/Berlin')
    expect(instant('not yet')).toBe('not yet Z')
  })
})
