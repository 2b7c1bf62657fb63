import type { Moment } from '../orchestrator/plan.js'

/** Why an agent has no turn at a moment; undefined when it has one. */
export type Condition = (moment: Moment) => string | undefined
