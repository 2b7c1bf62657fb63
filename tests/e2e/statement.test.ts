import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { freshDir, HOUR_MS, madeUpCandles, writeCandles } from '../support/candles.js'
import { run } from '../support/command.js'
import { recorded } from '../support/record.js'

const CYCLES = 90
const LOOKBACK = 300
const FROM_MS = Date.UTC(2024, 0, 1)
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']

/** Up and down again within the run, so that agents buy and sell. */
function priceOf(symbol: number): (hour: number) => number {
  const start = [46_000, 3700, 170][symbol] ?? 1
  return (hour) => start * Math.exp(0.1 * Math.sin(hour / (11 + 3 * symbol)) + 0.01 * Math.sin(hour * 1.7 + symbol))
}

/** Ninety hourly cycles of every built-in agent, none of them halted. */
async function traded(): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const [index, symbol] of symbols.entries()) {
    const span = { fromMs: FROM_MS - LOOKBACK * HOUR_MS, count: LOOKBACK + CYCLES + 1 }
    await writeCandles(join(cwd, 'candles'), symbol, madeUpCandles({ ...span, price: priceOf(index) }))
  }
  const market = { source: 'csv', dir: 'candles', symbols, timeframe: '1h', lookback: LOOKBACK, from: '2024-01-01' }
  const settings = { maxDailyLossPercent: 90, maxRollingLossPercent: null, maxDrawdownPercent: 90 }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ market, agents: { risk: { settings } } }))
  const ended = await run(cwd, ['--cycles', `${CYCLES}`, '--interval', '0', '--quiet'])
  expect(ended).toMatchObject({ code: 0, signal: null })
  return cwd
}

type CsvRow = Readonly<Record<string, string>>

/** Of figures and names: nothing in it is quoted. */
function rowsOf(csv: string): readonly CsvRow[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const columns = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((field, index) => [columns[index] ?? '', field])))
}

/** A decimal in units of 10⁻¹⁶. */
function units(text: string | undefined): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,16}))?$/.exec(text ?? '') ?? []
  return BigInt(`${sign}${whole}${fraction.padEnd(16, '0')}`)
}

describe('the statement of ninety cycles of every built-in agent', () => {
  let cwd: string
  let gained: bigint
  beforeAll(async () => {
    cwd = await traded()
    const [last] = recorded(join(cwd, 'data'), 'SELECT equity FROM equity ORDER BY rowid DESC LIMIT 1')
    gained = units(`${last?.['equity']}`) - units('10000')
  }, 120_000)

  const csvOf = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(cwd, [...args, '--csv'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }

  it('is of a run in which all agents ran, and several bought and sold', () => {
    const dataDir = join(cwd, 'data')
    const ran = recorded(dataDir, 'SELECT DISTINCT agent FROM runs').map(({ agent }) => agent)
    expect(new Set(ran)).toEqual(new Set(builtinAgents.keys()))
    const sold = recorded(dataDir, "SELECT DISTINCT agent FROM fills WHERE side = 'sell'")
    expect(sold.length).toBeGreaterThan(1)
  })

  it.each(['agent', 'symbol', 'day'])('adds up by %s to what equity has gained, to the last digit', async (by) => {
    const rows = rowsOf(await csvOf('profit', '--by', by))
    const total = rows.at(-1)
    const parts = rows.slice(0, -1)
    expect(parts.length).toBeGreaterThan(1)
    for (const column of ['trades', 'won', 'lost', 'realised', 'unrealised', 'buyFees', 'sellFees', 'profit'])
      expect([column, parts.reduce((sum, row) => sum + units(row[column]), 0n)]).toEqual([
        column,
        units(total?.[column]),
      ])
    expect(units(total?.['profit'])).toBe(gained)
  })

  it('lists every fill once, and what sales made adds up to what was realised', async () => {
    const { stdout } = await run(cwd, ['trades', '--json'])
    const trades: readonly { readonly realised: string | null }[] = JSON.parse(stdout)
    const [counted] = recorded(join(cwd, 'data'), 'SELECT count(*) AS fills FROM fills')
    expect(trades.length).toBe(counted?.['fills'])
    const total = rowsOf(await csvOf('profit')).at(-1)
    const made = trades.reduce((sum, { realised }) => sum + units(realised ?? '0'), 0n)
    expect(made).toBe(units(total?.['realised']))
  })

  it('holds positions that are worth equity less cash', async () => {
    const held = rowsOf(await csvOf('positions'))
    const value = held.reduce((sum, row) => sum + units(row['value']), 0n)
    const { cash, equity } = JSON.parse((await run(cwd, ['positions', '--json'])).stdout)
    expect(value).toBe(units(equity) - units(cash))
  })

  it('is read while a loop holds the folder', async () => {
    const [again, told] = await Promise.all([
      run(cwd, ['--cycles', '1', '--interval', '0', '--quiet']),
      run(cwd, ['profit', '--json']),
    ])
    expect([again.code, told.code]).toEqual([0, 0])
  })
})
