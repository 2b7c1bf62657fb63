import type { Cycle, StateReason } from '../agents/agent.js'
import type { Database } from './connection.js'

/** A halt that only a person lifts; at most one an agent and code holds at a time. */
export interface Latch extends StateReason {
  readonly id: number
  /** The cycle that latched it, and the market time it looked at, ISO UTC. */
  readonly cycleId: string
  readonly since: string
}

/** The latches that hold on disk at this moment, oldest first. */
export function activeLatches(database: Database): readonly Latch[] {
  return selectActive(database).all().map(toLatch)
}

/** The latch that keeps a reason, as it would be read from the disk. */
export function latchOf(reason: StateReason, { id, cycle }: { readonly id: number; readonly cycle: Cycle }): Latch {
  return toLatch({ id, cycleId: cycle.id, since: cycle.asOf, ...rowOf(reason) })
}

/** The latches as a running loop knows them: kept in memory, read again on demand. */
export class Latches {
  readonly #insert
  readonly #select
  #active: readonly Latch[] = []

  constructor(database: Database) {
    // What a person cleared while the cycle ran is not latched again by it: it measured against the old baseline.
    this.#insert = database.prepare(`
      INSERT INTO latches (code, agent, message, value, limit_value, baseline, cycle_id, since)
      SELECT :code, :agent, :message, :value, :limit, :baseline, :cycleId, :since
      WHERE NOT EXISTS (
        SELECT 1 FROM latches JOIN cycles ON cycles.id = :cycleId
        WHERE code = :code AND agent IS :agent AND cleared_at >= started_at)
      ON CONFLICT DO NOTHING`)
    this.#select = selectActive(database)
    this.reload()
  }

  /** As of the last reload. */
  get active(): readonly Latch[] {
    return this.#active
  }

  /** Notices what was added, and what a person resumed. */
  reload(): void {
    this.#active = this.#select.all().map(toLatch)
  }

  /** Keeps a halt; one that holds already is left as it was first latched. */
  add(cycle: Cycle, reason: StateReason): void {
    const { code, agent, message, value, limit, baseline } = rowOf(reason)
    this.#insert.run({ code, agent, message, value, limit, baseline, cycleId: cycle.id, since: cycle.asOf })
  }
}

function selectActive(database: Database) {
  return database.prepare(`
    SELECT id, cycle_id AS cycleId, since, code, message, agent, value, limit_value AS "limit", baseline
    FROM latches WHERE cleared_at IS NULL ORDER BY id`)
}

type Nullable<Row> = { readonly [Key in keyof Row]: Row[Key] | null }

type LatchRow = Pick<Latch, 'id' | 'cycleId' | 'since' | 'code' | 'message'> &
  Nullable<Required<Pick<Latch, 'agent' | 'value' | 'limit' | 'baseline'>>>

function rowOf({
  code,
  message,
  agent,
  value,
  limit,
  baseline,
}: StateReason): Omit<LatchRow, 'id' | 'cycleId' | 'since'> {
  const maybe = { agent: agent ?? null, value: value ?? null, limit: limit ?? null, baseline: baseline ?? null }
  return { code, message, ...maybe }
}

function toLatch({ agent, value, limit, baseline, ...always }: LatchRow): Latch {
  return {
    ...always,
    cause: 'breach',
    latch: true,
    ...(agent === null ? {} : { agent }),
    ...(value === null ? {} : { value }),
    ...(limit === null ? {} : { limit }),
    ...(baseline === null ? {} : { baseline }),
  }
}
