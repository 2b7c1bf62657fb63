import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bookFaults } from '../support/checked-books.js'
import { query, type Row, recorded } from '../support/record.js'
import type { ChurningFolder } from './churning-folder.js'

/** What can be wrong with a folder; each is counted by its own name. */
export const faultKinds = ['lost', 'doubled', 'wrong', 'torn files', 'numbers twice', 'miscounted'] as const
export type FaultKind = (typeof faultKinds)[number]

/** One thing that is wrong, in words. */
export interface Fault {
  readonly kind: FaultKind
  readonly what: string
}

/**
 * What is wrong in a folder whose loop ended by itself. It reads the databases and files alone, and shares no code with
 * what wrote them.
 */
export function folderFaults(folder: ChurningFolder): readonly Fault[] {
  const { dataDir } = folder
  const faults = [
    ...databaseFaults(dataDir),
    ...orderFaults(dataDir),
    ...wishFaults(dataDir),
    ...bookFaults(dataDir).map((what): Fault => ({ kind: 'wrong', what })),
    ...numberFaults(folder),
    ...countFaults(dataDir),
    ...fileFaults(dataDir),
  ]
  return faults
}

const says = (kind: FaultKind, what: string): Fault => ({ kind, what })

function databaseFaults(dataDir: string): readonly Fault[] {
  return ['riskfirst.db', 'paper-broker.db'].flatMap((name) =>
    query(join(dataDir, name), 'PRAGMA integrity_check')
      .map((row) => String(row['integrity_check']))
      .filter((found) => found !== 'ok')
      .map((found) => says('torn files', `${name}: ${found}`)),
  )
}

const figures = ['symbol', 'side', 'quantity', 'price', 'fee'] as const

/** The broker's own book beside the record: what it filled, and what it never heard of. */
function orderFaults(dataDir: string): readonly Fault[] {
  const atBroker = byId(query(join(dataDir, 'paper-broker.db'), 'SELECT * FROM orders'))
  const orders = byId(recorded(dataDir, "SELECT * FROM orders WHERE status <> 'denied'"))
  const fills = byId(recorded(dataDir, 'SELECT * FROM fills'))
  const faults: Fault[] = []
  for (const [id, order] of orders) {
    const told = atBroker.get(id)
    if (order['status'] === 'sent' || order['status'] === 'unresolved')
      faults.push(says('lost', `${id}: has no answer, the broker says ${told?.['status']}`))
    else if (order['status'] === 'filled' && told?.['status'] !== 'filled')
      faults.push(says('wrong', `${id}: filled in the record, ${told?.['status']} at the broker`))
    if ((order['status'] === 'filled') !== fills.has(id))
      faults.push(says('lost', `${id}: ${order['status']}, with${fills.has(id) ? '' : 'out'} a fill`))
  }
  for (const [id, told] of atBroker) {
    if (!orders.has(id)) faults.push(says('doubled', `${id}: nobody sent it, the broker ${told['status']} it`))
    if (told['status'] !== 'filled') continue
    const fill = fills.get(id)
    if (fill === undefined) faults.push(says('lost', `${id}: filled at the broker, not in the record`))
    else
      for (const figure of figures)
        if (fill[figure] !== told[figure])
          faults.push(says('wrong', `${id}: ${figure} ${fill[figure]}, at the broker ${told[figure]}`))
  }
  return faults
}

/** Each order that an agent asked for in a sealed cycle was decided on, once. */
function wishFaults(dataDir: string): readonly Fault[] {
  const rows = recorded(
    dataDir,
    `SELECT r.cycle_id AS id, r.agent, json_array_length(r.proposal, '$.orders') AS wished,
            (SELECT count(*) FROM orders o
             WHERE o.cycle_id = r.cycle_id AND o.agent = r.agent AND o.origin = 'agent') AS decided
     FROM runs r WHERE r.agent <> 'risk' AND r.status IN ('success', 'noop')`,
  )
  return rows.flatMap((row) => {
    const [wished, decided] = [Number(row['wished'] ?? 0), Number(row['decided'])]
    if (wished === decided) return []
    return [
      says(decided < wished ? 'lost' : 'doubled', `${row['id']} ${row['agent']}: ${wished} asked, ${decided} told`),
    ]
  })
}

/** Numbers only rise, in the record and in what the agent itself saw over all its lives. */
function numberFaults({ dataDir, witness }: ChurningFolder): readonly Fault[] {
  const ids = recorded(dataDir, 'SELECT id FROM cycles ORDER BY number').map((row) => String(row['id']))
  const seen = readFileSync(witness, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
  return [
    ...ids
      .filter((id, index) => id <= (ids[index - 1] ?? ''))
      .map((id) => says('numbers twice', `${id} in the record`)),
    ...seen
      .filter((id, index) => id <= (seen[index - 1] ?? ''))
      .map((id) => says('numbers twice', `${id} to the agent`)),
  ]
}

/** The tally and the agent's memory count what the sealed cycles hold. */
function countFaults(dataDir: string): readonly Fault[] {
  const [tallyRow] = recorded(dataDir, 'SELECT json FROM tally')
  const [memoryRow] = recorded(dataDir, "SELECT json FROM memory WHERE agent = 'churn'")
  const tally = JSON.parse(String(tallyRow?.['json'] ?? '{"agents":{}}'))
  const sealed = count(dataDir, "cycles WHERE status NOT IN ('running', 'interrupted')")
  const interrupted = recorded(
    dataDir,
    "SELECT id FROM cycles c WHERE status = 'interrupted' AND EXISTS (SELECT 1 FROM runs WHERE cycle_id = c.id)",
  )
  const expected = (what: string, counted: unknown, rows: number) =>
    counted === rows ? [] : [says('miscounted', `${what}: ${String(counted)} counted, ${rows} kept`)]
  return [
    ...expected('cycles', tally.cycles, sealed),
    ...['risk', 'strategy', 'churn'].flatMap((agent) =>
      expected(
        `runs of ${agent}`,
        tally.agents[agent]?.executions,
        count(dataDir, `runs WHERE agent = '${agent}' AND status NOT IN ('skipped', 'halted', 'aborted')`),
      ),
    ),
    ...expected(
      'memory of churn',
      JSON.parse(String(memoryRow?.['json'] ?? '{}')).runs,
      count(dataDir, "runs WHERE agent = 'churn' AND status IN ('success', 'noop')"),
    ),
    ...expected('equity', count(dataDir, 'equity'), sealed),
    ...interrupted.map((row) => says('miscounted', `${row['id']}: interrupted, and has runs`)),
  ]
}

/** Every exported file is whole, and none that a kill cut short is left. */
export function fileFaults(dataDir: string): readonly Fault[] {
  const folder = join(dataDir, 'orchestrator')
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    if (!name.endsWith('.json')) return [says('torn files', `${name}: left over`)]
    return jsonFaults(join(folder, name))
  })
}

/** What is wrong with a file of JSON, if it is there. */
export function jsonFaults(file: string): readonly Fault[] {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
    return []
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    return [says('torn files', `${file}: ${String(error)}`)]
  }
}

function count(dataDir: string, rows: string): number {
  return Number(recorded(dataDir, `SELECT count(*) AS n FROM ${rows}`)[0]?.['n'])
}

function byId(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [String(row['client_order_id']), row]))
}
