/** An instant as people's screens show it. */
export interface ZonedTime {
  /** `2026-01-01`. */
  readonly date: string
  /** `14:03:22`. */
  readonly time: string
  /** `+01:00`; `Z` for UTC. */
  readonly offset: string
}

/** Tells instants in one time zone. */
export interface ZonedTimes {
  /** As it was asked for; `UTC` where it is not known here. */
  readonly zone: string
  at(epochMs: number): ZonedTime
}

/** Instants in a zone such as `Europe/Zurich`, each with the offset that holds then. */
export function zonedTimes(zone: string): ZonedTimes {
  const format = formatFor(zone) ?? formatFor('UTC')
  const known = formatFor(zone) === undefined ? 'UTC' : zone
  return {
    zone: known,
    at(epochMs) {
      const named: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
      for (const { type, value } of format?.formatToParts(epochMs) ?? []) named[type] = value
      const { year, month, day, hour, minute, second, timeZoneName = '' } = named
      const offset = timeZoneName.replace('GMT', '') || '+00:00' // engines differ
      return {
        date: `${year?.padStart(4, '0')}-${month}-${day}`,
        time: `${hour}:${minute}:${second}`,
        offset: known === 'UTC' ? 'Z' : offset,
      }
    },
  }
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined // a browser and its server know different zones
    throw error
  }
}
