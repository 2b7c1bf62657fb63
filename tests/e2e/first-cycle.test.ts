import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { type Ended, run } from '../support/command.js'
import { recorded } from '../support/record.js'

const AGENTS = ['risk', 'technical', 'sentiment', 'strategy', 'trading', 'copybot']

const AGENT_KEYS = [
  'executions',
  'successes',
  'failures',
  'timeouts',
  'success_rate',
  'recent_success_rate',
  'avg_execution_time',
  'total_retries',
  'consecutive_failures',
  'last_execution',
  'last_status',
  'last_duration_seconds',
  'last_error',
  'health_status',
  'breaker',
]

const POSITION_KEYS = ['quantity', 'price', 'value', 'cost', 'unrealised']

/** What readers of the metrics may rely on, with the names that vary as `*`. */
const METRICS_KEYS = {
  schema_version: 1,
  timestamp: 1,
  cycle_id: 1,
  total_cycles: 1,
  current_cycle: 1,
  cycle_duration_seconds: 1,
  status: 1,
  trading_state: 1,
  reasons: 1,
  skipped_ticks: 1,
  agents: Object.fromEntries(AGENTS.map((name) => [name, AGENT_KEYS])),
  performance: [
    'total_executions',
    'total_successes',
    'total_failures',
    'overall_success_rate',
    'avg_cycle_time_minutes',
    'sequential_seconds',
    'wall_seconds',
    'speedup',
  ],
  portfolio: ['equity', 'cash', 'drawdown_percent', 'positions'],
  orders: ['filled', 'denied', 'rejected', 'unresolved'],
  alerts: 1,
  custom: 1,
}

let cwd: string
let once: Ended

beforeAll(async () => {
  cwd = await freshDir()
  once = await run(cwd, ['--cycle-once'])
})

const latest = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'data', 'orchestrator', 'latest.json'), 'utf8'))

describe('--cycle-once in an empty folder', () => {
  it('ends with 0 and names market, money and configuration first', () => {
    expect(once.code).toBe(0)
    const first = once.stdout.split('\n─')[0]?.replaceAll(/\s+/g, ' ')
    expect(first).toBe(`SIMULATED MARKET · PAPER MONEY · config: none (looked in ${cwd}/riskfirst.config.jsonc)`)
  })

  it('fills and denies an order, and shows why', () => {
    const statuses = recorded(join(cwd, 'data'), 'SELECT DISTINCT status FROM orders ORDER BY status')
    expect(statuses).toEqual([{ status: 'denied' }, { status: 'filled' }])
    expect(once.stdout).toMatch(/● filled {2}buy/)
    expect(once.stdout).toMatch(/✖ denied .*(strategy|trading|copybot) · (min-cash|max-position): /)
  })

  it('fits 80 columns and holds no escape code when it is piped', () => {
    const lines = `${once.stdout}\n${once.stderr}`.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(once.stdout + once.stderr).not.toContain('\u001b')
  })

  it('writes one metrics file with exactly the documented keys', async () => {
    const files = await readdir(join(cwd, 'data', 'orchestrator'))
    expect(files.toSorted()).toEqual(['latest.json', expect.stringMatching(/^metrics_\d{8}_\d{6}\.json$/)])
    const metrics = await latest(cwd)
    expect(Object.keys(metrics)).toEqual(Object.keys(METRICS_KEYS))
    for (const [name, keys] of Object.entries(METRICS_KEYS.agents))
      expect(Object.keys(metrics.agents[name])).toEqual(keys)
    for (const section of ['performance', 'portfolio', 'orders'] as const)
      expect(Object.keys(metrics[section])).toEqual(METRICS_KEYS[section])
    const positions = Object.values<object>(metrics.portfolio.positions)
    expect(positions.length).toBeGreaterThan(0)
    for (const position of positions) expect(Object.keys(position)).toEqual(POSITION_KEYS)
    expect(Object.keys(metrics.custom)).toEqual(AGENTS)
  })

  it('tells in the metrics what it did', async () => {
    expect(await latest(cwd)).toMatchObject({
      schema_version: 1,
      cycle_id: 'c000001',
      total_cycles: 1,
      status: 'success',
      trading_state: 'active',
      agents: { risk: { executions: 1, success_rate: 100, health_status: 'healthy', last_error: null } },
      performance: { total_executions: AGENTS.length, total_failures: 0, overall_success_rate: 100 },
      alerts: [],
    })
  })

  it('leaves the folder readable to status, history and why', async () => {
    const asked = await Promise.all(
      [['status'], ['history'], ['why'], ['why', 'strategy'], ['history', '--cycle', 'c000001']].map((args) =>
        run(cwd, args),
      ),
    )
    for (const { code, stdout } of asked) {
      expect(code).toBe(0)
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })
})

describe('what a run prints', () => {
  it('is one line of JSON a cycle on stdout with --json', async () => {
    const { code, stdout } = await run(await freshDir(), ['--cycles', '2', '--interval', '0', '--json'])
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(reports.map((report) => report.cycle_id)).toEqual(['c000001', 'c000002'])
    expect(reports[0].receipts[0]).toMatchObject({ side: 'buy', status: 'filled' })
    expect(code).toBe(0)
  })

  it('is nothing with --quiet when all is well', async () => {
    expect(await run(await freshDir(), ['--cycle-once', '--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  it('is what would be sent with --dry-run, which leaves nothing behind', async () => {
    const folder = await freshDir()
    const { code, stdout } = await run(folder, ['--cycle-once', '--dry-run'])
    expect(stdout.split('\n─')[0]).toContain('DRY RUN')
    expect(stdout).toMatch(/dry run +buy/)
    expect(stdout).not.toMatch(/● filled/)
    expect(await readdir(folder)).toEqual([])
    expect(code).toBe(0)
  })

  it('changes nothing in a folder that has a record with --dry-run', async () => {
    const before = recorded(join(cwd, 'data'), 'SELECT * FROM orders')
    expect(await run(cwd, ['--cycle-once', '--dry-run'])).toMatchObject({ code: 0 })
    expect(recorded(join(cwd, 'data'), 'SELECT * FROM orders')).toEqual(before)
    expect(recorded(join(cwd, 'data'), 'SELECT count(*) AS n FROM cycles')).toEqual([{ n: 1 }])
  })

  it('has colours when they are forced, and never with NO_COLOR', async () => {
    const folder = await freshDir()
    const forced = await run(folder, ['--cycle-once', '--dry-run'], { FORCE_COLOR: '1' })
    expect(forced.stdout).toContain('\u001b[')
    const plain = await run(folder, ['--cycle-once', '--dry-run'], { FORCE_COLOR: '1', NO_COLOR: '1' })
    expect(plain.stdout).not.toContain('\u001b')
  })
})
