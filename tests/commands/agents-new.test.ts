import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/agents-new.js'
import { readConfiguration } from '../../src/commands/load-configuration.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

const CONFIG = 'riskfirst.config.jsonc'
const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8')

describe('agents new', () => {
  it.each([
    ['ts', 'agents/mine.ts', { kind: 'module' }],
    ['js', 'agents/mine.js', { kind: 'module' }],
    ['python', 'agents/mine.py', { kind: 'command', argv: ['python3', 'agents/mine.py'], keepAlive: true }],
    ['shell', 'agents/mine.sh', { kind: 'command', argv: ['sh', 'agents/mine.sh', 'ETH/USDT'], keepAlive: false }],
  ])('writes a working start in %s, and its entry beside the comments that are there', async (lang, file, program) => {
    const text = '{\n  // keep me\n  "market": { "symbols": ["ETH/USDT"] },\n  "agents": {} // and me\n}\n'
    const io = recordedIo(folder({ [CONFIG]: text }))
    expect(await run({ name: 'mine', lang }, io)).toBe(0)
    expect(io.written.out).toBe(`${file}\n`)
    expect(io.written.err).toBe(`Added to ${CONFIG}.\nNext: riskfirst agents test mine\n`)
    const written = read(io.cwd, file)
    expect(written).toMatch(/\bmine\b/)
    expect(written).not.toMatch(/\b(dip|momentum|pulse)\b/)
    const config = read(io.cwd, CONFIG)
    expect(config).toContain('// keep me')
    expect(config).toContain('// and me')
    expect(readConfiguration({}, io).config.agents['mine']).toMatchObject({ enabled: true, program })
  })

  it('may be executed when it is a script', async () => {
    const io = recordedIo(folder())
    await run({ name: 'mine', lang: 'shell' }, io)
    expect(statSync(join(io.cwd, 'agents/mine.sh')).mode & 0o111).toBe(0o111)
  })

  it('prints the entry where there is no configuration, and makes none', async () => {
    const io = recordedIo(folder())
    expect(await run({ name: 'mine' }, io)).toBe(0)
    expect(io.written.err).toContain('"agents": { "mine": {"run":"./agents/mine.ts"')
    expect(existsSync(join(io.cwd, CONFIG))).toBe(false)
  })

  it('writes beside the configuration that is named', async () => {
    const io = recordedIo(folder({ 'deep/my.jsonc': '{}' }))
    expect(await run({ name: 'mine', config: ['deep/my.jsonc'] }, io)).toBe(0)
    expect(io.written.out).toBe('deep/agents/mine.ts\n')
    expect(readConfiguration({ config: ['deep/my.jsonc'] }, io).config.agents['mine']?.program).toMatchObject({
      file: join(io.cwd, 'deep/agents/mine.ts'),
    })
  })

  it.each([
    ['a name that is taken', { name: 'risk' }, 2, 'expected a new name, got "risk"'],
    ['an ill-formed name', { name: '../mine' }, 2, 'a name of lower-case letters'],
    [
      'a language that is none of ours',
      { name: 'mine', lang: 'perl' },
      2,
      '--lang: expected one of "ts", "js", "python", "shell"',
    ],
  ])('refuses %s, and writes nothing', async (_what, args, code, message) => {
    const io = recordedIo(folder({ [CONFIG]: '{}' }))
    await expect(run(args, io)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(existsSync(join(io.cwd, 'agents'))).toBe(false)
    expect(read(io.cwd, CONFIG)).toBe('{}')
  })

  it('replaces no file', async () => {
    const io = recordedIo(folder({ [CONFIG]: '{}', 'agents/mine.ts': 'mine' }))
    await expect(run({ name: 'mine' }, io)).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('already there'),
    })
    expect(read(io.cwd, 'agents/mine.ts')).toBe('mine')
    expect(read(io.cwd, CONFIG)).toBe('{}')
  })

  it('leaves no file when a configuration cannot be used', async () => {
    const io = recordedIo(folder({ [CONFIG]: '{ "agent": {} }' }))
    await expect(run({ name: 'mine' }, io)).rejects.toMatchObject({ code: 78 })
    expect(existsSync(join(io.cwd, 'agents'))).toBe(false)
  })

  it('takes its file away again when the entry cannot be written', async () => {
    const config = `${'x'.repeat(248)}.jsonc` // so long that the temporary file beside it cannot have a name
    const io = recordedIo(folder({ [config]: '{}' }))
    await expect(run({ name: 'mine', config: [config] }, io)).rejects.toMatchObject({
      code: 78,
      message: expect.stringContaining('cannot be written'),
    })
    expect(existsSync(join(io.cwd, 'agents/mine.ts'))).toBe(false)
  })

  it('says when it cannot write', async () => {
    const io = recordedIo(folder({ agents: 'a file where the folder should be' }))
    await expect(run({ name: 'mine' }, io)).rejects.toMatchObject({
      code: 78,
      message: expect.stringMatching(/agents.*cannot be written/),
    })
  })
})
