import { SAME, textFrom } from './changing-text.js'
import type { Database } from './connection.js'

/** A text that rows tell the changes of: what an agent remembers, its own book, or the account, which has no agent. */
export interface TextName {
  readonly kind: 'memory' | 'own' | 'account'
  readonly agent: string
}

/** What rows tell of a text, newest first, and after them what stands for those that were removed. */
export function* withRemoved<Row extends { readonly text: string }>(
  rows: Iterable<Row>,
  database: Database,
  { kind, agent }: TextName,
): Generator<Row | { readonly text: string }> {
  yield* rows
  const removed: { readonly text: string } | undefined = database
    .prepare('SELECT text FROM removed_texts WHERE kind = ? AND agent = ?')
    .get(kind, agent)
  if (removed !== undefined) yield removed
}

interface Gathered {
  readonly name: TextName
  /** Oldest first. */
  readonly rows: { readonly text: string }[]
}

/** Gathers what rows tell that are about to be removed, so that newer ones can be read without them. */
export class RemovedTexts {
  readonly #database: Database
  readonly #gathered = new Map<string, Gathered>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Takes what one row tells; rows are told oldest first. */
  add(name: TextName, text: string | null): void {
    if (text === null || text === SAME) return
    const key = `${name.kind} ${name.agent}`
    const gathered = this.#gathered.get(key)
    if (gathered === undefined) this.#gathered.set(key, { name, rows: [{ text }] })
    else gathered.rows.push({ text })
  }

  /** Keeps every text as the last of its rows left it; throws TypeError when it cannot be made out. */
  keep(): void {
    const upsert = this.#database.prepare('INSERT OR REPLACE INTO removed_texts (kind, agent, text) VALUES (?, ?, ?)')
    for (const { name, rows } of this.#gathered.values()) {
      const text = textFrom(withRemoved(rows.toReversed(), this.#database, name))
      if (text !== undefined) upsert.run(name.kind, name.agent, text)
    }
  }
}
