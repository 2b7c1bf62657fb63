import type { Briefing, Proposal, TradingState } from '../agents/agent.js'
import type { Book, RoundTrip } from '../desk/portfolio.js'
import type { RunRecord } from '../orchestrator/record.js'
import { ChangingText, SAME } from './changing-text.js'
import type { Database } from './connection.js'
import { marketOutline, seenAtMs } from './market-outline.js'

/** Hides what must not be written. */
export type Mask = (text: string) => string

/** What the row of a run tells of its briefing and of the memory that it left; null where there was none. */
export interface BriefingColumns {
  readonly attempt: number | null
  readonly observation: number | null
  readonly settings: number | null
  /** As a ChangingText of the agent; null for the book of one that never traded. */
  readonly own: string | null
  /** JSON, or SAME as the cycle's. */
  readonly toldState: string | null
  /** Names of runs of the same cycle, with commas. */
  readonly toldProposals: string | null
  /** As a ChangingText of the agent. */
  readonly memory: string | null
  /** JSON of the memory, when it is another than before. */
  readonly newMemory: string | null
}

/** So many cycles at most after the one that settings tell of, they were given out last. */
export const USED_WITHIN = 1000

type Observation = Pick<Briefing, 'market'> & Pick<Briefing['portfolio'], 'cash' | 'positions' | 'baselines'>

/**
 * Keeps what runs were told but candles, everything once: settings as long as they are the same, the account a cycle, a
 * round trip when it is new, books and memories as they change. The caller holds the transaction, and calls `forget` when that was undone.
 */
export class BriefingRecords {
  readonly #mask: Mask
  readonly #insertSettings
  readonly #insertObservation
  readonly #insertRoundTrip
  readonly #selectLastTrip
  readonly #settings = new Map<unknown, { readonly id: number; readonly used: number }>()
  /** By agent. */
  readonly #memories = new Map<string, ChangingText>()
  readonly #books = new Map<string, ChangingText>()
  #accounts = new ChangingText()
  #seen: (Observation & { readonly id: number }) | undefined
  #lastTrip: (RoundTrip & { readonly id: number }) | undefined

