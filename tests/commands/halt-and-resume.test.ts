import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as halt } from '../../src/commands/halt.js'
import { run as resume } from '../../src/commands/resume.js'
import { run as stop } from '../../src/commands/stop.js'
import { activeLatches } from '../../src/store/latches.js'
import { acquireLock } from '../../src/store/lock.js'
import { Requests, recentRequests } from '../../src/store/requests.js'
import { reportOf, settlementOf, startOf } from '../store/sealed-cycles.js'
import { emptyFolder, haltedFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'
const self = { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' }

describe('halt', () => {
  test('throws the kill switch and records who and why', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    expect(await halt({ dataDir, reason: 'exchange maintenance' }, io)).toBe(0)
    expect(readFileSync(join(folder, 'HALT'), 'utf8')).toMatch(/^exchange maintenance\nby tester at 20\d\d-/)
    expect(recentRequests(database, 9)).toMatchObject([{ kind: 'halt', reason: 'exchange maintenance', who: 'tester' }])
    expect(io.written.out).toContain('To go on: riskfirst resume')
  })

  test('works on a folder that nothing has run on, and asks whether it is the right one', async () => {
    const { io, dataDir: folder } = emptyFolder()
    expect(await halt({ dataDir, flatten: true }, io)).toBe(0)
    expect(readdirSync(folder)).toEqual(['HALT'])
    expect(io.written.out).toContain('No loop runs on this folder: is it the right one?')
    expect(io.written.out).toContain('There is nothing to flatten')
  })

  test('does not ask so when a loop runs', async () => {
    const { io, dataDir: folder } = tradedFolder()
    const lock = acquireLock(folder, self)
    await halt({ dataDir }, io)
    lock.release()
    expect(io.written.out).not.toContain('No loop runs')
  })

  test('needs a configuration that can be read, or --data-dir', async () => {
    const { io, dataDir: folder } = emptyFolder()
    writeFileSync(join(io.cwd, 'riskfirst.config.jsonc'), '{ "nonsense": 1 }')
    expect(() => halt({}, io)).toThrow('name the data folder with --data-dir')
    expect(existsSync(folder)).toBe(false)
    expect(await halt({ dataDir }, io)).toBe(0)
    expect(existsSync(join(folder, 'HALT'))).toBe(true)
  })

  test('asks a running loop to flatten now, or the next one, and asks once', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    await halt({ dataDir, flatten: true }, io)
    const words = io.written.out.replaceAll(/\s+/g, ' ')
    expect(words).toContain('every position is sold when riskfirst run starts next, if HALT is still there')
    const lock = acquireLock(folder, self)
    await halt({ dataDir, flatten: true, json: true }, io)
    lock.release()
    expect(io.written.out).toContain('"running": true')
    expect(new Requests(database).pending('flatten')).toHaveLength(1)
  })

  test('holds when it cannot be recorded, and says both', () => {
    const { io, dataDir: folder, database } = tradedFolder()
    database.close()
    writeFileSync(join(folder, 'riskfirst.db'), 'nonsense')
    expect(() => halt({ dataDir }, io)).toThrow(/^Halted: the HALT file is there and holds. It could not be recorded/)
    expect(existsSync(join(folder, 'HALT'))).toBe(true)
  })
})

