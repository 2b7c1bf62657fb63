import type { Json, Proposal } from '../agent.js'
import type { Decision } from './decision.js'

/** What a provider says. */
export interface Counsel {
  /** A symbol without one is HOLD. */
  readonly decisions: readonly Decision[]
  /** What people must hear of first, such as a budget that is used up. */
  readonly alert?: string
  readonly metrics?: NonNullable<Proposal['metrics']>
  /** Kept with the run, beside what is said per symbol. */
  readonly data?: Readonly<Record<string, Json>>
}
