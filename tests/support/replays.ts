import { join } from 'node:path'
import { builtinAgents } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { ConfigInput } from '../../src/config/schema.js'
import type { Agent } from '../../src/index.js'
import { type Replayed, type ReplayOptions, replay } from '../../src/replay/replay.js'
import { breathe, systemTimer } from '../../src/system-clocks.js'
import { type Row, recorded } from './record.js'

/** A replay in a test. */
export interface TestReplay extends Partial<Omit<ReplayOptions, 'config' | 'roster'>> {
  /** The folder that paths in the configuration start from. */
  readonly cwd: string
  readonly document: ConfigInput
  readonly from: string
  readonly to: string
  readonly agents?: readonly Agent[]
}

/** Replays a span on a configuration as a file would hold it. */
export function replayOf({ cwd, document, from, to, agents = [], ...options }: TestReplay): Promise<Replayed> {
  const roster = new Map([...builtinAgents, ...agents.map((agent) => [agent.name, agent] as const)])
  return replay({
    config: loadConfig({ cwd, document, env: {}, roster }).config,
    roster,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    onHalt: { name: 'hold', kind: 'hold' },
    opensGate: false,
    timer: systemTimer,
    breathe,
    env: {},
    pid: 1,
    mask: (text) => text,
    say() {},
    onCycle() {},
    signal: new AbortController().signal,
    ...options,
  })
}

/** The same with a record, in a folder of its own, whose path it gives. */
export async function keptReplayOf(options: TestReplay): Promise<string> {
  const dataDir = join(options.cwd, 'replay')
  await replayOf({ ...options, dataDir })
  return dataDir
}

/** Everything that cycles decided, of a data folder: verdicts and proposals, orders, fills, money, halts, memory. */
export function decisionsIn(dataDir: string): Readonly<Record<string, unknown>> {
  const queries = {
    cycles: 'SELECT id, as_of, status, state, state_since, reasons, restrictions FROM cycles ORDER BY number',
    runs: 'SELECT cycle_id, agent, status, failure_code, proposal, health FROM runs ORDER BY rowid',
    orders: 'SELECT * FROM orders ORDER BY rowid',
    fills: 'SELECT * FROM fills ORDER BY rowid',
    equity: 'SELECT * FROM equity ORDER BY rowid',
    protections: 'SELECT * FROM protections',
    baselines: 'SELECT * FROM baselines',
    memory: 'SELECT * FROM memory',
    latches: 'SELECT code, agent, message, value, limit_value, cycle_id, since FROM latches ORDER BY id',
  }
  return Object.fromEntries(Object.entries(queries).map(([what, sql]) => [what, recorded(dataDir, sql)]))
}

/** Everything that was decided in the cycles at or before an instant, ISO UTC, by table. */
export function decisionsUntil(dataDir: string, asOf: string): Readonly<Record<string, readonly Row[]>> {
  const ofCycles = (table: string) =>
    recorded(
      dataDir,
      `SELECT ${table}.* FROM ${table} JOIN cycles ON cycles.id = ${table}.cycle_id WHERE cycles.as_of <= '${asOf}'`,
    )
  return {
    cycles: recorded(dataDir, `SELECT * FROM cycles WHERE as_of <= '${asOf}'`),
    runs: ofCycles('runs'),
    attempts: ofCycles('attempts'),
    orders: ofCycles('orders'),
    fills: ofCycles('fills'),
    equity: ofCycles('equity'),
  }
}
