import type { Proposal } from '../agents/agent.js'
import { Memories, type ProposalRow, toProposal } from './briefings.js'
import type { Database } from './connection.js'
import { type Kept, keptIn } from './retention.js'

/** A cycle of a record; lists as JSON. */
export interface ComparedCycle {
  readonly number: number
  readonly id: string
  readonly asOf: string
  readonly state: string
  readonly reasons: string
  readonly restrict: string
}

/** What a run came to. */
export interface ComparedRun {
  readonly phase: string
  readonly status: string
  /** What kept it from succeeding. */
  readonly failure?: { readonly code: string; readonly message: string | null }
  /** Its verdict without the cycle's id, which says no more than where in the record it is. */
  readonly proposal?: unknown
}

/** The cycles that came to their end and were not stopped on the way, in order, one by one. */
export function sealedCycles(database: Database): IterableIterator<ComparedCycle> {
  return database
    .prepare(`
      SELECT number, id, as_of AS asOf, state, reasons, restrictions AS restrict FROM cycles
      WHERE status NOT IN ('running', 'interrupted', 'aborted') ORDER BY number`)
    .iterate()
}

/** Reads what happened in cycles, without what another record of the same may have otherwise. */
export class CycleReader {
  /** From which cycles on there is what. */
  readonly kept: Kept
  readonly #memories
  readonly #runs
  readonly #orders
  readonly #account

  constructor(database: Database) {
    this.kept = keptIn(database)
    this.#memories = new Memories(database)
    this.#runs = database.prepare(`
      SELECT rowid AS place, agent, phase, status, failure_code AS code, failure_message AS message, proposal, memory
      FROM runs WHERE cycle_id = ? ORDER BY rowid`)
    this.#orders = database.prepare(`
      SELECT substr(client_order_id, length(o.cycle_id) + 2) AS name, o.origin, o.symbol, o.side, o.quantity, o.reason,
             o.status, o.code, o.message, o.value, o.limit_value AS "limit", o.expected_price AS expectedPrice,
             o.protect, f.quantity AS filled, f.price, f.fee, f.cash_flow AS cashFlow
      FROM orders o LEFT JOIN fills f USING (client_order_id) WHERE o.cycle_id = ? ORDER BY o.rowid`)
    this.#account = database.prepare('SELECT cash, equity, positions, books FROM equity WHERE cycle_id = ?')
  }

  /** By agent, in plan order; `withMemory`: with what their proposals left. */
  runs({ id }: ComparedCycle, withMemory: boolean): ReadonlyMap<string, ComparedRun> {
    const rows: RunRow[] = this.#runs.all(id)
    return new Map(rows.map((row) => [row.agent, this.#toRun(withMemory ? row : { ...row, memory: null })]))
  }

  /** What became of its orders, by the part of their ids that is not the cycle's. */
  orders({ id }: ComparedCycle): unknown {
    const rows: { readonly name: string }[] = this.#orders.all(id)
    return Object.fromEntries(rows.map(({ name, ...order }) => [name, told(order)]))
  }

  /** As the cycle left it. */
  account({ id }: ComparedCycle): unknown {
    const row = this.#account.get(id)
    return row && { ...row, positions: JSON.parse(row.positions), books: JSON.parse(row.books) }
  }

  #toRun({ agent, phase, status, code, message, ...row }: RunRow): ComparedRun {
    const proposal = toProposal(row, (place) => this.#memories.leftBy(agent, place))
    return {
      phase,
      status,
      ...(code === null ? {} : { failure: { code, message } }),
      ...(proposal === undefined ? {} : { proposal: withoutId(proposal) }),
    }
  }
}

interface RunRow extends ProposalRow {
  readonly agent: string
  readonly phase: string
  readonly status: string
  readonly code: string | null
  readonly message: string | null
}

function withoutId({ summary, verdict, ...rest }: Proposal): unknown {
  if (verdict === undefined) return { summary, ...rest }
  const { cycleId: _, ...said } = verdict
  return { summary, verdict: said, ...rest }
}

/** Without what there is nothing to tell of. */
function told(order: object): object {
  return Object.fromEntries(Object.entries(order).filter(([, value]) => value !== null))
}
