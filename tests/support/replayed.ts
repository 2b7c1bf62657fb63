import { join } from 'node:path'
import { createRoster } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import type { Agent, ConfigInput } from '../../src/index.js'
import { type ReplayOptions, replay } from '../../src/replay/replay.js'
import { breathe, systemTimer } from '../../src/system-clocks.js'
import { type Row, recorded } from './record.js'

/** What a test replays: a configuration whose paths are relative to `cwd`, and agents of its own. */
export interface Replaying extends Pick<ReplayOptions, 'fromMs' | 'toMs'>, Partial<Pick<ReplayOptions, 'onHalt'>> {
  readonly cwd: string
  readonly document: ConfigInput
  readonly agents?: readonly Agent[]
}

/** Replays with a record, and returns the folder that it is in. */
export async function replayed({ cwd, document, agents, ...span }: Replaying): Promise<string> {
  const roster = createRoster(agents)
  const { config } = loadConfig({ cwd, document, env: {}, roster })
  const dataDir = join(cwd, 'replay')
  await replay({
    config,
    roster,
    onHalt: { kind: 'resume-next-day' },
    onHaltName: 'resume-next-day',
    ...span,
    dataDir,
    opensGate: false,
    timer: systemTimer,
    breathe,
    env: {},
    pid: process.pid,
    mask: (text) => text,
    say() {},
    onCycle() {},
    signal: new AbortController().signal,
  })
  return dataDir
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
