import type { Json } from '../agents/agent.js'
import type { Database } from './connection.js'

/** What a person asks of the loop, or has done: the audit trail. */
export type RequestKind = 'resume' | 'stop' | 'flatten' | 'halt' | 'approve' | 'reject' | 'close' | 'enable' | 'disable'

/** A request as it was recorded. */
export interface Request {
  readonly id: number
  readonly kind: RequestKind
  readonly reason: string | null
  readonly who: string
  /** ISO UTC. */
  readonly at: string
  readonly details: Json
  /** When it was carried out, ISO UTC; null while it is pending. */
  readonly appliedAt: string | null
  /** What came of it. */
  readonly result: Json
}

/** A request to be recorded. */
export interface NewRequest {
  readonly kind: RequestKind
  readonly reason?: string
  readonly who: string
  readonly at: string
  readonly details?: Json
  /** For what is done already. */
  readonly appliedAt?: string
}

/** Records a request, durable on return; returns its id. */
export function addRequest(database: Database, request: NewRequest): number {
  const { kind, reason, who, at, details, appliedAt } = request
  const { lastInsertRowid } = database
    .prepare('INSERT INTO commands (kind, reason, who, at, details, applied_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(kind, reason ?? null, who, at, details === undefined ? null : JSON.stringify(details), appliedAt ?? null)
  return Number(lastInsertRowid)
}

/** The requests that wait to be carried out; a running loop looks every second. */
export class Requests {
  readonly #pending
  readonly #applied

  constructor(database: Database) {
    this.#pending = database.prepare(`${SELECT_REQUESTS} WHERE kind = ? AND applied_at IS NULL ORDER BY id`)
    this.#applied = database.prepare('UPDATE commands SET applied_at = ?, result = ? WHERE id = ?')
  }

  /** Oldest first. */
  pending(kind: RequestKind): readonly Request[] {
    return this.#pending.all(kind).map(toRequest)
  }

  /** Keeps what came of a request; it is no longer pending. */
  applied(id: number, { at, result }: { readonly at: string; readonly result: Json }): void {
    this.#applied.run(at, JSON.stringify(result), id)
  }
}

/** The last requests of any kind, newest first. */
export function recentRequests(database: Database, limit: number): readonly Request[] {
  return database.prepare(`${SELECT_REQUESTS} ORDER BY id DESC LIMIT ?`).all(limit).map(toRequest)
}

const SELECT_REQUESTS = 'SELECT id, kind, reason, who, at, details, applied_at AS appliedAt, result FROM commands'

type RequestRow = Omit<Request, 'details' | 'result'> & {
  readonly details: string | null
  readonly result: string | null
}

function toRequest({ details, result, ...rest }: RequestRow): Request {
  return { ...rest, details: fromJson(details), result: fromJson(result) }
}

const fromJson = (text: string | null): Json => (text === null ? null : JSON.parse(text))
