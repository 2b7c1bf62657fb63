import { isoTime } from '../../orchestrator/clock.js'
import { type Database, snapshot } from '../../store/connection.js'
import {
  equityRows,
  equitySpan,
  largestFills,
  lastState,
  newestEquity,
  rebasedPeaks,
  type StateChange,
  type StatePlace,
  stateChangesAfter,
} from '../../store/money-queries.js'
import type { Series } from '../api.js'
import type { OpenRecord } from './open-record.js'
import { BookProfits } from './series/book-profits.js'
import { type Bucket, Buckets, fewer } from './series/buckets.js'
import { cycleBuckets, noPeak } from './series/cycle-buckets.js'
import { haltsWithin, seconds, type TimeSpan } from './series/halts.js'

/** Which part of the record, in how many points at most. */
export interface SeriesQuery {
  /** Market time, epoch ms; missing: from the beginning, up to now. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly points: number
}

/** The most that can be asked for. */
export const MOST_POINTS = 2000
const MOST_FILLS = 2000
const MOST_HALTS = 500
/** Answers that are kept while no cycle ends. */
const MOST_ANSWERS = 8
const BEGINNING = ''
const END = '~'

/**
 * Money over time, of a record that grows: the whole of it is followed, so that asking again costs what has been added.
 * Throws StoreError when the record cannot be read.
 */
export class SeriesReader {
  readonly #record: OpenRecord
  readonly #profits = new BookProfits()
  #whole = new Buckets(MOST_POINTS)
  /** The last row of the record that was read. */
  #newest = 0
  #changes: StateChange[] = []
  /** Up to which the changes are known. */
  #state: StatePlace | undefined
  readonly #answers = new Map<string, Series>()

  constructor(record: OpenRecord) {
    this.#record = record
  }

  read({ fromMs, toMs, points }: SeriesQuery): Series {
    const span = {
      from: fromMs === undefined ? BEGINNING : isoTime(fromMs),
      to: toMs === undefined ? END : isoTime(toMs),
    }
    return this.#record.read((store) => {
      if (store === undefined) return nothing
      const { database } = store
      return snapshot(database, () => {
        this.#follow(database)
        const most = Math.min(Math.max(Math.trunc(points), 2), MOST_POINTS)
        const key = JSON.stringify([span, most])
        const answer = this.#answers.get(key) ?? this.#answer(database, span, most)
        if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear()
        this.#answers.set(key, answer)
        return answer
      })
    })
  }

  /** Takes in the cycles that have ended since. */
  #follow(database: Database): void {
    const newest = newestEquity(database)
    if (newest === this.#newest) return
    this.#answers.clear()
    if (newest < this.#newest) this.#forget() // another record in its place
    const last = this.#whole.all.at(-1) ?? { ...noPeak, lastId: 0 }
    for (const cycle of this.#cyclesAfter(database, last, newest)) this.#whole.add(cycle)
    for (const change of stateChangesAfter(database, this.#state)) this.#changes.push(change)
    this.#state = lastState(database)
    this.#newest = newest
  }

  #forget(): void {
    this.#whole = new Buckets(MOST_POINTS)
    this.#changes = []
    this.#state = undefined
  }

  #answer(database: Database, span: TimeSpan, most: number): Series {
    const isWhole = span.from === BEGINNING && span.to === END
    const buckets = isWhole ? fewer(this.#whole.all, most) : this.#within(database, span, most)
    const { fills, count } = largestFills(database, { ...span, limit: MOST_FILLS })
    return {
      ...this.#columns(database, buckets),
      halts: haltsWithin(this.#changes, span, MOST_HALTS),
      fills: fills.map((fill) => ({ ...fill, at: seconds(fill.at) })),
      fillsCut: count > fills.length,
    }
  }

  #within(database: Database, span: TimeSpan, most: number): readonly Bucket[] {
    const rows = equitySpan(database, span)
    if (rows === undefined) return []
    const before = this.#whole.all.findLast(({ lastId }) => lastId < rows.first) ?? { ...noPeak, lastId: 0 }
    const buckets = new Buckets(most)
    for (const cycle of this.#cyclesAfter(database, before, rows.last))
      if (cycle.lastId >= rows.first) buckets.add(cycle)
    return buckets.all
  }

  #cyclesAfter(database: Database, start: Pick<Bucket, 'lastId' | 'peak' | 'at'>, upTo: number): Iterable<Bucket> {
    return cycleBuckets(equityRows(database, { after: start.lastId, upTo }), start, rebasedPeaks(database))
  }

  #columns(database: Database, buckets: readonly Bucket[]): Omit<Series, 'halts' | 'fills' | 'fillsCut'> {
    const profits = buckets.map(({ lastId }) => this.#profits.at(database, lastId))
    const agents = new Set(profits.flatMap((books) => [...books.keys()]))
    return {
      at: buckets.map(({ at }) => seconds(at)),
      equity: buckets.map(({ equity }) => equity),
      low: buckets.map(({ low }) => low),
      drawdown: buckets.map(({ drawdown }) => drawdown),
      exposure: buckets.map(({ exposure }) => exposure),
      books: Object.fromEntries([...agents].map((agent) => [agent, profits.map((books) => books.get(agent) ?? null)])),
    }
  }
}

const nothing: Series = {
  at: [],
  equity: [],
  low: [],
  drawdown: [],
  exposure: [],
  books: {},
  halts: [],
  fills: [],
  fillsCut: false,
}
