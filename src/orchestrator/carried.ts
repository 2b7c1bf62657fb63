import type { Cycle, Json, TradingStateName } from '../agents/agent.js'
import type { CycleReport, RunRecord } from './record.js'
import type { Tally } from './tally.js'

/** A cycle that an earlier process did not end. */
export interface Interrupted {
  readonly cycle: Cycle
  /** ISO UTC. */
  readonly startedAt: string
  /** The records of the agents that need not run again, by name. */
  readonly finished: ReadonlyMap<string, RunRecord>
}

/** What one cycle hands to the next; sealed with each, loaded at start. */
export interface Carried {
  readonly tally: Tally
  /** By agent, what its last accepted proposal left. */
  readonly memory: ReadonlyMap<string, Json>
  readonly state?: { readonly name: TradingStateName; readonly since: string }
  /** What the last sealed cycle looked at: the place in recorded data. */
  readonly asOf?: string
  /** To be gone on with by the next cycle. */
  readonly interrupted?: Interrupted | undefined
}

/** What a sealed cycle leaves; one that was stopped on the way is looked at again. */
export function carriedFrom({ cycle, status, tally, state, runs }: CycleReport<unknown>, before: Carried): Carried {
  const place = status === 'aborted' ? before.asOf : cycle.asOf
  const memory = new Map(before.memory)
  for (const { agent, proposal } of runs) if (proposal?.memory !== undefined) memory.set(agent, proposal.memory)
  return {
    tally,
    memory,
    state: { name: state.state, since: state.since },
    ...(place === undefined ? {} : { asOf: place }),
  }
}
