import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { type Ended, run } from '../support/command.js'
import { recorded } from '../support/record.js'

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'LINK/USDT']

/** Swings of two days that each symbol rides at its own time, with steps down that stops are hit by. */
function swinging(place: number): (index: number) => number {
  return (index) => {
    const wave = Math.sin((index + place * 7) / 7) * 0.04
    const jitter = Math.sin(index * 1.7 + place) * 0.004
    const step = (index + place * 5) % 37 === 0 ? -0.03 : 0
    return 10 * (place + 1) * (1 + wave + jitter + step + index * 0.0002)
  }
}

let cwd: string
let whole: Ended
let halves: readonly [Ended, Ended]

beforeAll(async () => {
  cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const [place, symbol] of SYMBOLS.entries())
    await writeCandles(join(cwd, 'candles'), symbol, madeUpCandles({ count: 200, price: swinging(place) }))
  await writeFile(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({
      market: { source: 'csv', dir: 'candles', symbols: SYMBOLS, timeframe: '1h', lookback: 100, from: '2024-01-05' },
      agents: { risk: { settings: { maxDailyLossPercent: 50, maxRollingLossPercent: null, maxDrawdownPercent: 60 } } },
    }),
  )
  const cycles = (count: number, folder: string) =>
    run(cwd, ['--cycles', String(count), '--interval', '0', '--data-dir', folder])
  whole = await cycles(40, 'whole')
  halves = [await cycles(20, 'halves'), await cycles(20, 'halves')]
})

const exported = async (folder: string) => {
  const names = await readdir(join(cwd, folder, 'orchestrator'))
  const texts = await Promise.all(names.map((name) => readFile(join(cwd, folder, 'orchestrator', name), 'utf8')))
  return names
    .map((name, index) => ({ name, metrics: JSON.parse(texts[index] ?? '') }))
    .filter(({ name }) => name !== 'latest.json')
    .sort((a, b) => a.metrics.current_cycle - b.metrics.current_cycle)
}

describe('forty cycles over recorded candles', () => {
  it('buy, sell, are stopped out, and end well', () => {
    expect([whole, ...halves].map(({ code }) => code)).toEqual([0, 0, 0])
    const kinds = recorded(
      join(cwd, 'whole'),
      "SELECT DISTINCT origin || ' ' || side || ' ' || status AS kind FROM orders ORDER BY kind",
    )
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'agent buy denied',
      'agent buy filled',
      'agent sell filled',
      'protection sell filled',
    ])
  })

  it.each(['whole', 'halves'])('keep exact books after every cycle (%s)', (folder) => {
    expect(bookFaults(join(cwd, folder))).toEqual([])
    expect(recorded(join(cwd, folder), 'SELECT count(*) AS n FROM equity')).toEqual([{ n: 40 }])
  })

  it.each([
    ['orders', 'SELECT * FROM orders'],
    ['fills', 'SELECT * FROM fills'],
    ['equity', 'SELECT * FROM equity'],
    ['protections', 'SELECT * FROM protections'],
    ['baselines', 'SELECT * FROM baselines'],
    ['the place in the data', 'SELECT number, id, as_of, state FROM cycles'],
  ])('leave the same after a restart in the middle: %s', (_what, sql) => {
    const rows = recorded(join(cwd, 'whole'), sql)
    expect(rows.length).toBeGreaterThan(0)
    expect(recorded(join(cwd, 'halves'), sql)).toEqual(rows)
  })

  it('write one metrics file each, and count on after a restart', async () => {
    const [one, two] = await Promise.all([exported('whole'), exported('halves')])
    const cycles = Array.from({ length: 40 }, (_, index) => index + 1)
    for (const files of [one, two]) {
      expect(files.map(({ metrics }) => metrics.current_cycle)).toEqual(cycles)
      expect(files.map(({ metrics }) => metrics.total_cycles)).toEqual(cycles)
      expect(files.map(({ metrics }) => metrics.agents.risk.executions)).toEqual(cycles)
    }
    expect(two.map(({ metrics }) => metrics.portfolio)).toEqual(one.map(({ metrics }) => metrics.portfolio))
    expect(two.map(({ metrics }) => metrics.orders)).toEqual(one.map(({ metrics }) => metrics.orders))
  })

  it('end with 0 when the recording is over, and say so', async () => {
    const { code, stderr } = await run(cwd, ['--interval', '0', '--quiet', '--data-dir', 'halves'])
    expect(stderr).toContain('recorded data is over')
    expect(code).toBe(0)
    expect(bookFaults(join(cwd, 'halves'))).toEqual([])
  })

  it('leave databases that are whole without their logs', async () => {
    const copy = join(cwd, 'copy')
    await mkdir(copy)
    for (const name of ['riskfirst.db', 'paper-broker.db']) await copyFile(join(cwd, 'whole', name), join(copy, name))
    expect(recorded(copy, 'SELECT * FROM equity')).toEqual(recorded(join(cwd, 'whole'), 'SELECT * FROM equity'))
    expect(bookFaults(copy)).toEqual([])
  })
})
