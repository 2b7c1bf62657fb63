import * as z from 'zod'
import type { Agent, Proposal } from '../agents/agent.js'
import { openStoreForReading } from '../store/database.js'
import { type RecordedMarket, recordedMarket } from './recorded-market.js'

/** From the first to the last instant that an agent has proposals of, ISO UTC. */
export interface RecordedSpan {
  readonly from: string
  readonly to: string
}

/** A stretch of market time, without its beginning and with its end, epoch ms. */
export interface Stretch {
  readonly afterMs: number
  readonly untilMs: number
}

/** What agents proposed in a live run. */
export interface ProposalRecord {
  readonly market: RecordedMarket
  /** Undefined when the agent proposed nothing at all. */
  spanOf(agent: string): RecordedSpan | undefined
  /** The last that an agent proposed in a stretch of time. */
  proposalIn(agent: string, stretch: Stretch): Proposal | undefined
  close(): void
}

/**
 * Opens the record in a data folder, also beside a running loop; undefined when there is none. Throws StoreError for
 * another format, a foreign file, or no access.
 */
export function openRecord(dataDir: string): ProposalRecord | undefined {
  const store = openStoreForReading(dataDir)
  if (store === undefined) return undefined
  const span = store.database.prepare(`
    SELECT min(as_of) AS "from", max(as_of) AS "to" FROM runs JOIN equity USING (cycle_id)
    WHERE agent = ? AND proposal IS NOT NULL`)
  // By time first, which a cross join keeps to: the planner would read all that the agent ever proposed. The account has
  // a row for every sealed cycle, and an index by time.
  const last = store.database.prepare(`
    SELECT proposal FROM equity CROSS JOIN runs USING (cycle_id)
    WHERE as_of > ? AND as_of <= ? AND agent = ? AND proposal IS NOT NULL ORDER BY as_of DESC LIMIT 1`)
  return {
    market: recordedMarket(store),
    spanOf(agent) {
      const found = span.get(agent)
      return found.from === null ? undefined : found
    },
    proposalIn(agent, { afterMs, untilMs }) {
      const found = last.get(iso(afterMs), iso(untilMs), agent)
      return found === undefined ? undefined : JSON.parse(found.proposal)
    },
    close: store.close,
  }
}

/** What a recorded agent is made of. */
export interface RecordedAgentOptions {
  readonly record: Pick<ProposalRecord, 'proposalIn'>
  /** From one cycle to the next, ms of market time: a proposal answers for one cycle only. */
  readonly spacingMs: number
}

/** Answers what the agent of this name last proposed, in the record, since the cycle before; a verdict is for the cycle that asks. */
export function recordedAgent(name: string, { record, spacingMs }: RecordedAgentOptions): Agent {
  return {
    name,
    settings: z.unknown(),
    run({ cycle }) {
      const untilMs = Date.parse(cycle.asOf)
      const found = record.proposalIn(name, { afterMs: untilMs - spacingMs, untilMs })
      if (found === undefined) return { summary: 'nothing was recorded for this time' }
      const { memory: _, verdict, ...proposal } = found
      return verdict === undefined ? proposal : { ...proposal, verdict: { ...verdict, cycleId: cycle.id } }
    },
  }
}

/** Later instants have names that do not sort as text. */
const END_OF_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

const iso = (epochMs: number) => new Date(Math.min(epochMs, END_OF_TIME_MS)).toISOString()
