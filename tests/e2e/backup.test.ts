import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { run as resume } from '../../src/commands/resume.js'
import { createOrchestrator } from '../../src/index.js'
import { backUp } from '../../src/store/backup.js'
import { restore } from '../../src/store/restore.js'
import { recordedIo } from '../commands/recorded-io.js'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run, start } from '../support/command.js'
import { recorded } from '../support/record.js'

const CYCLES = 200
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']
const wave = (place: number) => (index: number) =>
  10 * (place + 1) * (1 + Math.sin((index + place * 5) / 6) * 0.04 + Math.sin(index * 1.7 + place) * 0.004)

const config = {
  market: { source: 'csv', dir: 'candles', symbols, timeframe: '1h', lookback: 100, from: '2024-01-05' },
  limits: { maxOrdersPerDay: 500, maxTurnoverPercentPerDay: 10_000 },
  agents: { risk: { settings: { maxDailyLossPercent: 90, maxRollingLossPercent: null, maxDrawdownPercent: 90 } } },
} as const

let cwd: string

beforeAll(async () => {
  cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const [place, symbol] of symbols.entries())
    await writeCandles(join(cwd, 'candles'), symbol, madeUpCandles({ count: CYCLES + 110, price: wave(place) }))
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
})

/** Restores into a fresh folder, resumes, and runs one more cycle; what is wrong with its books then. */
async function faultsAfter(file: string, name: string): Promise<readonly string[]> {
  const dataDir = join(cwd, name)
  const io = recordedIo(cwd)
  restore({ dataDir, file, who: io.user, pid: process.pid, at: '2026-01-01T00:00:00.000Z', replace: false })
  await resume({ dataDir, reason: 'restored' }, io)
  const orchestrator = createOrchestrator({ ...config, dataDir }, { cwd })
  const report = await orchestrator.cycle()
  await orchestrator.stop()
  const faults = bookFaults(dataDir)
  return report?.status === 'success' ? faults : [...faults, `the cycle ended as ${report?.status}`]
}

describe('backups beside a running loop', () => {
  it('restore to exact books, at whatever instant each was made', { timeout: 180_000 }, async () => {
    const dataDir = join(cwd, 'data')
    const loop = start(cwd, ['--cycles', String(CYCLES), '--interval', '0', '--json'])
    await loop.printed('c000002')
    const files: string[] = []
    for (let number = 1; loop.child.exitCode === null && number <= 60; number++) {
      const file = join(cwd, `${number}.backup`)
      await backUp({ dataDir, file, at: '2026-01-01T00:00:00.000Z', replace: false })
      files.push(file)
    }
    expect(await run(cwd, ['backup', 'command.backup'])).toMatchObject({ code: 0, stderr: '' })
    expect((await loop.ended).code).toBe(0)
    expect(recorded(dataDir, "SELECT count(*) AS n FROM cycles WHERE status = 'success'")).toEqual([{ n: CYCLES }])
    expect(bookFaults(dataDir)).toEqual([])

    expect(files.length).toBeGreaterThan(5)
    const faults: string[] = []
    for (const [index, file] of files.entries()) faults.push(...(await faultsAfter(file, `restored-${index}`)))
    expect(faults).toEqual([])
  })
})

describe('backup and restore, as commands', () => {
  const told = (text: string) => text.replaceAll(/\s+/g, ' ')

  it('bring back what was there, halted, and it goes on after resume', async () => {
    const folder = ['--data-dir', 'story']
    await run(cwd, ['--cycles', '5', '--interval', '0', '--quiet', ...folder])
    const made = await run(cwd, ['backup', 'story.backup', '--json', ...folder])
    expect(made.code).toBe(0)
    expect(JSON.parse(made.stdout)).toMatchObject({ cycles: 5, lastCycle: 'c000005', identity: { quote: 'USDT' } })
    await run(cwd, ['--cycles', '3', '--interval', '0', '--quiet', ...folder])

    const refused = await run(cwd, ['restore', 'story.backup', ...folder])
    expect(refused).toMatchObject({ code: 78, stdout: '' })
    expect(refused.stderr).toContain('--force')
    const restored = await run(cwd, ['restore', 'story.backup', '--force', ...folder])
    expect(restored.code).toBe(0)
    expect(told(restored.stdout)).toContain('Restored story.backup into story, which is halted.')
    expect(told(restored.stdout)).toContain('riskfirst resume --reason "…" --data-dir story')
    expect(await readdir(join(cwd, 'story'))).toContain('riskfirst.db.before-restore-1')

    const halted = await run(cwd, ['--cycle-once', ...folder])
    expect(halted.code).toBe(20)
    expect(told(halted.stdout)).toContain('restored from story.backup, a backup of')
    expect((await run(cwd, ['doctor', ...folder])).stdout).toContain('holds what the record says')
    expect(await run(cwd, ['resume', '--reason', 'checked', ...folder])).toMatchObject({ code: 0 })
    expect(await run(cwd, ['--cycles', '2', '--interval', '0', '--quiet', ...folder])).toMatchObject({ code: 0 })
    expect(bookFaults(join(cwd, 'story'))).toEqual([])
    expect(recorded(join(cwd, 'story'), 'SELECT max(number) AS n FROM cycles')).toEqual([{ n: 8 }])
  })

  it('refuse a restore under a running loop with 79', async () => {
    const folder = ['--data-dir', 'busy']
    const loop = start(cwd, ['--interval', '1h', '--json', ...folder])
    await loop.printed('c000001')
    await run(cwd, ['backup', 'busy.backup', ...folder])
    const refused = await run(cwd, ['restore', 'busy.backup', '--force', ...folder])
    expect(refused).toMatchObject({ code: 79, stdout: '' })
    loop.child.kill('SIGTERM')
    expect((await loop.ended).code).toBe(143)
  })
})
