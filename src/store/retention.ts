import type { Timer } from '../orchestrator/clock.js'
import { USED_WITHIN } from './briefing-records.js'
import { type Database, transaction } from './connection.js'
import { cycleIdOf } from './cycle-id.js'
import { RemovedTexts } from './removed-texts.js'

/** How many of the newest cycles keep their runs, and what those runs were told: at least so many. */
export interface Keep {
  readonly keepRuns: number
  readonly keepBriefings: number
}

/** The numbers of the first cycles whose runs, and what those were told, were not removed. */
export interface Kept {
  readonly runsFrom: number
  readonly briefingsFrom: number
}

/** From which cycles on a record is whole. */
export function keptIn(database: Database): Kept {
  return database.prepare('SELECT runs_from AS runsFrom, briefings_from AS briefingsFrom FROM retention').get()
}

/** So many cycles are removed together at least: a transaction costs more than they do. */
const TOGETHER = 16

/** What a piece of work takes at most, but for its commit and a very large cycle. */
const PIECE_MS = 2

/** More than one cycle brings, so that the work comes to an end however slow it is. */
const LEAST = 2

/** Whether to go on after so many cycles. */
type GoesOn = (done: number) => boolean

/**
 * Removes runs with their attempts and proposals, and what runs were told, of older cycles. Whatever stays is read as
 * before. Cycles, orders, fills, equity and what people did stay for ever, as do what agents remember and the tally.
 */
export class Retention {
  readonly #database: Database
  readonly #selectNewest
  readonly #selectRuns
  readonly #strip
  readonly #deleteAttempts
  readonly #deleteRuns
  readonly #keepMarks
  #kept: Kept | undefined

  constructor(database: Database) {
    this.#database = database
    this.#selectNewest = database.prepare(`
      SELECT number FROM cycles WHERE status NOT IN ('running', 'interrupted') ORDER BY number DESC LIMIT 1`)
    this.#selectRuns = database.prepare(
      'SELECT agent, own, memory, observation FROM runs WHERE cycle_id = ? ORDER BY rowid',
    )
    this.#strip = database.prepare(`
      UPDATE runs SET attempt = NULL, observation = NULL, settings = NULL, own = NULL, told_state = NULL,
        told_proposals = NULL, memory = NULL
      WHERE cycle_id = ?`)
    this.#deleteAttempts = database.prepare('DELETE FROM attempts WHERE cycle_id = ?')
    this.#deleteRuns = database.prepare('DELETE FROM runs WHERE cycle_id = ?')
    this.#keepMarks = database.prepare('UPDATE retention SET runs_from = ?, briefings_from = ?')
  }

  /**
   * Between two cycles, removes a piece of what is too old, if that is worth it: a few ms of work in one transaction,
   * however much there is. Never throws; tells in words what kept it from removing.
   */
  prune(keep: Keep, timer: Pick<Timer, 'now'>): string | undefined {
    try {
      const kept = (this.#kept ??= keptIn(this.#database))
      const until = this.#until(keep)
      const isWorthIt =
        until.runsFrom - kept.runsFrom >= TOGETHER || until.briefingsFrom - kept.briefingsFrom >= TOGETHER
      if (!isWorthIt) return undefined
      const startedMs = timer.now()
      const goesOn: GoesOn = (done) => done < LEAST || timer.now() - startedMs < PIECE_MS
      this.#kept = this.#unbound(() => transaction(this.#database, () => this.#piece(kept, until, goesOn)))
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** Counted from the last cycle that came to its end: those after it have nothing yet, and may be gone on with. */
  #until({ keepRuns, keepBriefings }: Keep): Kept {
    const next = (this.#selectNewest.get()?.number ?? 0) + 1
    return { runsFrom: next - keepRuns, briefingsFrom: next - Math.min(keepRuns, keepBriefings) }
  }

  /**
   * Without looking for references to what is removed: for want of an index, that would read all runs. And without
   * waiting for the disk: in a log that the next commit brings there as a whole, a power cut can only undo the removing.
   */
  #unbound<Result>(work: () => Result): Result {
    const { synchronous } = this.#database.prepare('PRAGMA synchronous').get()
    this.#database.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = NORMAL')
    try {
      return work()
    } finally {
      this.#database.exec(`PRAGMA foreign_keys = ON; PRAGMA synchronous = ${synchronous}`)
    }
  }

  #piece(kept: Kept, until: Kept, goesOn: GoesOn): Kept {
    const briefingsFrom = this.#removeBriefings(kept.briefingsFrom, until.briefingsFrom, goesOn)
    const runsFrom = this.#removeRuns(kept.runsFrom, Math.min(until.runsFrom, briefingsFrom), goesOn)
    this.#keepMarks.run(runsFrom, briefingsFrom)
    return { runsFrom, briefingsFrom }
  }

  #removeBriefings(from: number, until: number, goesOn: GoesOn): number {
    const texts = new RemovedTexts(this.#database)
    let newestSeen: number | null = null
    let number = from
    for (; number < until && goesOn(number - from); number++) {
      const id = cycleIdOf(number)
      const rows: ToldRow[] = this.#selectRuns.all(id)
      for (const { agent, own, memory, observation } of rows) {
        texts.add({ kind: 'own', agent }, own)
        texts.add({ kind: 'memory', agent }, memory)
        newestSeen = observation ?? newestSeen
      }
      this.#strip.run(id)
    }
    // Observations follow on each other as runs do, so none before this one is any kept run's.
    if (newestSeen !== null) this.#removeObservations(newestSeen, texts)
    texts.keep()
    this.#database.prepare('DELETE FROM settings WHERE used <= ?').run(number - USED_WITHIN)
    return number
  }

  /** Those before one that stays, and the round trips that only they tell of. */
  #removeObservations(before: number, texts: RemovedTexts): void {
    const rows: { readonly account: string }[] = this.#database
      .prepare('SELECT account FROM observations WHERE id < ? ORDER BY id')
      .all(before)
    for (const { account } of rows) texts.add({ kind: 'account', agent: '' }, account)
    this.#database.prepare('DELETE FROM observations WHERE id < ?').run(before)
    // A list of them only loses its first and gets another last.
    this.#database
      .prepare(
        'DELETE FROM round_trips WHERE id <= (SELECT last_round_trip - round_trips FROM observations WHERE id = ?)',
      )
      .run(before)
  }

  #removeRuns(from: number, until: number, goesOn: GoesOn): number {
    let number = from
    for (; number < until && goesOn(number - from); number++) {
      const id = cycleIdOf(number)
      this.#deleteAttempts.run(id)
      this.#deleteRuns.run(id)
    }
    return number
  }
}

interface ToldRow {
  readonly agent: string
  readonly own: string | null
  readonly memory: string | null
  readonly observation: number | null
}
