import * as z from 'zod'
import type { AgentTally, Tally } from '../orchestrator/tally.js'

const count = z.number()
const words = z.string().nullable()

/** As much of a tally as whoever counts on relies on. */
const schema = z.looseObject({
  cycles: count,
  completedCycles: count,
  completedMs: count,
  skippedTicks: count,
  agents: z.record(
    z.string(),
    z.looseObject({
      executions: count,
      successes: count,
      failures: count,
      timeouts: count,
      retries: count,
      totalDurationMs: count,
      consecutiveFailures: count,
      recentFailures: z.array(count),
      lastExecution: words,
      lastStatus: words,
      lastDurationMs: count.nullable(),
      lastError: words,
      unhealthyCycles: count,
    }),
  ),
  alerts: z.array(z.looseObject({ kind: z.string(), message: z.string(), raisedAt: z.string(), cycleId: z.string() })),
})

/** Reads a tally from the text that is kept of it, also one from before there were breakers and expectations; throws TypeError. */
export function parseTally(text: string): Tally {
  const json: unknown = JSON.parse(text)
  if (!schema.safeParse(json).success) throw new TypeError('a tally of another shape')
  return completed(json as Tally) // the schema has checked it
}

function completed(tally: Tally): Tally {
  const beforeThem: Pick<AgentTally, 'rested' | 'breaker' | 'expectedDurationMs'> = {
    rested: 0,
    breaker: { state: 'closed' },
    expectedDurationMs: null,
  }
  const agents = Object.entries(tally.agents).map(([name, counts]) => [name, { ...beforeThem, ...counts }] as const)
  return { ...tally, agents: Object.fromEntries(agents) }
}
