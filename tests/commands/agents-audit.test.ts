import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as enable, setEnabled } from '../../src/commands/agents-enable.js'
import { run as status } from '../../src/commands/status.js'
import { databasePath } from '../../src/store/database.js'
import { recentRequests } from '../../src/store/requests.js'
import { emptyFolder, tradedFolder } from './traded-folder.js'

const CONFIG = 'riskfirst.config.jsonc'
const off = { name: 'copybot', enabled: false }

/** A traded folder with a configuration beside it. */
function configured() {
  const folder = tradedFolder()
  writeFileSync(join(folder.io.cwd, CONFIG), '{ "agents": {} }')
  return folder
}

describe('agents that are enabled and disabled', () => {
  test('are recorded with who, as done, and listed by status', async () => {
    const { io, database } = configured()
    await enable(off, io)
    await setEnabled({}, { name: 'copybot', enabled: true, who: 'page' }, io)
    expect(recentRequests(database, 9)).toMatchObject([
      { kind: 'enable', who: 'page', details: { agent: 'copybot' }, appliedAt: expect.any(String) },
      { kind: 'disable', who: 'tester', details: { agent: 'copybot' }, appliedAt: expect.any(String) },
    ])
    await status({}, io)
    expect(io.written.out.replaceAll(/\s+/g, ' ')).toMatch(
      /● done enable copybot by page, .*● done disable copybot by tester/,
    )
  })

  test('are not recorded when nothing changed, or was refused', async () => {
    const { io, database } = configured()
    await enable({ name: 'copybot', enabled: true }, io)
    await enable(off, io)
    await enable(off, io)
    await expect(enable({ name: 'risk', enabled: false }, io)).rejects.toThrow('at least one enabled critical agent')
    expect(recentRequests(database, 9).map(({ kind }) => kind)).toEqual(['disable', 'enable'])
  })

  test('need no record', async () => {
    const { io } = emptyFolder()
    writeFileSync(join(io.cwd, CONFIG), '{}')
    expect(await enable(off, io)).toBe(0)
    expect(io.written.err).not.toContain('recorded')
  })

  test('are done, and say so, where the record cannot take it', async () => {
    const { io, dataDir, database } = configured()
    database.close()
    writeFileSync(databasePath(dataDir), 'nonsense')
    expect(await enable(off, io)).toBe(0)
    expect(readFileSync(join(io.cwd, CONFIG), 'utf8')).toContain('false')
    expect(io.written.err).toMatch(/copybot is now disabled in .*; who did it could not be recorded: /)
  })
})
