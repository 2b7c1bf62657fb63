import { type Conditions, WEEKDAYS } from '../config/condition-schema.js'

/** What gives an agent a turn, a phrase each: `every 4 cycles`, `while the state is active`. */
export function printConditions({ every, schedule, hours, when }: Conditions): readonly string[] {
  return [
    ...(every === undefined ? [] : [`every ${every} cycles`]),
    ...(schedule === undefined ? [] : [printSchedule(schedule)]),
    ...(hours === undefined ? [] : [printHours(hours)]),
    ...(when === undefined ? [] : [printWhen(when)]),
  ]
}

function printSchedule(schedule: NonNullable<Conditions['schedule']>): string {
  const { cron, timeZone } = typeof schedule === 'string' ? { cron: schedule, timeZone: 'UTC' } : schedule
  return `on "${cron}" ${timeZone}`
}

function printHours({ from, to, timeZone, weekdays }: NonNullable<Conditions['hours']>): string {
  const days = weekdays.length === WEEKDAYS.length ? '' : ` on ${weekdays.join(' ')}`
  return `from ${from} to ${to}${days} ${timeZone}`
}

function printWhen(when: NonNullable<Conditions['when']>): string {
  if ('health' in when) return `while ${when.agent} is ${[when.health].flat().join(' or ')}`
  if ('state' in when) return `while the state is ${[when.state].flat().join(' or ')}`
  const { agent, signal, symbol } = when
  return `on a ${signal} signal of ${agent}${symbol === undefined ? '' : ` for ${symbol}`}`
}
