import type { Briefing, Cycle, Proposal, TradingState } from '../agents/agent.js'
import type { Book, Portfolio, RoundTrip } from '../desk/portfolio.js'
import { SAME, textFrom } from './changing-text.js'
import type { Database } from './connection.js'
import { withRemoved } from './removed-texts.js'

/** What a run was told, but candles. */
export interface RecordedBriefing extends Omit<Briefing, 'market' | 'settings'> {
  /** Secrets masked. */
  readonly settings?: unknown
  /** When the market was looked at, epoch ms in its source's own time. */
  readonly seenAtMs: number
  /** The outline of what it looked like; see market-outline.ts. */
  readonly market: string
}

/** What a run of a sealed cycle was told; undefined when none of it is kept (any more). */
export function briefingOf(database: Database, cycleId: string, agent: string): RecordedBriefing | undefined {
  const row = toldTo(database, cycleId, agent)
  if (row === undefined) return undefined
  const { id, cycle, settings, toldState, seenAt, market, observation, own, ...rest } = row
  const memory = new Memories(database).leftBy(agent, id - 1)
  const portfolio: Portfolio = {
    ...accountOf(database, observation),
    roundTrips: roundTrips(database, rest),
    own: own === null ? untouched : bookOf(database, agent, id),
  }
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
  return row && toProposal(row, (place) => new Memories(database).leftBy(agent, place))
}

/** What the row of a run tells of its proposal. */
export interface ProposalRow {
  /** Of the run among all. */
  readonly place: number
  readonly proposal: string | null
  readonly memory: string | null
}

/** The proposal in a row; `leftBy` looks up the memory (JSON) that the run left. */
export function toProposal(
  { place, proposal, memory }: ProposalRow,
  leftBy: (place: number) => string | undefined,
): Proposal | undefined {
  if (proposal === null) return undefined
  const left = memory === null ? undefined : leftBy(place)
  return { ...JSON.parse(proposal), ...(left === undefined ? {} : { memory: JSON.parse(left) }) }
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
  readonly observation: number
  readonly count: number
  readonly last: number | null
}

function toldTo(database: Database, cycleId: string, agent: string): Told | undefined {
  const row = database
    .prepare(`
      SELECT runs.rowid AS id, cycles.number, tick, as_of AS asOf, attempt, own, told_state AS toldState,
             told_proposals AS toldProposals, json AS settings, seen_at AS seenAt, market, observation,
             round_trips AS count, last_round_trip AS last
      FROM runs JOIN cycles ON cycles.id = cycle_id JOIN observations ON observations.id = observation
           LEFT JOIN settings ON settings.id = runs.settings
      WHERE cycle_id = ? AND agent = ?`)
    .get(cycleId, agent)
  if (row === undefined) return undefined
  const { number, tick, asOf, ...told } = row
  return { ...told, cycle: { id: cycleId, number, tick, asOf } }
}

/** What agents remember between their runs; quick to be asked in the order of runs. */
export class Memories {
  readonly #database: Database
  readonly #statement
  /** The last that was asked for, by agent. */
  readonly #known = new Map<string, PlacedText>()

  constructor(database: Database) {
    this.#database = database
    this.#statement = database.prepare(`
      SELECT rowid AS place, memory AS text FROM runs
      WHERE agent = ? AND memory <> '${SAME}' AND rowid <= ? ORDER BY rowid DESC`)
  }

  /** The memory (JSON) after the run at `place`, as the last proposal up to it left it. */
  leftBy(agent: string, place: number): string | undefined {
    const known = this.#known.get(agent)
    let newest: number | undefined
    const rows: Iterable<PlacedText> = this.#statement.iterate(agent, place)
    const placed = (function* () {
      for (const row of rows) {
        newest ??= row.place
        yield row.place === known?.place ? known : row
      }
    })()
    const text = textFrom(withRemoved(placed, this.#database, { kind: 'memory', agent }))
    if (text !== undefined && newest !== undefined) this.#known.set(agent, { place: newest, text })
    return text
  }
}

interface PlacedText {
  /** The place of the run among all. */
  readonly place: number
  readonly text: string
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

type Account = Omit<Portfolio, 'roundTrips' | 'own'>

function accountOf(database: Database, observation: number): Account {
  const rows = database
    .prepare(`SELECT account AS text FROM observations WHERE id <= ? AND account <> '${SAME}' ORDER BY id DESC`)
    .iterate(observation)
  return JSON.parse(textFrom(withRemoved(rows, database, { kind: 'account', agent: '' })) ?? 'null')
}

const untouched: Book = { positions: {}, cashFlow: 0, realised: 0, fees: 0, profit: 0 }

/** As the run at `place` was told it. */
function bookOf(database: Database, agent: string, place: number): Book {
  const rows = database
    .prepare(`SELECT own AS text FROM runs WHERE agent = ? AND own <> '${SAME}' AND rowid <= ? ORDER BY rowid DESC`)
    .iterate(agent, place)
  return JSON.parse(textFrom(withRemoved(rows, database, { kind: 'own', agent })) ?? 'null')
}

const namesIn = (list: string): readonly string[] => (list === '' ? [] : list.split(','))

function missing(cycleId: string, agent: string): never {
  throw new TypeError(`${cycleId}: ${agent} has told others what is not kept`)
}
