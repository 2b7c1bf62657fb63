import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/backup.js'
import { exitCode } from '../../src/commands/exit-code.js'
import { emptyFolder, tradedFolder, widest } from './traded-folder.js'
import { withBroker } from './with-broker.js'

describe('backup', () => {
  it('tells what the file holds, in words and as JSON', async () => {
    const { io, dataDir } = withBroker(tradedFolder())
    expect(await run({ file: 'friday', dataDir }, io)).toBe(exitCode.fine)
    const words = io.written.out.replaceAll(/\s+/g, ' ')
    expect(words).toMatch(/Backed up data into friday, \d+\.\d KB; read back, and whole\./)
    expect(words).toContain('cycles 2, the last c000002 orders 1 order sent, 1 filled equity 9,999.50 USDT')
    expect(widest(io.written.out)).toBeLessThanOrEqual(80)

    io.written.out = ''
    await run({ file: 'saturday', dataDir, json: true }, io)
    expect(JSON.parse(io.written.out)).toMatchObject({
      file: join(io.cwd, 'saturday'),
      dataDir,
      bytes: statSync(join(io.cwd, 'saturday')).size,
      cycles: 2,
      lastCycle: 'c000002',
      orders: 1,
      filled: 1,
      equity: '9999.49975',
    })
  })

  it('replaces an older backup with --force only, and nothing else at all', async () => {
    const { io, dataDir } = withBroker(tradedFolder())
    await run({ file: 'friday', dataDir }, io)
    await expect(run({ file: 'friday', dataDir }, io)).rejects.toMatchObject({ code: exitCode.configuration })
    expect(await run({ file: 'friday', dataDir, force: true }, io)).toBe(exitCode.fine)
    writeFileSync(join(io.cwd, 'diary'), 'dear diary')
    await expect(run({ file: 'diary', dataDir, force: true }, io)).rejects.toMatchObject({
      code: exitCode.configuration,
      message: expect.stringContaining('diary: expected a whole backup of riskfirst'),
    })
    expect(readdirSync(io.cwd)).toEqual(['data', 'diary', 'friday'])
  })

  it('is refused where nothing has run, and without a file', async () => {
    const { io, dataDir } = emptyFolder()
    await expect(run({ file: 'friday', dataDir }, io)).rejects.toMatchObject({ code: exitCode.configuration })
    await expect(run({ file: '', dataDir }, io)).rejects.toMatchObject({ code: exitCode.usage })
    expect(readdirSync(io.cwd)).toEqual([])
  })
})
