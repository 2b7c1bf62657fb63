import { zonedTimes } from './zoned-times.js'

/** A date and a time of day, with its offset from UTC. */
interface LocalTime {
  /** `2026-01-01` */
  readonly date: string
  /** `11:15:00+01:00` */
  readonly time: string
}

/**
 * How screens of this process write times; a person looks at them in one zone, as in one language, so it is said once
 * and not to every line that is drawn.
 */
let write: (iso: string) => LocalTime = inUtc

/** Has people's screens show times in a zone, as Intl names it; what programs read stays in UTC. */
export function showTimesIn(timeZone: string): void {
  write = timeZone === 'UTC' ? inUtc : writerOf(timeZone) // Intl loads its tables, which a start in UTC does without
}

/** An ISO UTC instant as people's screens show it. */
export function localTime(iso: string): LocalTime {
  return write(iso)
}

function inUtc(iso: string): LocalTime {
  return { date: iso.slice(0, 10), time: `${iso.slice(11, 19)}Z` }
}

function writerOf(timeZone: string): (iso: string) => LocalTime {
  const zoned = zonedTimes(timeZone)
  return (iso) => {
    const epochMs = Date.parse(iso)
    if (Number.isNaN(epochMs)) return inUtc(iso)
    const { date, time, offset } = zoned.at(epochMs)
    return { date, time: `${time}${offset}` }
  }
}
