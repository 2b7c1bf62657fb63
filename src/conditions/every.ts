import type { Condition } from './condition.js'

/** A turn in each cycle whose number is a multiple. */
export function everyCycles(every: number): Condition {
  return ({ cycle: { number } }) =>
    number % every === 0 ? undefined : `runs every ${every} cycles, next in cycle ${number - (number % every) + every}`
}
