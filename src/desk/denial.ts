import type { DenialCode } from './order.js'

/** Why the desk does not send an order; figures in the limit's unit. */
export interface Denial {
  readonly code: DenialCode
  /** For people, with the figures. */
  readonly message: string
  readonly value?: number
  readonly limit?: number
}

/** One rule: gives a denial when `subject` breaks it. */
export type Check<Subject> = (subject: Subject) => Denial | undefined

/** The first denial in a list of rules; undefined when none is broken. */
export function firstDenial<Subject>(checks: readonly Check<Subject>[], subject: Subject): Denial | undefined {
  for (const check of checks) {
    const denial = check(subject)
    if (denial !== undefined) return denial
  }
  return undefined
}
