/** A time in which the gate was not open, and why in words; instants are in seconds since the epoch. */
export interface GateBand {
  readonly from: number
  readonly until: number
  readonly kind: 'reducing' | 'halted' | 'failed_closed'
  readonly title: string
  readonly lines: readonly string[]
}

/** An instant at which a person lifted something, and what in words. */
export interface ResumePoint {
  readonly at: number
  readonly title: string
  readonly lines: readonly string[]
}

/** What the gate did, as pictures show it. */
export interface ShownGate {
  readonly gate: readonly GateBand[]
  readonly resumes: readonly ResumePoint[]
}
