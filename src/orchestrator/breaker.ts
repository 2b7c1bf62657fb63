import type { Failure } from './record.js'
import type { AgentTally } from './tally.js'

/** When an agent that keeps failing is left out, and for how long. */
export interface BreakerPolicy {
  /** So many failures in a row open the breaker; 0: none do. */
  readonly failures: number
  /** So many cycles the agent rests before it is tried again. */
  readonly cycles: number
}

/**
 * Whether an agent runs: while `closed` it does, while `open` it rests, and `half-open` it runs once, which closes the
 * breaker or opens it anew. `triesInCycles` counts from the last cycle: 1 is the next.
 */
export type Breaker =
  | { readonly state: 'closed' | 'half-open' }
  | { readonly state: 'open'; readonly triesInCycles: number }

const closed: Breaker = { state: 'closed' }

type Streak = Pick<AgentTally, 'consecutiveFailures' | 'rested'>

/** Where the breaker of an agent with these counts stands. */
export function breaker({ consecutiveFailures, rested }: Streak, { failures, cycles }: BreakerPolicy): Breaker {
  if (failures === 0 || consecutiveFailures < failures) return closed
  return rested < cycles ? { state: 'open', triesInCycles: cycles - rested + 1 } : { state: 'half-open' }
}

/** Why an agent rests in the cycle after these counts; undefined when it does not. */
export function resting(streak: Streak, policy: BreakerPolicy): Failure | undefined {
  const stand = breaker(streak, policy)
  if (stand.state !== 'open') return undefined
  const { consecutiveFailures } = streak
  const leftOut = stand.triesInCycles - 1
  const failed = consecutiveFailures === 1 ? 'failed' : `failed ${consecutiveFailures} times in a row`
  const then = leftOut === 1 ? 'the next cycle' : `${leftOut} cycles`
  return { code: 'circuit-open', message: `${failed}; tries again in ${then}` }
}
