import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { freshDir, HOUR_MS, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { type Ended, run } from '../support/command.js'
import { recorded } from '../support/record.js'

// On recorded candles, hourly from before 2022 on, in files such as BTC-USDT-1h.csv:
// CANDLES=/path/to/candles npx vitest run tests/e2e/five-hundred-cycles.test.ts
const recordedCandles = process.env['CANDLES']

const CYCLES = 500
const LOOKBACK = 500
const FROM_MS = Date.UTC(2022, 0, 1)
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'LINK/USDT']
const names = [...builtinAgents.keys()]

/** Trends, ranges and jolts, each symbol at a pace of its own, on the way that most of them go together. */
function priceOf(symbol: number): (hour: number) => number {
  const start = [46_000, 3700, 170, 510, 20][symbol] ?? 1
  return (hour) => {
    const together = 0.12 * Math.sin(hour / 90)
    const own = 0.07 * Math.sin(hour / (23 + 7 * symbol) + symbol) + 0.012 * Math.sin(hour * 1.7 + symbol)
    const jolt = Math.floor(hour / 160 + symbol / 5) % 3 === 0 ? 0.03 * Math.sin(hour / 3) : 0
    return start * Math.exp(together + own + jolt)
  }
}

interface Candles {
  readonly dir: string
  /** Of the risk agent. */
  readonly settings: object
}

/** Limits so wide that no cycle is halted. */
async function madeUp(): Promise<Candles> {
  const dir = await freshDir()
  for (const [index, symbol] of symbols.entries()) {
    const fromMs = FROM_MS - LOOKBACK * HOUR_MS
    await writeCandles(dir, symbol, madeUpCandles({ fromMs, count: LOOKBACK + CYCLES + 1, price: priceOf(index) }))
  }
  return { dir, settings: { maxDailyLossPercent: 90, maxRollingLossPercent: null, maxDrawdownPercent: 90 } }
}

/** Five hundred cycles of the built-in agents on the candles of a folder. */
async function trade({ dir, settings }: Candles): Promise<{ readonly ended: Ended; readonly dataDir: string }> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'data'))
  const market = { source: 'csv', dir, symbols, timeframe: '1h', lookback: LOOKBACK, from: '2022-01-01' }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ market, agents: { risk: { settings } } }))
  const ended = await run(cwd, ['--cycles', `${CYCLES}`, '--interval', '0', '--quiet'])
  return { ended, dataDir: join(cwd, 'data') }
}

const onRecorded = {
  name: 'recorded candles',
  candles: () => Promise.resolve({ dir: `${recordedCandles}`, settings: {} }),
}
const markets = [{ name: 'made-up candles', candles: madeUp }, ...(recordedCandles === undefined ? [] : [onRecorded])]

describe.each(markets)('five hundred cycles of every built-in agent on $name', ({ candles }) => {
  let ended: Ended
  let dataDir: string

  beforeAll(async () => {
    ;({ ended, dataDir } = await trade(await candles()))
  }, 300_000)

  it('end well, or with 20 where a limit is broken', () => {
    expect(candles === madeUp ? [0] : [0, 20]).toContain(ended.code)
    expect(ended).toMatchObject({ signal: null, stdout: '' })
    expect(ended.stderr).not.toMatch(/error|failed/i)
  })

  it('are all sealed, in their order, each one candle after the last', () => {
    const cycles = recorded(dataDir, 'SELECT number, as_of FROM cycles ORDER BY number')
    expect(cycles).toEqual(
      Array.from({ length: CYCLES }, (_, index) => ({
        number: index + 1,
        as_of: new Date(FROM_MS + index * HOUR_MS).toISOString(),
      })),
    )
    const statuses = recorded(dataDir, 'SELECT DISTINCT status FROM cycles').map(({ status }) => status)
    expect(new Set(['success', 'halted', ...statuses])).toEqual(new Set(['success', 'halted']))
  })

  it('hold a record of each agent in each cycle, none of which failed', () => {
    const runs = recorded(dataDir, 'SELECT agent, count(*) AS runs FROM runs GROUP BY agent ORDER BY agent')
    expect(runs).toEqual(names.toSorted().map((agent) => ({ agent, runs: CYCLES })))
    const failures = 'SELECT cycle_id, agent, status, failure_message FROM runs WHERE status NOT IN '
    expect(recorded(dataDir, `${failures} ('success', 'noop', 'halted')`)).toEqual([])
  })

  it('leave books in which every identity is true', () => {
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('see every agent that trades buy and sell', () => {
    const traded = recorded(dataDir, 'SELECT DISTINCT agent, side FROM fills ORDER BY agent, side')
    expect(traded.map(({ agent, side }) => `${agent} ${side}`)).toEqual(
      expect.arrayContaining(['copybot buy', 'strategy buy', 'strategy sell', 'trading buy', 'trading sell']),
    )
  })
})
