import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { query, type Row } from '../support/record.js'

/** Where in the work of a loop a kill came down, as far as the disk can tell. */
export const landings = [
  'while starting',
  'between two cycles',
  'in a cycle, before its first order',
  'between journal and broker',
  'between broker and journal',
  'in a cycle, after its orders',
] as const
export type Landing = (typeof landings)[number]

/** What the disk tells of an instant: of the last cycle, and of orders that have no answer in the record. */
export interface Wreck {
  readonly lastCycle: number
  readonly isRunning: boolean
  /** How many orders of the last cycle have an answer. */
  readonly answered: number
  /** What the broker had made of each order without an answer; undefined when it had not heard of it. */
  readonly unanswered: ReadonlyMap<string, string | undefined>
}

const databases = ['riskfirst.db', 'paper-broker.db'] as const

/** Looks at a copy, so that whoever comes next finds the databases as the kill left them. */
export function examineWreck(dataDir: string, scratch: string): Wreck {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch)
  for (const file of databases.flatMap((name) => [name, `${name}-wal`, `${name}-journal`]))
    if (existsSync(join(dataDir, file))) copyFileSync(join(dataDir, file), join(scratch, file))
  const of = (database: (typeof databases)[number], sql: string): readonly Row[] =>
    existsSync(join(scratch, database)) ? query(join(scratch, database), sql) : []
  const [last] = of('riskfirst.db', 'SELECT number, id, status FROM cycles ORDER BY number DESC LIMIT 1')
  const sent = of('riskfirst.db', "SELECT client_order_id AS id FROM orders WHERE status IN ('sent', 'unresolved')")
  const id = last?.['id'] ?? ''
  const [answered] = of(
    'riskfirst.db',
    `SELECT count(*) AS n FROM orders WHERE cycle_id = '${id}' AND status NOT IN ('sent', 'unresolved')`,
  )
  const atBroker = new Map(
    sent.length === 0
      ? []
      : of('paper-broker.db', 'SELECT client_order_id AS id, status FROM orders').map((row) => [
          row['id'],
          String(row['status']),
        ]),
  )
  return {
    lastCycle: Number(last?.['number'] ?? 0),
    isRunning: last?.['status'] === 'running',
    answered: Number(answered?.['n'] ?? 0),
    unanswered: new Map(sent.map((row) => [String(row['id']), atBroker.get(row['id'])])),
  }
}

/** Where the kill came down that left this; `before` is what the kill before it left. */
export function landingOf(wreck: Wreck, before: Pick<Wreck, 'lastCycle'>): Landing {
  if (wreck.lastCycle === before.lastCycle) return 'while starting'
  const [known] = wreck.unanswered.values()
  if (wreck.unanswered.size > 0)
    return known === undefined ? 'between journal and broker' : 'between broker and journal'
  if (!wreck.isRunning) return 'between two cycles'
  return wreck.answered === 0 ? 'in a cycle, before its first order' : 'in a cycle, after its orders'
}
