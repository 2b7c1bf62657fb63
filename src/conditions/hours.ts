import { type Conditions, WEEKDAYS } from '../config/condition-schema.js'
import type { Condition } from './condition.js'

/** A turn within some hours of some days, on the clock of a time zone. */
export function duringHours({ from, to, timeZone, weekdays }: NonNullable<Conditions['hours']>): Condition {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const days: ReadonlySet<string> = new Set(weekdays)
  const told = `runs from ${from} to ${to}${weekdays.length < WEEKDAYS.length ? ` on ${weekdays.join(', ')}` : ''}`
  return ({ cycle: { asOf } }) => {
    const { day, time } = readClock(clock, Date.parse(asOf))
    const isNextDay = to < from && time < to // they began the day before
    const isWithin = to < from ? time >= from || isNextDay : time >= from && time < to
    if (isWithin && days.has(isNextDay ? dayBefore(day) : day)) return undefined
    return `${told}, ${timeZone}; it is ${time} on ${day}`
  }
}

function readClock(clock: Intl.DateTimeFormat, epochMs: number): { readonly day: string; readonly time: string } {
  const parts = new Map(clock.formatToParts(epochMs).map(({ type, value }) => [type, value]))
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return { day: read('weekday').toLowerCase(), time: `${read('hour')}:${read('minute')}` }
}

function dayBefore(day: string): string {
  const days: readonly string[] = WEEKDAYS
  return days.at(days.indexOf(day) - 1) ?? day
}
