import { Cron } from 'croner'
import type { Conditions } from '../config/condition-schema.js'
import type { Condition } from './condition.js'

/** A turn in the first cycle that looks at an instant of a cron schedule, or past it. */
export function onSchedule(schedule: NonNullable<Conditions['schedule']>): Condition {
  const { cron, timeZone } = typeof schedule === 'string' ? { cron: schedule, timeZone: 'UTC' } : schedule
  const instants = new Cron(cron, { mode: '5-part', timezone: timeZone })
  return ({ cycle: { asOf }, previousAsOf }) => {
    const asOfMs = Date.parse(asOf)
    // Before the first cycle nothing was missed: then only an instant that it looks at counts.
    const sinceMs = previousAsOf === undefined ? asOfMs - 1 : Date.parse(previousAsOf)
    const next = instants.nextRun(new Date(sinceMs))
    if (next !== null && next.getTime() <= asOfMs) return undefined
    return `runs on the schedule "${cron}"${next === null ? '' : `, next at ${next.toISOString()}`}`
  }
}
