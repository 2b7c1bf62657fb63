import type { Briefing, Json } from '../../src/agents/agent.js'
import type { Database } from '../../src/store/connection.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { Retention } from '../../src/store/retention.js'
import { loadState } from '../../src/store/stored-state.js'
import { market, portfolio, position, symbolView } from '../support/briefing.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, runOf, startOf } from './sealed-cycles.js'

/** What one agent does in a cycle. */
export interface Turn {
  readonly agent: string
  /** What it leaves to remember. */
  readonly memory?: number
  readonly book: number
  readonly settings: number
}

/** What happens in a cycle. */
export interface Round {
  readonly turns: readonly Turn[]
  /** Whether somebody closes a position in it. */
  readonly closes: boolean
}

/** Long enough that a change of it is told as a change. */
export const long = (figure: number): Json => [...Array.from({ length: 40 }, (_, index) => `row ${index}`), figure]

const trip = (n: number) => ({ agent: 'strategy', symbol: 'BTC/USDT', openedAt: `${n}`, closedAt: `${n}`, profit: n })

const held = { 'BTC/USDT': position('BTC/USDT', 1, 100), 'ETH/USDT': position('ETH/USDT', 2, 10) }

const settingsOf = (n: number) => ({ mode: `mode ${n}` })

/** A record that cycles run on, without waiting for the disk. */
export class Playing {
  readonly database: Database
  readonly retention: Retention
  #journal
  #cycles = 0
  #trips: readonly ReturnType<typeof trip>[] = []
  readonly #settings = new Map<number, object>()

  constructor(dataDir: string = freshFolder()) {
    this.database = openStore({ dataDir, identity }).database
    this.database.exec('PRAGMA synchronous = OFF')
    this.retention = new Retention(this.database)
    this.#journal = this.#open()
    this.#cycles = loadState(this.database).lastNumber
  }

  get cycles(): number {
    return this.#cycles
  }

  play({ turns, closes }: Round): void {
    const number = ++this.#cycles
    const cycle = this.#journal.begin(startOf(number))
    if (closes) this.#trips = [...this.#trips.slice(-4), trip(number)]
    const account = { cash: number, positions: {}, baselines: {}, roundTrips: this.#trips, equity: 10_000 + number }
    const seen = market(symbolView('BTC/USDT', [100, 100 + number]))
    const runs = turns.map(({ agent, memory, book, settings }) => {
      const own = { positions: held, cashFlow: book, realised: 0, fees: 1 }
      const briefing: Briefing = {
        cycle,
        attempt: 1,
        settings: this.#given(settings),
        market: seen,
        portfolio: portfolio({ ...account, own }),
        proposals: {},
      }
      const left = memory === undefined ? {} : { memory: long(memory) }
      return runOf(agent, { briefing, proposal: { summary: `${agent} in ${number}`, ...left } })
    })
    this.#journal.seal(reportOf(cycle, { runs }))
  }

  /** The next process. */
  restart(): void {
    this.#settings.clear()
    this.#journal = this.#open()
  }

  /** The same object as long as one process has the same settings. */
  #given(n: number): object {
    const known = this.#settings.get(n) ?? settingsOf(n)
    this.#settings.set(n, known)
    return known
  }

  #open() {
    return createJournal(this.database, { mask: (text) => text })
  }
}

/** What two agents that remember and trade all the time do in the nth cycle. */
export const turnsIn = (n: number): readonly Turn[] => [
  { agent: 'risk', memory: n, book: 0, settings: 0 },
  { agent: 'strategy', memory: n, book: n, settings: 1 },
]
