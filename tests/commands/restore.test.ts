import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { run as backup } from '../../src/commands/backup.js'
import { exitCode } from '../../src/commands/exit-code.js'
import { run } from '../../src/commands/restore.js'
import { acquireLock } from '../../src/store/lock.js'
import type { RecordedIo } from './recorded-io.js'
import { tradedFolder, widest } from './traded-folder.js'
import { withBroker } from './with-broker.js'

let io: RecordedIo

beforeEach(async () => {
  const folder = withBroker(tradedFolder())
  io = folder.io
  await backup({ file: 'friday', dataDir: folder.dataDir }, io)
  io.written.out = ''
})

describe('restore', () => {
  it('tells what came back, that it is halted, and what to do next', async () => {
    expect(await run({ file: 'friday', dataDir: 'new' }, io)).toBe(exitCode.fine)
    const words = io.written.out.replaceAll(/\s+/g, ' ')
    expect(words).toContain('Restored friday into new, which is halted.')
    expect(words).toContain('cycles 2, the last c000002')
    expect(words).toContain('riskfirst resume --reason "…" --data-dir new')
    expect(widest(io.written.out)).toBeLessThanOrEqual(80)
    expect(readFileSync(join(io.cwd, 'new', 'HALT'), 'utf8')).toMatch(
      /^restored from friday, a backup of \d{4}-.*Z\nby tester at /,
    )
  })

  it('tells where it moved what was there', async () => {
    await expect(async () => run({ file: 'friday', dataDir: 'data' }, io)).rejects.toMatchObject({
      code: exitCode.configuration,
      message: expect.stringContaining('--force'),
    })
    await run({ file: 'friday', dataDir: 'data', force: true, json: true }, io)
    const { halted, movedAside } = JSON.parse(io.written.out)
    expect(halted).toBe(true)
    expect(movedAside).toEqual(
      expect.arrayContaining([
        join(io.cwd, 'data', 'paper-broker.db.before-restore-1'),
        join(io.cwd, 'data', 'riskfirst.db.before-restore-1'),
      ]),
    )
  })

  it('is refused with 79 while a loop runs, and with 78 for no backup', async () => {
    const lock = acquireLock(join(io.cwd, 'busy'), { pid: 42, startedAt: '2026-01-01T00:00:00.000Z' })
    await expect(async () => run({ file: 'friday', dataDir: 'busy' }, io)).rejects.toMatchObject({
      code: exitCode.anotherInstance,
      message: expect.stringContaining('process 42'),
    })
    lock.release()
    await expect(async () => run({ file: 'monday', dataDir: 'new' }, io)).rejects.toMatchObject({
      code: exitCode.configuration,
      message: expect.stringContaining('monday: expected a backup of riskfirst, found no such file'),
    })
  })
})
