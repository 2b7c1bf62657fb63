import type { Unit } from './unit.js'

/** A headline while it is read: each rule adds to it. */
export interface Draft {
  readonly units: readonly Unit[]
  /** What each unit says, −1 … 1 and at times beyond. */
  readonly values: number[]
  /** Units whose meaning is part of another's. */
  readonly isTaken: boolean[]
}

/** A headline of which nothing is read yet. */
export function createDraft(units: readonly Unit[]): Draft {
  return { units, values: units.map(() => 0), isTaken: units.map(() => false) }
}

/** Makes the units from one to another part of what a rule reads. */
export function take({ isTaken, values }: Draft, from: number, to: number): void {
  for (let i = from; i <= to; i++) {
    isTaken[i] = true
    values[i] = 0
  }
}
