import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as enable } from '../../src/commands/agents-enable.js'
import { run as list } from '../../src/commands/agents-list.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

describe('agents list', () => {
  const text =
    '{ "agents": { "slow": { "use": "strategy", "enabled": false, "needs": ["strategy"], "timeout": "90s" } } }'

  it('prints a line for each agent in settling order', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': text }))
    expect(await list({}, io)).toBe(0)
    const lines = io.written.out.split('\n').filter((line) => /^ {2}\S/.test(line))
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}agent +enabled/),
      expect.stringMatching(/^ {2}risk +yes +critical +1m +3 +– +built-in$/),
      expect.stringMatching(/^ {2}technical +yes +parallel +1m +0 +– +built-in$/),
      expect.stringMatching(/^ {2}sentiment +yes +parallel +1m +0 +– +built-in$/),
      expect.stringMatching(/^ {2}strategy +yes +parallel +5m +0 +– +built-in$/),
      expect.stringMatching(/^ {2}trading +yes +parallel +5m +0 +sentiment, +built-in$/),
      expect.stringMatching(/^ {2}copybot +yes +parallel +1m +0 +– +built-in$/),
      expect.stringMatching(/^ {2}slow +no +parallel +90s +0 +strategy +built-in$/),
      expect.stringMatching(/^ {2}risk {2,}[A-Z]/),
      expect.stringMatching(/^ {2}technical {2,}[A-Z]/),
      expect.stringMatching(/^ {2}sentiment {2,}[A-Z]/),
      expect.stringMatching(/^ {2}strategy {2,}[A-Z]/),
      expect.stringMatching(/^ {2}trading {2,}[A-Z]/),
      expect.stringMatching(/^ {2}copybot {2,}[A-Z]/),
    ])
  })

  it('prints JSON without settings', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': text }))
    await list({ json: true }, io)
    const agents = JSON.parse(io.written.out)
    expect(agents[6]).toMatchObject({
      name: 'slow',
      enabled: false,
      program: { kind: 'in-process', use: 'strategy' },
      timeoutMs: 90_000,
      needs: ['strategy'],
    })
    expect(agents[6]).not.toHaveProperty('settings')
  })

  const own = `{ "agents": {
    "iso": { "use": "strategy", "isolation": "process" },
    "mine": { "run": "./agents/mine.ts", "env": ["API_KEY", { "MODE": "paper-mode" }] },
    "pulse": { "run": ["./pulse.sh", "-v"] },
    "warm": { "run": ["python3", "-u", "w.py"], "keepAlive": true } } }`
  const ownIo = () =>
    recordedIo(folder({ 'riskfirst.config.jsonc': own, 'agents/mine.ts': '' }), { API_KEY: 'hunter2-hunter2' })

  it('tells what each runs as', async () => {
    const io = ownIo()
    await list({}, io)
    expect(io.written.out).toMatch(/^ {2}iso +yes +parallel +5m +0 +– +built-in\n +strategy, own\n +process$/m)
    expect(io.written.out).toMatch(/^ {2}mine +yes +parallel +5m +0 +– +agents\/mine\.ts$/m)
    expect(io.written.out).toMatch(/^ {2}pulse +yes +parallel +5m +0 +– +pulse\.sh -v$/m)
    expect(io.written.out).toMatch(/^ {2}warm +yes +parallel +5m +0 +– +python3 -u\n +w\.py, kept\n +alive$/m)
  })

  it('tells it in JSON too, with the names of variables and none of their values', async () => {
    const io = ownIo()
    await list({ json: true }, io)
    const [iso, mine, pulse, warm] = JSON.parse(io.written.out).slice(6)
    const limits = { env: [], maxMemoryMb: 1024, startTimeoutMs: 30_000, maxRuns: 1000 }
    expect(iso.program).toEqual({ kind: 'process', use: 'strategy', limits })
    expect(mine.program).toEqual({
      kind: 'module',
      file: join(io.cwd, 'agents/mine.ts'),
      limits: { ...limits, env: ['API_KEY', 'MODE'] },
    })
    expect(pulse.program).toMatchObject({ kind: 'command', argv: [join(io.cwd, 'pulse.sh'), '-v'], keepAlive: false })
    expect(warm.program).toMatchObject({ argv: ['python3', '-u', 'w.py'], cwd: io.cwd, keepAlive: true })
    expect(io.written.out).not.toMatch(/hunter2|paper-mode/)
  })
})

describe('agents enable and disable', () => {
  it('edit the file and keep its comments', async () => {
    const text = '{\n  // keep me\n  "agents": { "strategy": { "enabled": true } } // and me\n}\n'
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': text }))
    const file = join(io.cwd, 'riskfirst.config.jsonc')
    expect(await enable({ name: 'strategy', enabled: false }, io)).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(text.replace('true', 'false'))
    expect(io.written.err).toBe('strategy is now disabled in riskfirst.config.jsonc\n')
    await enable({ name: 'strategy', enabled: true }, io)
    expect(readFileSync(file, 'utf8')).toBe(text)
    await enable({ name: 'strategy', enabled: true }, io)
    expect(io.written.err).toContain('strategy is already enabled')
  })

  it('make a file when there is none', async () => {
    const io = recordedIo(folder())
    await enable({ name: 'strategy', enabled: false }, io)
    expect(JSON.parse(readFileSync(join(io.cwd, 'riskfirst.config.jsonc'), 'utf8'))).toEqual({
      version: 1,
      agents: { strategy: { enabled: false } },
    })
  })

  it('edit the last of several files, which wins', async () => {
    const io = recordedIo(folder({ 'a.jsonc': '{}', 'b.jsonc': '{}' }))
    await enable({ name: 'strategy', enabled: false, config: ['a.jsonc', 'b.jsonc'] }, io)
    expect(readFileSync(join(io.cwd, 'a.jsonc'), 'utf8')).toBe('{}')
    expect(readFileSync(join(io.cwd, 'b.jsonc'), 'utf8')).toContain('"enabled": false')
  })

  it.each([
    ['the last critical agent', { name: 'risk', enabled: false }, 78, 'at least one enabled critical agent'],
    ['an agent nobody knows', { name: 'stratgy', enabled: true }, 2, 'did you mean "strategy"?'],
  ])('refuse %s and write nothing', async (_, args, code, message) => {
    const io = recordedIo(folder())
    await expect(enable(args, io)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(existsSync(join(io.cwd, 'riskfirst.config.jsonc'))).toBe(false)
  })

  it('mend a file that disables the last critical agent', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': '{ "agents": { "risk": { "enabled": false } } }' }))
    expect(await enable({ name: 'risk', enabled: true }, io)).toBe(0)
  })

  it('refuse an ill-formed name', async () => {
    await expect(enable({ name: '__proto__', enabled: true }, recordedIo(folder()))).rejects.toMatchObject({ code: 2 })
  })

  it('say when the environment decides otherwise', async () => {
    const io = recordedIo(folder(), { RISKFIRST__AGENTS__STRATEGY__ENABLED: 'true' })
    await expect(enable({ name: 'strategy', enabled: false }, io)).rejects.toMatchObject({
      code: 78,
      message: expect.stringContaining('RISKFIRST__AGENTS__STRATEGY__ENABLED decides'),
    })
  })
})
