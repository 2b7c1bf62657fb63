import type { Briefing, Cycle } from '../agents/agent.js'
import type { MarketSnapshot, SymbolView } from '../market/snapshot.js'
import type { Interrupted } from '../orchestrator/carried.js'
import type { RunRecord } from '../orchestrator/record.js'
import { type Mask, settingsJson } from './briefing-records.js'
import type { Database } from './connection.js'

/** Keeps what agents came to in the cycle that runs, until that is sealed or another begins. */
export class Checkpoints {
  readonly #mask: Mask
  readonly #insert
  readonly #clear

  constructor(database: Database, mask: Mask) {
    this.#mask = mask
    this.#insert = database.prepare('INSERT OR IGNORE INTO checkpoints (cycle_id, agent, record) VALUES (?, ?, ?)')
    this.#clear = database.prepare('DELETE FROM checkpoints')
  }

  keep({ id }: Cycle, record: RunRecord): void {
    const { briefing } = record
    const told = briefing === undefined ? {} : { briefing: this.#outlined(briefing) }
    this.#insert.run(id, record.agent, JSON.stringify({ ...record, ...told }))
  }

  clear(): void {
    this.#clear.run()
  }

  /** As much of a briefing as is kept of it when its cycle is sealed: no candles, no secrets, no words of others. */
  #outlined({ cycle, attempt, state, settings, market, portfolio, proposals }: Briefing) {
    const masked = settingsJson(settings, this.#mask)
    return {
      cycle,
      attempt,
      state,
      portfolio,
      settings: masked === undefined ? undefined : JSON.parse(masked),
      market: withSymbols(market, ({ candles, ...view }) => ({ ...view, candles: candles.time.length })),
      proposals: Object.fromEntries(Object.entries(proposals).map(([name, { summary }]) => [name, { summary }])),
    }
  }
}

/** The last cycle, if it was interrupted, with what its agents came to; undefined when it was not. */
export function interruptedCycle(database: Database): Interrupted | undefined {
  const last = database
    .prepare('SELECT number, id, tick, as_of AS asOf, started_at AS startedAt, status FROM cycles ORDER BY number DESC')
    .get()
  if (last?.status !== 'interrupted') return undefined
  const { status: _, startedAt, ...cycle } = last
  const rows: { agent: string; record: string }[] = database
    .prepare('SELECT agent, record FROM checkpoints WHERE cycle_id = ?')
    .all(cycle.id)
  return { cycle, startedAt, finished: new Map(rows.map(({ agent, record }) => [agent, recordIn(record)])) }
}

type StoredBriefing = Omit<Briefing, 'market'> & {
  readonly market: Omit<MarketSnapshot, 'symbols'> & {
    readonly symbols: Readonly<Record<string, Omit<SymbolView, 'candles'> & { readonly candles: number }>>
  }
}

function recordIn(json: string): RunRecord {
  const { briefing, ...record }: Omit<RunRecord, 'briefing'> & { briefing?: StoredBriefing } = JSON.parse(json)
  if (briefing === undefined) return record
  const none = { open: [], high: [], low: [], close: [], volume: [] }
  const market = withSymbols(briefing.market, ({ candles, ...view }) => ({
    ...view,
    candles: { ...none, time: Array.from({ length: candles }, () => 0) }, // how many there were is all that is asked of them
  }))
  return { ...record, briefing: { ...briefing, market } }
}

function withSymbols<Market extends { readonly symbols: Readonly<Record<string, View>> }, View, Other>(
  market: Market & { readonly symbols: Readonly<Record<string, View>> },
  change: (view: View) => Other,
) {
  const symbols = Object.entries(market.symbols).map(([symbol, view]): [string, Other] => [symbol, change(view)])
  return { ...market, symbols: Object.fromEntries(symbols) }
}