  constructor(database: Database, mask: Mask) {
    this.#mask = mask
    this.#insertSettings = database.prepare(`
      INSERT INTO settings (json, used) VALUES (?, ?) ON CONFLICT DO UPDATE SET used = excluded.used RETURNING id`)
    this.#insertObservation = database.prepare(`
      INSERT INTO observations (seen_at, market, account, round_trips, last_round_trip) VALUES (?, ?, ?, ?, ?)`)
    this.#insertRoundTrip = database.prepare(`
      INSERT INTO round_trips (agent, symbol, opened_at, closed_at, profit) VALUES (?, ?, ?, ?, ?) RETURNING id`)
    this.#selectLastTrip = database.prepare(`
      SELECT id, agent, symbol, opened_at AS openedAt, closed_at AS closedAt, profit
      FROM round_trips ORDER BY id DESC LIMIT 1`)
  }

  /** Keeps what a run was told beside its row; `state` is that of its cycle. */
  columnsOf(run: Pick<RunRecord, 'agent' | 'briefing' | 'proposal'>, state: TradingState): BriefingColumns {
    const { agent, briefing, proposal } = run
    const memory = this.#memoryLeft(agent, proposal?.memory)
    if (briefing === undefined) return { ...nothingTold, ...memory }
    return {
      attempt: briefing.attempt,
      observation: this.#observationOf(briefing),
      settings: this.#settingsOf(briefing),
      own: this.#bookOf(agent, briefing.portfolio.own),
      toldState: stateTold(briefing.state, state),
      toldProposals: Object.keys(briefing.proposals).join(),
      ...memory,
    }
  }

  /** Nothing that was kept since may be relied upon. */
  forget(): void {
    this.#settings.clear()
    this.#memories.clear()
    this.#books.clear()
    this.#accounts = new ChangingText()
    this.#seen = undefined
    this.#lastTrip = undefined
  }

  #memoryLeft(agent: string, left: Proposal['memory']): Pick<BriefingColumns, 'memory' | 'newMemory'> {
    if (left === undefined) return { memory: null, newMemory: null }
    const json = JSON.stringify(left)
    const memory = textOf(this.#memories, agent).written(json)
    return { memory, newMemory: memory === SAME ? null : json }
  }

  #bookOf(agent: string, own: Book): string | null {
    return isUntouched(own) ? null : textOf(this.#books, agent).written(JSON.stringify(own))
  }

  #settingsOf({ settings, cycle }: Briefing): number | null {
    const known = this.#settings.get(settings)
    if (known !== undefined && cycle.number - known.used < USED_WITHIN) return known.id
    const json = settingsJson(settings, this.#mask)
    if (json === undefined) return null
    const { id }: { readonly id: number } = this.#insertSettings.get(json, cycle.number)
    this.#settings.set(settings, { id, used: cycle.number })
    return id
  }

  #observationOf({ market, portfolio }: Briefing): number {
    const { own: _, roundTrips, ...account } = portfolio
    const { cash, positions, baselines } = account
    const seen = this.#seen
    if (seen?.market === market && seen.positions === positions && seen.baselines === baselines && seen.cash === cash)
      return seen.id
    this.#keepRoundTrips(roundTrips)
    const { lastInsertRowid } = this.#insertObservation.run(
      new Date(seenAtMs(market)).toISOString(),
      marketOutline(market),
      this.#accounts.written(JSON.stringify(account)),
      roundTrips.length,
      roundTrips.length === 0 ? null : (this.#lastTrip?.id ?? null),
    )
    const id = Number(lastInsertRowid)
    this.#seen = { market, positions, baselines, cash, id }
    return id
  }

  /** Those that are newer than the last that is kept. */
  #keepRoundTrips(roundTrips: readonly RoundTrip[]): void {
    if (roundTrips.length === 0) return
    const last = (this.#lastTrip ??= this.#selectLastTrip.get())
    const from = last === undefined ? 0 : roundTrips.findLastIndex((trip) => isSameTrip(trip, last)) + 1
    for (const trip of roundTrips.slice(from)) {
      const { agent, symbol, openedAt, closedAt, profit } = trip
      const { id }: { readonly id: number } = this.#insertRoundTrip.get(agent, symbol, openedAt, closedAt, profit)
      this.#lastTrip = { ...trip, id }
    }
  }
}

function textOf(texts: Map<string, ChangingText>, agent: string): ChangingText {
  const known = texts.get(agent) ?? new ChangingText()
  texts.set(agent, known)
  return known
}

const nothingTold = {
  attempt: null,
  observation: null,
  settings: null,
  own: null,
  toldState: null,
  toldProposals: null,
} as const

function stateTold(told: TradingState | undefined, state: TradingState): string | null {
  if (told === undefined) return null
  return told === state ? SAME : JSON.stringify(told)
}

/** Whether the book is that of an agent that never traded. */
function isUntouched({ positions, cashFlow, realised, fees, profit }: Book): boolean {
  if (cashFlow !== 0 || realised !== 0 || fees !== 0 || profit !== 0) return false
  return Object.keys(positions).length === 0
}

function isSameTrip(one: RoundTrip, other: RoundTrip): boolean {
  return (
    one.closedAt === other.closedAt &&
    one.profit === other.profit &&
    one.agent === other.agent &&
    one.symbol === other.symbol &&
    one.openedAt === other.openedAt
  )
}

/** Settings as they are written; undefined when there are none. */
export function settingsJson(settings: unknown, mask: Mask): string | undefined {
  return JSON.stringify(settings, (_key, value: unknown) => masked(value, mask))
}

/** A secret that was made a number is one all the same. */
function masked(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value !== 'number') return value
  const text = String(value)
  const hidden = mask(text)
  return hidden === text ? value : hidden
}
