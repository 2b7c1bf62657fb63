import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as halt } from '../../src/commands/halt.js'
import { run as resume } from '../../src/commands/resume.js'
import { run as status } from '../../src/commands/status.js'
import { acquireLock } from '../../src/store/lock.js'
import { startOf } from '../store/sealed-cycles.js'
import { failingFolder } from './failing-folder.js'
import { recordedIo } from './recorded-io.js'
import { emptyFolder, haltedFolder, tradedFolder, widest } from './traded-folder.js'

const dataDir = 'data'

describe('status', () => {
  test('says that nothing has run yet, and makes nothing', async () => {
    const { io, dataDir: folder } = emptyFolder()
    expect(await status({}, io)).toBe(0)
    expect(io.written.out).toContain('No cycle has run on this folder yet; riskfirst run begins.')
    expect(existsSync(folder)).toBe(false)
  })

  test('shows whose money, the state, the last cycle, agents and positions in 80 columns', async () => {
    const { io } = tradedFolder()
    expect(await status({ dataDir }, io)).toBe(0)
    const { out } = io.written
    expect(out.split('\n')[0]).toBe('PAPER MONEY · simulated seed 1 · began with 10,000.00 USDT')
    expect(out).toMatch(/Loop +not running/)
    expect(out).toContain('● ACTIVE')
    expect(out).toContain('▲ degraded c000002, due 2026-01-01 01:00:00Z')
    expect(out).toMatch(/slow +▲ degraded +✖ timeout +20ms +no answer within 300 s/)
    expect(out).toMatch(/Equity +9,999.50 USDT/)
    expect(out).toMatch(/BTC\/USDT +0.01 +50,025.00 +500.25/)
    expect(widest(out)).toBeLessThanOrEqual(80)
  })

  test('tells what the folder takes on disk, and what is left', async () => {
    const { io, dataDir: folder } = tradedFolder()
    mkdirSync(join(folder, 'metrics'))
    writeFileSync(join(folder, 'metrics/latest.json'), 'x'.repeat(2048))
    const config = { orchestrator: { metricsExportDir: 'metrics' } }
    writeFileSync(join(io.cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
    expect(await status({}, io)).toBe(0)
    expect(io.written.out).toMatch(/On disk +record [\d.]+ KB, logs 0 B, metrics 2.0 KB; [\d.]+ GB free/)
    const json = recordedIo(io.cwd)
    await status({ json: true }, json)
    const record = ['', '-wal', '-shm'].reduce((sum, end) => sum + statSync(join(folder, `riskfirst.db${end}`)).size, 0)
    expect(JSON.parse(json.written.out).disk).toEqual({ free: expect.any(Number), record, logs: 0, metrics: 2048 })
  })

  test('says that an agent rests, and when it is tried again', async () => {
    const rowAfter = async (cycles: number) => {
      const { io } = failingFolder({ cycles })
      await status({ dataDir }, io)
      return /^ +feed .*(\n {20}.*)?$/m.exec(io.written.out)?.[0].replaceAll(/\s+/g, ' ')
    }
    expect(await rowAfter(4)).toMatch(/✖ failed 20ms down$/)
    expect(await rowAfter(5)).toMatch(/✖ failed 20ms down; rests, tries again in 5 cycles$/)
    expect(await rowAfter(7)).toMatch(/○ skipped 0ms failed 5 times in a row; tries again in 3 cycles$/)
    const { io } = failingFolder({ cycles: 5 })
    await status({ dataDir, json: true }, io)
    expect(JSON.parse(io.written.out).record.agents).toMatchObject([
      { agent: 'risk', breaker: { state: 'closed' } },
      { agent: 'feed', breaker: { state: 'open', triesInCycles: 5 } },
    ])
  })

  test('reads while a loop holds the folder and writes to it', async () => {
    const { io, dataDir: folder, journal, database } = tradedFolder()
    const lock = acquireLock(folder, { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' })
    journal.begin(startOf(2))
    database.exec('BEGIN IMMEDIATE')
    expect(await status({ dataDir }, io)).toBe(0)
    expect(io.written.out).toContain('running (process 4711, since 2026-01-01 00:00:00Z)')
    expect(io.written.out).toContain('○ running c000003')
    lock.release()
  })

  test('tells a latched halt, since when, and what lifts it', async () => {
    const { io } = haltedFolder()
    await status({ dataDir }, io)
    expect(io.written.out).toContain('✖ HALTED since 2026-01-01 02:00:00Z, protective exits only')
    expect(io.written.out).toContain('✖ breach daily-loss (risk, latched): down 5.2%')
    expect(io.written.out).toMatch(/✖ HALTED since 2026-01-01 02:00:00Z/)
    expect(io.written.out).toMatch(/What changes it +riskfirst resume --reason "…", which clears daily-loss/)
  })

  test('tells a kill switch that no cycle has seen yet, and that a lifted halt waits for the next cycle', async () => {
    const { io, dataDir: folder } = haltedFolder()
    writeFileSync(join(folder, 'HALT'), '')
    await status({ dataDir, json: true }, io)
    const before = JSON.parse(io.written.out)
    expect(before.killSwitch).toContain('without a reason')
    expect(before.standing.reasons.map(({ cause }: { cause: string }) => cause)).toEqual(['kill-switch', 'breach'])
    await resume({ dataDir, reason: 'all well' }, io)
    io.written.out = ''
    await status({ dataDir, json: true }, io)
    const after = JSON.parse(io.written.out)
    expect(after.killSwitch).toBeNull()
    expect(after.standing).toMatchObject({ state: 'halted', changes: 'lifted since then: the next cycle decides' })
  })

  test('shows who asked for what, and whether it is done', async () => {
    const { io } = haltedFolder()
    await halt({ dataDir, reason: 'lunch' }, io)
    await resume({ dataDir, reason: 'back again' }, io)
    io.written.out = ''
    await status({ dataDir }, io)
    expect(io.written.out).toMatch(/○ waits resume by tester, .*: back again\n.*● done halt by tester, .*: lunch/)
  })

  test('does not call a flatten done that was withdrawn', async () => {
    const { io } = tradedFolder()
    await halt({ dataDir, flatten: true, reason: 'lunch' }, io)
    await resume({ dataDir, reason: 'back again' }, io)
    io.written.out = ''
    await status({ dataDir }, io)
    expect(io.written.out).toMatch(/○ withdrawn flatten by tester, .*: lunch/)
  })

  test('shows a halt of a folder that nothing has run on', async () => {
    const { io } = emptyFolder()
    await halt({ dataDir, reason: 'not today' }, io)
    await status({ dataDir }, io)
    expect(io.written.out).toContain('✖ kill switch not today')
  })

  test('refuses a damaged database in words', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    database.close()
    writeFileSync(join(folder, 'riskfirst.db'), 'nonsense '.repeat(1000))
    await expect(status({ dataDir }, io)).rejects.toThrow(expect.objectContaining({ name: 'CommandError', code: 78 }))
  })

  test('names the way past a configuration that cannot be read', async () => {
    const { io } = emptyFolder()
    writeFileSync(join(io.cwd, 'riskfirst.config.jsonc'), '{ "nonsense": 1 }')
    await expect(status({}, io)).rejects.toThrow('name the data folder with --data-dir')
  })
})
