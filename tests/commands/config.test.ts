import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/config.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

describe('config check', () => {
  it('says ok and which files it read', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': '{}', '.env': '' }))
    expect(await run({ action: 'check' }, io)).toBe(0)
    expect(io.written.out).toBe('ok · config: riskfirst.config.jsonc, .env\n')
  })

  it('says where it looked when there is no file', async () => {
    const io = recordedIo(folder())
    await run({ action: 'check' }, io)
    expect(io.written.out).toBe(`ok · config: none (looked in ${join(io.cwd, 'riskfirst.config.jsonc')})\n`)
  })

  it('ends with 78 and every problem, and writes nothing', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': '{\n"cycle": { "interval": "soon" },\n"x": 1 }' }))
    await expect(run({ action: 'check' }, io)).rejects.toMatchObject({
      name: 'CommandError',
      code: 78,
      message: expect.stringMatching(
        /^riskfirst\.config\.jsonc:2: cycle\.interval: .*\nriskfirst\.config\.jsonc:3: x: /,
      ),
    })
    expect(io.written.out).toBe('')
    expect(readdirSync(io.cwd)).toEqual(['riskfirst.config.jsonc'])
  })
})

describe('config show', () => {
  it('prints every value with where it comes from', async () => {
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': '{\n"cycle": { "interval": "5m" } }' }), {
      RISKFIRST__ORCHESTRATOR__MAX_WORKERS: '8',
    })
    await run({ action: 'show', dataDir: 'elsewhere' }, io)
    expect(io.written.out).toMatch(/^cycle\.interval = "5m" +riskfirst\.config\.jsonc:2$/m)
    expect(io.written.out).toMatch(/^orchestrator\.maxWorkers = 8 +RISKFIRST__ORCHESTRATOR__MAX_WORKERS$/m)
    expect(io.written.out).toMatch(/^dataDir = ".*\/elsewhere" +--data-dir$/m)
    expect(io.written.out).toMatch(/^agents\.risk\.settings\.maxDailyLossPercent = 5 +default$/m)
  })

  it('prints as JSON a configuration that loads back as the same', async () => {
    const io = recordedIo(
      folder({ 'riskfirst.config.jsonc': '{ "agents": { "slow": { "use": "strategy", "timeout": "90s" } } }' }),
    )
    await run({ action: 'show', json: true }, io)
    const { config, origins } = JSON.parse(io.written.out)
    expect(origins['agents.slow.timeout']).toEqual({
      file: join(io.cwd, 'riskfirst.config.jsonc'),
      line: 1,
      column: 44,
    })
    writeFileSync(join(io.cwd, 'again.jsonc'), JSON.stringify(config))
    const again = recordedIo(io.cwd)
    await run({ action: 'show', json: true, config: 'again.jsonc' }, again)
    expect(JSON.parse(again.written.out).config).toEqual(config)
  })

  it('shows no secret, neither where it is referred to nor where it was written out', async () => {
    const text = '{ "dataDir": "KR4KEN", "agents": { "strategy": { "settings": { "symbols": [{ "env": "PAIR" }] } } } }'
    const io = recordedIo(folder({ 'riskfirst.config.jsonc': text }), { PAIR: 'KR4KEN' })
    await run({ action: 'show' }, io)
    await run({ action: 'show', json: true }, io)
    expect(io.written.out).not.toContain('KR4KEN')
    expect(io.written.out).toContain('[masked]')
    expect(io.written.out).toContain('{"env":"PAIR"}')
  })
})

describe('config schema', () => {
  it('prints the schema that is committed', async () => {
    const io = recordedIo(folder())
    await run({ action: 'schema' }, io)
    expect(io.written.out).toBe(readFileSync(join(import.meta.dirname, '../../riskfirst.schema.json'), 'utf8'))
  })
})

it.each([
  [{}, '--action: expected one of "check", "show", "schema", got nothing'],
  [{ action: 'show', json: 'yes' }, '--json: expected no value, got "yes"'],
  [{ action: 'show', dataDir: ['a', 'b'] }, '--data-dir: expected a path, got a list'],
  [{ action: 'show', config: Number.NaN }, '--config: expected a path, or several, got NaN'],
  [{ action: 'show', config: '' }, '--config: expected a path, or several, got ""'],
])('refuses %j', async (args, message) => {
  const attempt = run(args, recordedIo(folder()))
  await expect(attempt).rejects.toMatchObject({ code: 2, message })
})
