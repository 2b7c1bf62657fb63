import { builtinAgents } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { ConfigInput } from '../../src/config/schema.js'
import type { Agent } from '../../src/index.js'
import { type Replayed, type ReplayOptions, replay } from '../../src/replay/replay.js'
import { breathe, systemTimer } from '../../src/system-clocks.js'
import { recorded } from './record.js'

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
    onHalt: { kind: 'hold' },
    onHaltName: 'hold',
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
