import type { Settlement } from '../desk/settlement.js'
import type { CycleReport } from '../orchestrator/record.js'

/** A sealed cycle together with what the desk made of it. */
export type DeskReport = CycleReport<Settlement>

/** One reason for the trading state. */
export type StateReason = DeskReport['state']['reasons'][number]
