import type { Database } from './connection.js'
import { StoreError } from './store-error.js'

/** Which market and whose money a data folder keeps the books of; fixed when the folder is made. */
export interface Identity {
  /** The market source's own identity. */
  readonly market: string
  /** The broker's kind. */
  readonly broker: string
  readonly quote: string
  /** Decimal string, quote currency. */
  readonly startingCash: string
}

const names: Readonly<Record<keyof Identity, string>> = {
  market: 'market',
  broker: 'broker',
  quote: 'quote currency',
  startingCash: 'starting cash',
}
const keys = ['market', 'broker', 'quote', 'startingCash'] as const

/** Writes the identity of a new folder. */
export function writeIdentity(database: Database, identity: Identity): void {
  const statement = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
  for (const key of keys) statement.run(key, identity[key])
}

/** The identity that the folder was made with. */
export function readIdentity(database: Database): Identity {
  const statement = database.prepare('SELECT value FROM meta WHERE key = ?')
  const value = (key: keyof Identity): string => statement.get(key)?.value ?? ''
  return {
    market: value('market'),
    broker: value('broker'),
    quote: value('quote'),
    startingCash: value('startingCash'),
  }
}

/** Refuses a configuration that the folder was not made with, naming every value that differs. */
export function requireIdentity(path: string, kept: Identity, configured: Identity): void {
  const differences = keys
    .filter((key) => kept[key] !== configured[key])
    .map((key) => `${names[key]} "${kept[key]}" (configured: "${configured[key]}")`)
  if (differences.length > 0)
    throw new StoreError(
      'identity',
      `${path}: this folder keeps the books of another configuration: ${differences.join(', ')}. ` +
        'Go back to that configuration, or use another folder with --data-dir.',
    )
}
