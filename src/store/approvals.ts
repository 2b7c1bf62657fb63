import type { Cycle } from '../agents/agent.js'
import { type Database, transaction } from './connection.js'
import { addRequest, Requests } from './requests.js'

/** A person's word on whether a cycle may go on. */
export interface Decision {
  readonly kind: 'approve' | 'reject'
  readonly who: string
  /** ISO UTC. */
  readonly at: string
  readonly reason: string | null
}

/** A manual gate that waits for a person, or did. */
export interface Asking {
  readonly id: number
  readonly cycleId: string
  readonly phase: string
  /** ISO UTC, as the other instants. */
  readonly askedAt: string
  /** When nobody waits any more. */
  readonly until: string
  /** When nobody waited any more; null while somebody does. */
  readonly endedAt: string | null
  readonly decision: Decision | null
}

/** What the loop asks of people, as it waits for their word. */
export class Approvals {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Lets people see that a cycle waits for them; returns what the other methods go by. */
  ask(cycle: Cycle, { phase, askedAt, until }: Pick<Asking, 'phase' | 'askedAt' | 'until'>): number {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO approvals (cycle_id, phase, asked_at, until) VALUES (?, ?, ?, ?)')
      .run(cycle.id, phase, askedAt, until)
    return Number(lastInsertRowid)
  }

  /** Undefined while nobody has decided. */
  decision(id: number): Decision | undefined {
    return askings(this.#database, { where: 'a.id = ?', value: id })[0]?.decision ?? undefined
  }

  /** Nobody waits any more; `heard` says whether what was decided, if anything, was heard. */
  end(id: number, { at, heard }: { readonly at: string; readonly heard: boolean }): void {
    const database = this.#database
    transaction(database, () => {
      const { command }: { command: number | null } = database
        .prepare('UPDATE approvals SET ended_at = ? WHERE id = ? RETURNING command')
        .get(at, id)
      const result = heard ? 'heard' : 'withdrawn: nobody waited any more'
      if (command !== null) new Requests(database).applied(command, { at, result })
    })
  }

  /** Ends what a process that was killed has left. */
  endAll(at: string): void {
    const open = askings(this.#database, { where: 'a.ended_at IS ?', value: null })
    for (const { id } of open) this.end(id, { at, heard: false })
  }
}

/** The manual gate that waits for a person at this moment. */
export function openAsking(database: Database): Asking | undefined {
  return askings(database, { where: 'a.ended_at IS ?', value: null }).find(({ decision }) => decision === null)
}

/** The manual gates of a cycle so far, the newest first. */
export function askingsOf(database: Database, cycleId: string): readonly Asking[] {
  return askings(database, { where: 'a.cycle_id = ?', value: cycleId })
}

/** Records a decision where a cycle waits for one and tells of which phase; undefined when it does not, or no longer. */
export function decide(database: Database, cycleId: string, { kind, who, at, reason }: Decision): Asking | undefined {
  return transaction(database, () => {
    const [asking] = askingsOf(database, cycleId)
    if (asking === undefined || !isOpen(asking, at)) return undefined
    const { id, phase } = asking
    const details = { cycle: cycleId, phase }
    const command = addRequest(database, { kind, who, at, details, ...(reason === null ? {} : { reason }) })
    database.prepare('UPDATE approvals SET command = ? WHERE id = ?').run(command, id)
    return asking
  })
}

const isOpen = ({ endedAt, decision, until }: Asking, at: string) =>
  endedAt === null && decision === null && Date.parse(at) < Date.parse(until)

interface AskingRow extends Omit<Asking, 'decision'>, Omit<Decision, 'kind'> {
  readonly kind: Decision['kind'] | null
}

function askings(
  database: Database,
  { where, value }: { readonly where: string; readonly value: string | number | null },
): readonly Asking[] {
  const rows: AskingRow[] = database
    .prepare(`
      SELECT a.id, cycle_id AS cycleId, phase, asked_at AS askedAt, until, ended_at AS endedAt, kind, who, at, reason
      FROM approvals a LEFT JOIN commands c ON c.id = a.command WHERE ${where} ORDER BY a.id DESC`)
    .all(value)
  return rows.map(({ kind, who, at, reason, ...asking }) => ({
    ...asking,
    decision: kind === null ? null : { kind, who, at, reason },
  }))
}
