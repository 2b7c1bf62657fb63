import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as close } from '../../src/commands/close.js'
import { run as halt } from '../../src/commands/halt.js'
import { run as resume } from '../../src/commands/resume.js'
import { run as status } from '../../src/commands/status.js'
import { acquireLock } from '../../src/store/lock.js'
import { Requests, recentRequests } from '../../src/store/requests.js'
import { emptyFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'
const self = { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' }
const words = (text: string) => text.replaceAll(/\s+/g, ' ')

describe('close', () => {
  test('asks for what is held, in upper or lower case, with who and why', async () => {
    const { io, database } = tradedFolder()
    expect(await close({ dataDir, symbol: 'btc/usdt', reason: ' delisted ' }, io)).toBe(0)
    expect(words(io.written.out)).toContain(
      'No loop runs: all BTC/USDT is sold in the first cycle of the next riskfirst run.',
    )
    expect(recentRequests(database, 9)).toMatchObject([
      { kind: 'close', reason: 'delisted', who: 'tester', details: { symbol: 'BTC/USDT' }, appliedAt: null },
    ])
    io.written.out = ''
    await status({ dataDir }, io)
    expect(words(io.written.out)).toMatch(/○ waits close BTC\/USDT by tester, \S+ \S+: delisted/)
  })

  test('tells programs the same, and asks once for what waits already', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    const lock = acquireLock(folder, self)
    await close({ dataDir, symbol: 'BTC/USDT', json: true }, io)
    expect(JSON.parse(io.written.out)).toMatchObject({ symbol: 'BTC/USDT', asked: true, running: true, reason: null })
    io.written.out = ''
    await close({ dataDir, symbol: 'BTC/USDT' }, io)
    lock.release()
    expect(words(io.written.out)).toContain('Closing BTC/USDT has been asked for already, and waits.')
    expect(new Requests(database).pending('close')).toHaveLength(1)
  })

  test('refuses what is not held, and tells what is', () => {
    const { io, database } = tradedFolder()
    expect(() => close({ dataDir, symbol: 'SOL/USDT' }, io)).toThrow(
      expect.objectContaining({
        code: 2,
        message: 'expected a symbol that is held, got "SOL/USDT": data holds BTC/USDT',
      }),
    )
    expect(recentRequests(database, 9)).toEqual([])
  })

  test('refuses on a folder that nothing has run on, and makes none', () => {
    const { io } = emptyFolder()
    expect(() => close({ dataDir, symbol: 'BTC/USDT' }, io)).toThrow(
      expect.objectContaining({ code: 2, message: expect.stringContaining('data holds nothing') }),
    )
  })

  test('refuses under HALT, with both ways out', () => {
    const { io, dataDir: folder, database } = tradedFolder()
    writeFileSync(join(folder, 'HALT'), 'lunch')
    expect(() => close({ dataDir, symbol: 'BTC/USDT' }, io)).toThrow(
      expect.objectContaining({
        code: 20,
        message: expect.stringMatching(/data is halted \(lunch\).*riskfirst resume first.*riskfirst halt --flatten/),
      }),
    )
    expect(recentRequests(database, 9)).toEqual([])
  })

  test('is withdrawn by a halt, which says so, and is kept by a resume', async () => {
    const { io, dataDir: folder, database } = tradedFolder()
    await close({ dataDir, symbol: 'BTC/USDT' }, io)
    await resume({ dataDir, reason: 'nothing to do with it' }, io)
    expect(new Requests(database).pending('close')).toHaveLength(1)
    await halt({ dataDir }, io)
    expect(words(io.written.out)).toContain('Withdrew what was asked to be closed and is not sold yet.')
    rmSync(join(folder, 'HALT'))
    expect(new Requests(database).pending('close')).toEqual([])
    io.written.out = ''
    await status({ dataDir }, io)
    expect(words(io.written.out)).toContain('○ withdrawn close BTC/USDT by tester')
  })
})