describe('resume', () => {
  test('clears latches and HALT, says what it removed, and leaves the baselines to the next observation', async () => {
    const { io, dataDir: folder, database } = haltedFolder()
    await halt({ dataDir, reason: 'lunch' }, io)
    io.written.out = ''
    expect(await resume({ dataDir, reason: ' checked the book ' }, io)).toBe(0)
    expect(existsSync(join(folder, 'HALT'))).toBe(false)
    expect(activeLatches(database)).toEqual([])
    expect(new Requests(database).pending('resume')).toMatchObject([
      {
        who: 'tester',
        reason: 'checked the book',
        details: { latches: ['daily-loss'], rebase: ['dayStart'], killSwitch: 'lunch' },
      },
    ])
    const words = io.written.out.replaceAll(/\s+/g, ' ')
    expect(words).toContain('Removed data/HALT: lunch')
    expect(words).toContain('Cleared daily-loss, latched 2026-01-01 02:00:00Z: down 5.2%')
    expect(words).toContain('The next observation re-bases dayStart to the equity it finds.')
  })

  test('says that it begins a new session, alone or beside what it re-bases', async () => {
    for (const [{ io, journal }, words] of [
      [tradedFolder(), 'The next observation begins a new session.'],
      [haltedFolder(), 'The next observation re-bases dayStart to the equity it finds and begins a new session.'],
    ] as const) {
      const baselines = [{ name: 'session', equity: '10000', at: startOf(3).asOf }] as const
      journal.seal(reportOf(journal.begin(startOf(3)), { settlement: settlementOf({ baselines }) }))
      await halt({ dataDir, reason: 'lunch' }, io)
      await resume({ dataDir, reason: 'checked the book' }, io)
      expect(io.written.out.replaceAll(/\s+/g, ' ')).toContain(words)
    }
  })

  test('has nothing to do where nothing holds, and records nothing', async () => {
    const { io, database } = tradedFolder()
    expect(await resume({ dataDir, reason: 'why not' }, io)).toBe(0)
    expect(io.written.out).toContain('Nothing to resume')
    expect(recentRequests(database, 9)).toEqual([])
  })

  test('withdraws a flatten that no loop has carried out', async () => {
    const { io, database } = tradedFolder()
    await halt({ dataDir, flatten: true }, io)
    await resume({ dataDir, reason: 'a mistake' }, io)
    expect(new Requests(database).pending('flatten')).toEqual([])
    expect(io.written.out).toContain('Withdrew the request to flatten')
  })

  test('withdraws it also when HALT is gone already, and does not call that nothing', async () => {
    const { io, dataDir: folder } = tradedFolder()
    await halt({ dataDir, flatten: true }, io)
    rmSync(join(folder, 'HALT'))
    io.written.out = ''
    await resume({ dataDir, reason: 'a mistake' }, io)
    expect(io.written.out).toContain('Withdrew the request to flatten')
    expect(io.written.out).not.toContain('Nothing to resume')
  })

  test('makes no folder', async () => {
    const { io, dataDir: folder } = emptyFolder()
    await resume({ dataDir, reason: 'why not' }, io)
    expect(io.written.out).toContain('Nothing to resume')
    expect(existsSync(folder)).toBe(false)
  })

  test('leaves a HALT folder that holds something', () => {
    const { io, dataDir: folder } = tradedFolder()
    mkdirSync(join(folder, 'HALT', 'notes'), { recursive: true })
    expect(() => resume({ dataDir, reason: 'checked' }, io)).toThrow('expected a file or an empty folder')
    expect(existsSync(join(folder, 'HALT'))).toBe(true)
  })

  test.each([undefined, '', '   ', ['a', 'b']])('refuses %o as a reason', (reason) => {
    const { io, database } = haltedFolder()
    expect(() => resume({ dataDir, reason }, io)).toThrow(
      expect.objectContaining({ code: 2, message: expect.stringContaining('--reason: expected why it is safe') }),
    )
    expect(activeLatches(database)).toHaveLength(1)
  })
})

describe('stop', () => {
  test('asks a running loop to stop after its cycle', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    const lock = acquireLock(folder, self)
    expect(await stop({ dataDir }, io)).toBe(0)
    lock.release()
    expect(io.written.out).toContain('The loop (process 4711) stops after its cycle.')
    expect(new Requests(database).pending('stop')).toHaveLength(1)
  })

  test('says so when no loop runs, and leaves no request for the next one', async () => {
    const { io, database } = tradedFolder()
    expect(await stop({ dataDir, json: true }, io)).toBe(0)
    expect(JSON.parse(io.written.out)).toEqual({ asked: false, loop: null })
    expect(recentRequests(database, 9)).toEqual([])
  })

  test('makes no folder', async () => {
    const { io, dataDir: folder } = emptyFolder()
    await stop({ dataDir }, io)
    expect(io.written.out).toContain('No loop runs on data.')
    expect(existsSync(folder)).toBe(false)
  })
})
