import { statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run } from '../support/command.js'
import { recorded } from '../support/record.js'

const symbols = ['BTC/USDT', 'ETH/USDT']
const LOOKBACK = 100

/** A folder with candles that the built-in agents trade on, and a record that keeps little. */
async function surroundings(): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const [index, symbol] of symbols.entries()) {
    const price = (hour: number) => 100 * Math.exp(0.1 * Math.sin(hour / (9 + index)) + 0.03 * Math.sin(hour / 2))
    await writeCandles(join(cwd, 'candles'), symbol, madeUpCandles({ count: LOOKBACK + 510, price }))
  }
  const config = {
    market: { source: 'csv', dir: 'candles', symbols, timeframe: '1h', lookback: LOOKBACK },
    store: { keepRuns: 100, keepBriefings: 60 },
    agents: { risk: { settings: { maxDailyLossPercent: 90, maxRollingLossPercent: null, maxDrawdownPercent: 90 } } },
  }
  writeFileSync(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  return cwd
}

const cyclesOf = (cwd: string, cycles: number) =>
  run(cwd, ['run', '--cycles', `${cycles}`, '--interval', '0', '--quiet'])

describe('three hundred cycles with a record that keeps the runs of a hundred', () => {
  let cwd: string
  let dataDir: string
  const numberOf = (sql: string) => Number(recorded(dataDir, sql)[0]?.['n'])

  beforeAll(async () => {
    cwd = await surroundings()
    dataDir = join(cwd, 'data')
    const { code, stderr } = await cyclesOf(cwd, 300)
    if (code !== 0) throw new Error(stderr)
  }, 120_000)

  it('leave the runs of a hundred and a few, every cycle, order and equity, and exact books', () => {
    const kept = numberOf('SELECT count(DISTINCT cycle_id) AS n FROM runs')
    expect(kept).toBeGreaterThanOrEqual(100)
    expect(kept).toBeLessThan(116)
    const told = numberOf('SELECT count(DISTINCT cycle_id) AS n FROM runs WHERE observation IS NOT NULL')
    expect(told).toBeGreaterThanOrEqual(60)
    expect(told).toBeLessThan(76)
    expect(numberOf('SELECT count(*) AS n FROM cycles')).toBe(300)
    expect(numberOf('SELECT count(*) AS n FROM equity')).toBe(300)
    expect(numberOf("SELECT count(*) AS n FROM fills WHERE cycle_id < 'c000150'")).toBeGreaterThan(5)
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('leave briefings on which all six agents answer the same again', async () => {
    const oldest = `${recorded(dataDir, 'SELECT cycle_id AS id FROM runs WHERE observation IS NOT NULL')[0]?.['id']}`
    for (const [index, name] of [...builtinAgents.keys()].entries()) {
      const cycle = index % 2 === 0 ? oldest : 'c000270'
      const { stdout, stderr, code } = await run(cwd, ['agents', 'run', name, '--cycle', cycle])
      expect([name, cycle, code, stderr, stdout.trimEnd().split('\n').at(-1)]).toEqual([
        name,
        cycle,
        0,
        '',
        'same proposal',
      ])
    }
  }, 60_000)

  it('say since when there is what an older cycle lacks', async () => {
    const [runs] = recorded(dataDir, 'SELECT min(cycle_id) AS id FROM runs')
    const shown = await run(cwd, ['history', '--cycle', 'c000001'])
    expect([shown.code, shown.stdout]).toEqual([
      0,
      expect.stringContaining(`Its runs are no longer kept (store.keepRuns); those since ${runs?.['id']} are.`),
    ])
    const older = await run(cwd, ['agents', 'run', 'risk', '--cycle', 'c000001'])
    expect([older.code, older.stdout]).toEqual([2, ''])
    expect(older.stderr).toContain(`c000001 is too old. Its runs are no longer kept (store.keepRuns); those since`)
    const [told] = recorded(dataDir, 'SELECT min(cycle_id) AS id FROM runs WHERE observation IS NOT NULL')
    const between = await run(cwd, ['agents', 'run', 'risk', '--cycle', 'c000210'])
    expect([between.code, between.stdout]).toEqual([2, ''])
    expect(between.stderr).toContain(
      `c000210: what agents were told is no longer kept (store.keepBriefings); since ${told?.['id']} it is`,
    )
    for (const command of [['status'], ['why', 'risk'], ['history', '--agent', 'risk'], ['export', 'activity']])
      expect([command, (await run(cwd, command)).code]).toEqual([command, 0])
  }, 60_000)

  it('give their space to the next two hundred: the file grows by what is kept for ever alone', async () => {
    const size = () => statSync(join(dataDir, 'riskfirst.db')).size
    const before = size()
    expect((await cyclesOf(cwd, 200)).code).toBe(0)
    expect((size() - before) / 200).toBeLessThan(4096)
    expect(bookFaults(dataDir)).toEqual([])
    expect(recorded(dataDir, 'PRAGMA foreign_key_check')).toEqual([])
    expect(recorded(dataDir, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  }, 120_000)
})
