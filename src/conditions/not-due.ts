import type { Conditions } from '../config/condition-schema.js'
import type { Condition } from './condition.js'
import { everyCycles } from './every.js'
import { whileHealth } from './health.js'
import { duringHours } from './hours.js'
import { onSchedule } from './schedule.js'
import { onSignal } from './signal.js'
import { whileState } from './state.js'

/** All conditions of an agent as one: the first that does not hold says why. Undefined where there are none. */
export function notDue({ every, schedule, hours, when }: Conditions): Condition | undefined {
  const conditions = [
    ...(every === undefined ? [] : [everyCycles(every)]),
    ...(schedule === undefined ? [] : [onSchedule(schedule)]),
    ...(hours === undefined ? [] : [duringHours(hours)]),
    ...(when === undefined ? [] : [onceSo(when)]),
  ]
  if (conditions.length === 0) return undefined
  return (moment) => {
    for (const condition of conditions) {
      const why = condition(moment)
      if (why !== undefined) return why
    }
    return undefined
  }
}

function onceSo(when: NonNullable<Conditions['when']>): Condition {
  if ('health' in when) return whileHealth(when.agent, when.health)
  return 'state' in when ? whileState(when.state) : onSignal(when)
}
