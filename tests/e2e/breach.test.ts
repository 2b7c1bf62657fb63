import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { type Ended, run } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'
import { recorded } from '../support/record.js'

/** Falls 2.5 % an hour from the candle `CRASH` on, eight times; rises slowly before and after. */
const CRASH = 128
const STARTS = 96

function crashing(from: number): (index: number) => number {
  const prices = [from]
  for (let index = 0; index < 200; index++) {
    const falls = index >= CRASH && index < CRASH + 8
    prices.push((prices[index] ?? 0) * (falls ? 0.975 : 1 + 0.001 * (1 + Math.sin(index * 1.7) * 2)))
  }
  return (index) => prices[index] ?? 0
}

let cwd: string
let dataDir: string
let breach: Ended
let next: Ended
let stopped: Ended

const cycles = (count: number) => run(cwd, ['--cycles', String(count), '--interval', '0'])
const ordersOf = (cycle: string) => recorded(dataDir, `SELECT * FROM orders WHERE cycle_id = '${cycle}'`)
const lastCycle = () => recorded(dataDir, 'SELECT * FROM cycles ORDER BY number DESC LIMIT 1')[0]

beforeAll(async () => {
  cwd = await freshDir()
  dataDir = join(cwd, 'data')
  await mkdir(join(cwd, 'candles'))
  for (const [symbol, price] of [
    ['BTC/USDT', 100],
    ['ETH/USDT', 50],
  ] as const)
    await writeCandles(join(cwd, 'candles'), symbol, madeUpCandles({ count: 200, price: crashing(price) }))
  const wide = { maxOrderUsd: 100_000 }
  await writeFile(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({
      market: { source: 'csv', dir: 'candles', symbols: ['BTC/USDT', 'ETH/USDT'], from: '2024-01-05', lookback: 100 },
      limits: {
        ...wide,
        maxPositionPercent: 45,
        minCashPercent: 5,
        maxOrderPercent: 50,
        maxTurnoverPercentPerDay: 500,
      },
      agents: {
        ...noBuiltIns,
        risk: {},
        strategy: {
          settings: {
            ...wide,
            maxPositionPercent: 44,
            maxAccountPercent: 44,
            minCashPercent: 5,
            maxOrderPercent: 44,
            targetDailyVolatilityPercent: 50,
            stopAtr: 18,
            rsiOverbought: 100,
          },
        },
      },
    }),
  )
  // Day start + 8 h: three candles down break 5 % of a book that is invested to 88 %.
  breach = await cycles(CRASH - STARTS + 4)
  next = await run(cwd, ['--cycle-once'])
})

