import type { DeskReport } from '../desk-report.js'
import type { GateState } from './gate-report.js'

/** The account and its yardstick after one cycle. */
export interface Moment {
  readonly atMs: number
  /** The same instant, ISO UTC. */
  readonly at: string
  /** False when a held symbol had no price: then equity, drawdown and exposure are those of the cycle before. */
  readonly isValued: boolean
  readonly equity: number
  readonly benchmark: number
  /** Below the highest equity so far, percent. */
  readonly drawdownPercent: number
  /** (equity − cash) / equity, percent. */
  readonly exposurePercent: number
}

/** What the gate made of a cycle; it has failed closed when something that must be known was not. */
export function gateStateOf({ state, reasons }: DeskReport['state']): GateState {
  if (state !== 'halted') return state
  return reasons.some(({ cause }) => cause === 'unknown') ? 'failed_closed' : 'halted'
}
