import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { run as exportState } from '../../src/commands/export-state.js'
import { run as halt } from '../../src/commands/halt.js'
import { toMetrics } from '../../src/report/metrics.js'
import { acquireLock } from '../../src/store/lock.js'
import { report } from '../report/reports.js'
import { reportOf, runOf, startOf } from '../store/sealed-cycles.js'
import { madeUpReport } from '../support/replay-report.js'
import { failingFolder } from './failing-folder.js'
import type { RecordedIo } from './recorded-io.js'
import { emptyFolder, haltedFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'

async function jsonOf(args: object, io: RecordedIo) {
  io.written.out = ''
  expect(await exportState({ ...args, format: 'json' }, io)).toBe(0)
  return JSON.parse(io.written.out)
}

describe('export state', () => {
  test('tells of the cycle, each agent and the account', async () => {
    const { io } = tradedFolder()
    expect(await jsonOf({ dataDir }, io)).toMatchObject({
      kind: 'riskfirst-state',
      schema_version: 1,
      market: 'simulated seed 1',
      broker: 'paper',
      quote: 'USDT',
      loop: { running: false, pid: null, since: null },
      next_tick: null,
      trading_state: { state: 'active', since: '2026-01-01T00:00:00.000Z', reasons: [] },
      kill_switch: null,
      cycle: {
        id: 'c000002',
        number: 2,
        status: 'degraded',
        duration_seconds: 0.042,
        orders: { filled: 0, denied: 0 },
      },
      agents: {
        risk: { phase: 'critical', health: 'healthy' },
        strategy: { last_run: { status: 'noop', said: 'No trend.', failure: null } },
        slow: {
          health: 'degraded',
          last_run: { cycle: 'c000002', status: 'timeout', attempts: 1, failure: { code: 'timeout' } },
        },
      },
      portfolio: {
        cash: 9499.24975,
        equity: 9999.49975,
        positions: { 'BTC/USDT': { quantity: 0.01, price: 50_025, value: 500.25, cost: 500.25 } },
      },
    })
  })

  test('is the same document as YAML, which readers of 1.1 and 1.2 take alike', async () => {
    const { io, journal } = tradedFolder()
    const words = 'no: "yes" # 12:30 \u2028 - x\n\t| {a: [b]} & *c !d %e @f `g` ' + 'long '.repeat(60)
    const cycle = journal.begin(startOf(2))
    journal.seal(reportOf(cycle, { runs: [runOf('risk', { proposal: { summary: words } }), runOf('no')] }))
    const state = await jsonOf({ dataDir }, io)
    io.written.out = ''
    await exportState({ dataDir }, io)
    for (const version of ['1.1', '1.2'] as const) {
      const read = parse(io.written.out, { version })
      expect(read).toEqual({ ...state, exported_at: read.exported_at })
      expect(typeof read.exported_at).toBe('string')
      expect(Object.keys(read.agents)).toEqual(['risk', 'no'])
    }
    expect(io.written.out).toMatch(/^agents:\n {2}risk:\n {4}phase: critical\n/m)
  })

  test('counts what each agent did, and says that its breaker is open', async () => {
    const { io } = failingFolder({ cycles: 5 })
    expect((await jsonOf({ dataDir }, io)).agents.feed).toMatchObject({
      breaker: 'open',
      counts: { executions: 5, failures: 5, consecutive_failures: 5, success_rate: 0 },
    })
  })

  test('tells why it is halted, by a latch and by a person', async () => {
    const { io } = haltedFolder()
    await halt({ dataDir, reason: 'look at it' }, io)
    const state = await jsonOf({ dataDir }, io)
    expect(state.trading_state).toMatchObject({
      state: 'halted',
      reasons: [{ code: 'kill-switch' }, { code: 'daily-loss', agent: 'risk', value: 5.2, limit: 5, latched: true }],
    })
    expect(state.kill_switch).toContain('look at it')
    expect(state.requests).toMatchObject([{ kind: 'halt', who: 'tester' }])
  })

  test('beside a running loop, says who runs it, that a cycle runs, and when the next is due', async () => {
    const { io, dataDir: folder, journal, database } = tradedFolder()
    const lock = acquireLock(folder, { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' })
    journal.begin(startOf(2))
    database.exec('BEGIN IMMEDIATE')
    const state = await jsonOf({}, io)
    expect(state).toMatchObject({ loop: { running: true, pid: 4711 }, cycle: { id: 'c000003', status: 'running' } })
    expect(state.agents.strategy.last_run.cycle).toBe('c000002')
    // The default grid: every quarter of an hour.
    const untilMs = Date.parse(state.next_tick) - Date.parse(state.exported_at)
    expect(Date.parse(state.next_tick) % 900_000).toBe(0)
    expect(untilMs).toBeGreaterThanOrEqual(0)
    expect(untilMs).toBeLessThanOrEqual(900_000)
    // No configuration is read with --data-dir alone; and one without a grid has no points.
    expect((await jsonOf({ dataDir }, io)).next_tick).toBeNull()
    writeFileSync(join(io.cwd, 'at-once.jsonc'), '{ "cycle": { "interval": 0 } }')
    expect((await jsonOf({ config: 'at-once.jsonc' }, io)).next_tick).toBeNull()
    lock.release()
  })

  test('writes a file that is one of these formats, and replaces none of the other', async () => {
    const { io } = tradedFolder()
    for (let time = 0; time < 2; time++) await exportState({ dataDir, output: 'state.yaml' }, io)
    expect(parse(readFileSync(join(io.cwd, 'state.yaml'), 'utf8'))).toHaveProperty('cycle.id', 'c000002')
    const other = exportState({ dataDir, format: 'json', output: 'state.yaml' }, io)
    await expect(other).rejects.toMatchObject({ code: 2, message: expect.stringContaining('earlier export') })
    await expect(exportState({ dataDir, format: 'toml' }, io)).rejects.toMatchObject({
      code: 2,
      message: '--format: expected one of "yaml", "json", got "toml"',
    })
  })

  test('replaces no other JSON of ours, such as metrics and reports, which begin with their version', async () => {
    const { io } = tradedFolder()
    for (const text of [
      `${JSON.stringify(toMetrics(report()), null, 2)}\n`,
      `${JSON.stringify(madeUpReport(), null, 2)}\n`,
    ]) {
      writeFileSync(join(io.cwd, 'latest.json'), text)
      const written = exportState({ dataDir, format: 'json', output: 'latest.json' }, io)
      await expect(written).rejects.toMatchObject({ code: 2, message: expect.stringContaining('earlier export') })
      expect(readFileSync(join(io.cwd, 'latest.json'), 'utf8')).toBe(text)
    }
    for (let time = 0; time < 2; time++) await exportState({ dataDir, format: 'json', output: 'state.json' }, io)
    expect(JSON.parse(readFileSync(join(io.cwd, 'state.json'), 'utf8'))).toHaveProperty('kind', 'riskfirst-state')
  })

  test('is all unknown where nothing has run', async () => {
    const { io } = emptyFolder()
    expect(await jsonOf({}, io)).toMatchObject({
      market: null,
      trading_state: { state: 'unknown' },
      cycle: null,
      agents: {},
      portfolio: null,
      requests: [],
    })
  })
})
