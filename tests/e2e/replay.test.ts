import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../src/config/schema.js'
import type { ReplayReport } from '../../src/report/replay/report.js'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { recordFaults } from '../support/checked-books.js'
import { start } from '../support/command.js'
import { recorded } from '../support/record.js'

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'NEW/USDT']
const CANDLES = 24 * 20
const CRASH_AT = 24 * 12

/** Waves, and one day on which a third is lost. */
const price = (hour: number) =>
  (100 + 3 * Math.sin(hour / 9)) * (1 - Math.min(0.35, Math.max(0, hour - CRASH_AT) * 0.02))

/** Holds 80 % of the account as soon as all three symbols are listed. */
const holder = `import { defineAgent, z } from 'riskfirst'
export default defineAgent({
  name: 'holder',
  settings: z.strictObject({}),
  run({ market, portfolio }) {
    const listed = Object.values(market.symbols).filter(({ condition }) => condition === 'listed')
    const orders = listed.flatMap(({ symbol, last }) => {
      const wanted = (0.8 * portfolio.equity) / 3
      const held = (portfolio.own.positions[symbol]?.quantity ?? 0) * last
      return wanted - held > 100 ? [{ symbol, side: 'buy', notional: (wanted - held).toFixed(2), reason: 'holds' }] : []
    })
    return { summary: 'holds', orders }
  },
})
`

const document: ConfigInput = {
  market: { source: 'csv', dir: 'candles', symbols: SYMBOLS, timeframe: '1h', lookback: 30 },
  limits: {
    maxPositionPercent: 100,
    minCashPercent: 0,
    maxOrderPercent: 100,
    maxOrderUsd: 100_000,
    maxTurnoverPercentPerDay: 1000,
  },
  agents: {
    ...Object.fromEntries(
      ['technical', 'sentiment', 'strategy', 'trading', 'copybot'].map((name) => [name, { enabled: false }]),
    ),
    holder: { run: './holder.mjs' },
  },
}

async function folder(): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const symbol of SYMBOLS) {
    const late = symbol === 'NEW/USDT' ? 24 * 9 : 0
    const candles = madeUpCandles({ count: CANDLES, price })
    await writeCandles(join(cwd, 'candles'), symbol, candles.slice(late))
  }
  await writeFile(join(cwd, 'holder.mjs'), holder)
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(document))
  return cwd
}

const SPAN = ['--from', '2024-01-08', '--to', '2024-01-15'] as const
const CYCLES = 8 * 24

const replayed = (cwd: string, ...args: readonly string[]) => start(cwd, ['replay', ...SPAN, ...args]).ended

