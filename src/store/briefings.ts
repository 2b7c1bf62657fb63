import type { Briefing, Cycle, Proposal, TradingState } from '../agents/agent.js'
import type { Book, Portfolio, RoundTrip } from '../desk/portfolio.js'
import { SAME } from './briefing-records.js'
import type { Database } from './connection.js'

/** What a run was told, but candles. */
export interface RecordedBriefing extends Omit<Briefing, 'market' | 'settings'> {
  /** Secrets masked. */
  readonly settings?: unknown
  /** When the market was looked at, epoch ms in its source's own time. */
  readonly seenAtMs: number
  /** The outline of what it looked like; see market-outline.ts. */
  readonly market: string
}

/** What a run of a sealed cycle was told; undefined when none of it is kept. */
export function briefingOf(database: Database, cycleId: string, agent: string): RecordedBriefing | undefined {
  const row = toldTo(database, cycleId, agent)
  if (row === undefined) return undefined
  const { id, cycle, settings, toldState, seenAt, market, account, own, ...rest } = row
  const memory = memories(database)(agent, id)
  const portfolio: Portfolio = { ...JSON.parse(account), roundTrips: roundTrips(database, rest), own: bookOf(own) }
  return {
    cycle,
    attempt: row.attempt,
    ...(settings === null ? {} : { settings: JSON.parse(settings) }),
    seenAtMs: Date.parse(seenAt),
    market,
    portfolio,
    proposals: Object.fromEntries(
      namesIn(row.toldProposals).map((name) => [name, proposalOf(database, cycleId, name) ?? missing(cycleId, name)]),
    ),
    ...(toldState === null ? {} : { state: toldState === SAME ? stateOf(database, cycleId) : JSON.parse(toldState) }),
    ...(memory === undefined ? {} : { memory: JSON.parse(memory) }),
  }
}

/** What a run proposed, with the memory that it left; undefined when it proposed nothing. */
export function proposalOf(database: Database, cycleId: string, agent: string): Proposal | undefined {
  const row: ProposalRow | undefined = database
    .prepare('SELECT rowid AS place, proposal, memory FROM runs WHERE cycle_id = ? AND agent = ?')
    .get(cycleId, agent)
  return row && toProposal(row, (place) => memories(database)(agent, place))
}

/** What the row of a run tells of its proposal. */
export interface ProposalRow {
  /** Of the run among all. */
  readonly place: number
  readonly proposal: string | null
  readonly memory: string | null
}

/** The proposal in a row; `had` looks up the memory that the agent had before it. */
export function toProposal(
  { place, proposal, memory }: ProposalRow,
  had: (place: number) => string | undefined,
): Proposal | undefined {
  if (proposal === null) return undefined
  const left = memory === SAME ? had(place) : memory
  return { ...JSON.parse(proposal), ...(typeof left === 'string' ? { memory: JSON.parse(left) } : {}) }
}

interface Told {
  /** The place of the run among all. */
  readonly id: number
  readonly cycle: Cycle
  readonly attempt: number
  readonly own: string | null
  readonly toldState: string | null
  readonly toldProposals: string
  readonly settings: string | null
  readonly seenAt: string
  readonly market: string
  readonly account: string
  readonly count: number
  readonly last: number | null
}

function toldTo(database: Database, cycleId: string, agent: string): Told | undefined {
  const row = database
    .prepare(`
      SELECT runs.rowid AS id, cycles.number, tick, as_of AS asOf, attempt, own, told_state AS toldState,
             told_proposals AS toldProposals, json AS settings, seen_at AS seenAt, market, account,
             round_trips AS count, last_round_trip AS last
      FROM runs JOIN cycles ON cycles.id = cycle_id JOIN observations ON observations.id = observation
           LEFT JOIN settings ON settings.id = runs.settings
      WHERE cycle_id = ? AND agent = ?`)
    .get(cycleId, agent)
  if (row === undefined) return undefined
  const { number, tick, asOf, ...told } = row
  return { ...told, cycle: { id: cycleId, number, tick, asOf } }
}

/** Looks up the memory (JSON) that an agent had when its run at `place` began: what its last proposal before it left. */
export function memories(database: Database): (agent: string, place: number) => string | undefined {
  const statement = database.prepare(`
    SELECT memory FROM runs WHERE agent = ? AND memory <> '${SAME}' AND rowid < ? ORDER BY rowid DESC LIMIT 1`)
  return (agent, place) => statement.get(agent, place)?.memory
}

function stateOf(database: Database, cycleId: string): TradingState {
  const row = database
    .prepare('SELECT state, state_since AS since, reasons, restrictions FROM cycles WHERE id = ?')
    .get(cycleId)
  return {
    state: row.state,
    reasons: JSON.parse(row.reasons),
    restrict: JSON.parse(row.restrictions),
    since: row.since,
  }
}

function roundTrips(database: Database, { count, last }: Pick<Told, 'count' | 'last'>): readonly RoundTrip[] {
  return database
    .prepare(`
      SELECT agent, symbol, opened_at AS openedAt, closed_at AS closedAt, profit
      FROM round_trips WHERE id > ? AND id <= ? ORDER BY id`)
    .all((last ?? 0) - count, last ?? 0)
}

function bookOf(own: string | null): Book {
  return own === null ? { positions: {}, cashFlow: 0, realised: 0, fees: 0, profit: 0 } : JSON.parse(own)
}

const namesIn = (list: string): readonly string[] => (list === '' ? [] : list.split(','))

function missing(cycleId: string, agent: string): never {
  throw new TypeError(`${cycleId}: ${agent} has told others what is not kept`)
}