describe('a book that falls through the daily loss', () => {
  it('is halted with a latch, and nobody of the parallel phase starts', () => {
    expect(breach.code).toBe(20)
    expect(recorded(dataDir, "SELECT count(*) AS n FROM fills WHERE side = 'buy'")).toEqual([{ n: 2 }])
    expect(recorded(dataDir, 'SELECT code, baseline, cleared_at FROM latches')[0]).toEqual({
      code: 'daily-loss',
      baseline: 'dayStart',
      cleared_at: null,
    })
    const halted = recorded(
      dataDir,
      `SELECT agent, runs.status, attempts, failure_code FROM runs JOIN cycles ON cycles.id = cycle_id
       WHERE cycles.status = 'halted' AND phase = 'parallel'`,
    )
    expect(halted.length).toBeGreaterThan(0)
    expect(new Set(halted.map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ agent: 'strategy', status: 'halted', attempts: 0, failure_code: 'state' })]),
    )
  })

  it('says so on the screen', () => {
    expect(breach.stdout).toMatch(/✖ HALTED since .*, protective exits only/)
    expect(breach.stdout).toMatch(/✖ breach daily-loss \(risk, latched\): daily loss 5\.\d+ % \(limit 5 %\)/)
    expect(breach.stdout).toMatch(/What changes it +riskfirst resume --reason/)
  })

  it('is still halted at the next start', () => {
    expect(next.code).toBe(20)
    expect(next.stdout).toMatch(/✖ breach daily-loss \(risk, latched\)/)
  })

  it('is told by status and why, with what changes it', async () => {
    const answers = await Promise.all([run(cwd, ['status']), run(cwd, ['why'])])
    for (const { code, stdout } of answers) {
      expect(code).toBe(0)
      expect(stdout).toMatch(/halted/i)
      expect(stdout).toContain('daily-loss')
      expect(stdout).toContain('riskfirst resume --reason')
    }
    const status = JSON.parse((await run(cwd, ['status', '--json'])).stdout)
    expect(status.standing).toMatchObject({ state: 'halted' })
    const strategy = await run(cwd, ['why', 'strategy'])
    expect(strategy.stdout).toMatch(/halted/)
  })

  it('still has its protective exits, which close it in one cycle', async () => {
    stopped = await cycles(8)
    expect(stopped.code).toBe(20)
    const sold = recorded(dataDir, "SELECT * FROM orders WHERE side = 'sell'")
    expect(sold.map(({ origin, status }) => `${origin} ${status}`)).toEqual(['protection filled', 'protection filled'])
    const state = recorded(
      dataDir,
      `SELECT DISTINCT state FROM cycles WHERE id IN ('${sold.map((row) => row['cycle_id']).join("','")}')`,
    )
    expect(state).toEqual([{ state: 'halted' }])
    const [account] = recorded(dataDir, 'SELECT positions FROM equity ORDER BY cycle_id DESC LIMIT 1')
    expect(account).toEqual({ positions: '[]' })
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('is not resumed without a reason', async () => {
    for (const args of [['resume'], ['resume', '--reason', ' ']]) {
      const { code, stderr } = await run(cwd, args)
      expect(code).toBe(2)
      expect(stderr).toContain('--reason')
    }
    expect(recorded(dataDir, 'SELECT * FROM latches WHERE cleared_at IS NOT NULL')).toEqual([])
  })

  it('resumes with one: the breached baselines and the session are set anew, and the next verdict decides', async () => {
    const before = recorded(dataDir, 'SELECT * FROM baselines ORDER BY name')
    const latched = recorded(dataDir, 'SELECT DISTINCT baseline FROM latches ORDER BY baseline').map(
      (row) => row['baseline'],
    )
    const anew = [...latched, 'session']
    const resumed = await run(cwd, ['resume', '--reason', 'checked the book'])
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toContain('Cleared daily-loss')

    const { code, stdout } = await run(cwd, ['--cycle-once'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/● ACTIVE since/)
    expect(lastCycle()).toMatchObject({ state: 'active', status: 'success' })

    const [account] = recorded(dataDir, 'SELECT observed_equity, as_of FROM equity ORDER BY cycle_id DESC LIMIT 1')
    const rebased = { equity: account?.['observed_equity'], at: account?.['as_of'] }
    const after = recorded(dataDir, 'SELECT * FROM baselines ORDER BY name')
    expect(after).toEqual(
      before.map((row) => (anew.includes(row['name'] ?? null) ? { name: row['name'], ...rebased } : row)),
    )

    const [command] = recorded(dataDir, "SELECT * FROM commands WHERE kind = 'resume'")
    expect(command).toMatchObject({ reason: 'checked the book', who: expect.stringMatching(/./) })
    const result: readonly { name: string; before: object; after: object }[] = JSON.parse(String(command?.['result']))
    expect(result.map(({ name }) => name).toSorted()).toEqual(anew)
    for (const { after: fresh } of result) expect(fresh).toEqual(rebased)
    const { equity, at } = before.find((row) => row['name'] === 'dayStart') ?? {}
    expect(result.find(({ name }) => name === 'dayStart')?.before).toEqual({ equity, at })
    expect(recorded(dataDir, 'SELECT DISTINCT cleared_reason FROM latches')).toEqual([
      { cleared_reason: 'checked the book' },
    ])
  })

  it('is told by resume when there is nothing to lift', async () => {
    const { code, stdout } = await run(cwd, ['resume', '--reason', 'again'])
    expect(code).toBe(0)
    expect(stdout).toContain('Nothing to resume')
    expect(ordersOf('c000001').length).toBeGreaterThan(0)
  })
})