describe('riskfirst replay', () => {
  it('halts a team that holds 80 % through a crash, resumes it the next day, and explains every halt', async () => {
    const cwd = await folder()
    const { code, stdout, stderr } = await replayed(cwd, '--name', 'crash')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toContain('RECORDED MARKET · PAPER MONEY · REPLAY')
    const dataDir = join(cwd, 'data/replays/crash')
    const report: ReplayReport = JSON.parse(await readFile(join(dataDir, 'report.json'), 'utf8'))
    expect(report.market).toMatchObject({
      from: '2024-01-08T00:00:00.000Z',
      to: '2024-01-15T23:00:00.000Z',
      cycles: CYCLES,
    })
    expect(report.run.halts.length).toBeGreaterThan(0)
    for (const halt of report.run.halts) {
      expect(halt.kind).toBe('halted')
      for (const { code: why, value, limit } of halt.reasons)
        expect({ why, beyond: Math.abs(value ?? 0) >= Math.abs(limit ?? 1) }).toMatchObject({ beyond: true })
    }
    const [first] = report.run.halts
    expect(first?.from.slice(0, 10)).toBe('2024-01-13')
    expect(first?.ended_by).toBe('resume-next-day')
    expect(recordFaults(dataDir)).toEqual([])
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM cycles')).toEqual([{ n: CYCLES }])
  })

  it('takes a symbol that is listed late for absent, and not for a fault', async () => {
    const cwd = await folder()
    await replayed(cwd, '--name', 'late')
    const dataDir = join(cwd, 'data/replays/late')
    expect(recorded(dataDir, "SELECT count(*) AS n FROM cycles WHERE status = 'failed-closed'")).toEqual([{ n: 0 }])
    const early = "SELECT count(*) AS n FROM fills WHERE symbol = 'NEW/USDT' AND at < '2024-01-10'"
    expect(recorded(dataDir, early)).toEqual([{ n: 0 }])
    const later = "SELECT count(*) AS n FROM fills WHERE symbol = 'NEW/USDT'"
    expect(recorded(dataDir, later)).not.toEqual([{ n: 0 }])
  })

  it('leaves the same files each time, byte for byte, and never the live record', async () => {
    const cwd = await folder()
    await Promise.all([replayed(cwd, '--name', 'a'), replayed(cwd, '--name', 'b')])
    for (const file of ['riskfirst.db', 'report.json', 'report.html']) {
      const [a, b] = await Promise.all(['a', 'b'].map((name) => readFile(join(cwd, 'data/replays', name, file))))
      expect({ file, same: a?.equals(b ?? Buffer.of()) }).toEqual({ file, same: true })
      expect({ file, tellsPath: a?.includes(cwd) }).toEqual({ file, tellsPath: false })
    }
    expect(existsSync(join(cwd, 'data/riskfirst.db'))).toBe(false)
  })

  it('says the same as JSON when it keeps nothing', async () => {
    const cwd = await folder()
    const { stdout } = await replayed(cwd, '--no-store', '--json', '--html', 'page.html')
    await replayed(cwd, '--name', 'kept')
    expect(stdout).toBe(await readFile(join(cwd, 'data/replays/kept/report.json'), 'utf8'))
    expect(await readFile(join(cwd, 'page.html'), 'utf8')).toContain('<!doctype html>')
  })

  it('shows what the gate was worth', async () => {
    const cwd = await folder()
    const { stdout } = await replayed(cwd, '--no-store', '--json', '--compare', 'no-gate')
    const { run, no_gate: open }: ReplayReport = JSON.parse(stdout)
    expect(open?.halts).toEqual([])
    expect(open?.states.halted.cycles).toBe(0)
    expect(run.states.halted.cycles).toBeGreaterThan(0)
    expect(open?.end_equity).not.toBe(run.end_equity)
  })

  it('ends at the first halt, or never lifts one, as it is told', async () => {
    const cwd = await folder()
    const [stopped, held] = await Promise.all(
      ['stop', 'hold'].map(async (onHalt): Promise<ReplayReport> => {
        const { code, stdout } = await replayed(cwd, '--no-store', '--json', '--on-halt', onHalt)
        expect(code).toBe(0)
        return JSON.parse(stdout)
      }),
    )
    expect(stopped?.run).toMatchObject({ halts_total: 1, states: { halted: { cycles: 1 } } })
    expect(stopped?.notes.join()).toContain('It was to end at the first halt, and did.')
    expect(held?.run).toMatchObject({ halts_total: 1, halts: [{ ended_by: null, until: null }] })
    expect(held?.market.cycles).toBe(CYCLES)
  })

  it('compares the same span when it ends at the first halt', async () => {
    const cwd = await folder()
    const { stdout } = await replayed(cwd, '--no-store', '--json', '--on-halt', 'stop', '--compare', 'no-gate')
    const { run, no_gate: open }: ReplayReport = JSON.parse(stdout)
    expect(run.states.halted.cycles).toBe(1)
    expect(open?.cycles).toBe(run.cycles)
  })

  it('gives replays that begin at once a folder each', async () => {
    const cwd = await folder()
    const ended = await Promise.all([replayed(cwd, '--quiet'), replayed(cwd, '--quiet')])
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    expect((await readdir(join(cwd, 'data/replays'))).toSorted()).toEqual([
      '2024-01-08_2024-01-15',
      '2024-01-08_2024-01-15-2',
    ])
  })

  it('ends at once when it is interrupted, and says how far it came', async () => {
    const cwd = await folder()
    await writeFile(join(cwd, 'holder.mjs'), holder.replace('run({ market, portfolio }) {', '$& missing()'))
    const running = start(cwd, ['replay', ...SPAN, '--name', 'cut'])
    await running.printed('missing is not defined); more are only counted')
    running.child.kill('SIGINT')
    const { code, stdout } = await running.ended
    expect({ code, stdout }).toEqual({
      code: 130,
      stdout: expect.stringContaining('It was interrupted before its end.'),
    })
    const report: ReplayReport = JSON.parse(await readFile(join(cwd, 'data/replays/cut/report.json'), 'utf8'))
    expect(report.market.cycles).toBeLessThan(CYCLES)
  })

  it.each([
    [['--from', 'soon'], 2, '--from: expected a date or time in ISO form'],
    [['--from', '2024-01-20', '--to', '2024-01-10'], 2, '--to: expected a time after 2024-01-20'],
    [['--from', '2023-01-01'], 78, 'expected data at the first instant'],
    [['--from', '2024-01-04', '--on-halt', 'pray'], 2, '--on-halt: expected stop, hold, resume-next-day'],
    [['--from', '2024-01-04', '--compare', 'luck'], 2, '--compare: expected no-gate'],
    [['--from', '2024-01-04', '--recorded', 'nowhere'], 2, '--recorded: expected a data folder'],
    [['--from', '2024-01-04', '--only', 'nobody'], 2, '--only: expected enabled agents'],
    [['--from', '2024-01-04', '--name', '../escape'], 2, '--name: expected a name'],
    [['--from', '2024-01-04', '--name', 'a', '--no-store'], 2, '--name: expected none with --no-store'],
    [['--from', '2024-01-04', '--html', 'candles'], 2, '--html: expected a file that can be written'],
    [['--from', '2024-01-04', '--html', 'holder.mjs/page.html'], 2, '--html: expected a file that can be written'],
  ])('refuses %j', async (args, expected, words) => {
    const cwd = await folder()
    const { code, stderr } = await start(cwd, ['replay', ...args]).ended
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) })
    expect(stderr).not.toContain('    at ')
    expect(existsSync(join(cwd, 'data'))).toBe(false)
  })
})
