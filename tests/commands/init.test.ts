import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run as config } from '../../src/commands/config.js'
import { run } from '../../src/commands/init.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

it('writes a commented configuration that is valid, its schema, and says what to do next', async () => {
  const io = recordedIo(folder())
  expect(await run({}, io)).toBe(0)
  expect(io.written.out).toBe('riskfirst.config.jsonc\nriskfirst.schema.json\n')
  expect(io.written.err).toContain('riskfirst config check')
  expect(readFileSync(join(io.cwd, 'riskfirst.config.jsonc'), 'utf8')).toContain('// ')
  expect(JSON.parse(readFileSync(join(io.cwd, 'riskfirst.schema.json'), 'utf8'))).toHaveProperty('properties.agents')
  expect(await config({ action: 'check' }, io)).toBe(0)
})

it('replaces nothing, and writes nothing, unless it is told to', async () => {
  const io = recordedIo(folder({ 'riskfirst.schema.json': 'mine' }))
  await expect(run({}, io)).rejects.toMatchObject({ code: 2, message: expect.stringContaining('--force') })
  expect(() => readFileSync(join(io.cwd, 'riskfirst.config.jsonc'))).toThrow('ENOENT')
  expect(readFileSync(join(io.cwd, 'riskfirst.schema.json'), 'utf8')).toBe('mine')
  expect(await run({ force: true }, io)).toBe(0)
  expect(readFileSync(join(io.cwd, 'riskfirst.schema.json'), 'utf8')).not.toBe('mine')
})

it('says when the folder cannot be written', async () => {
  const io = recordedIo(join(folder(), 'gone'))
  await expect(run({}, io)).rejects.toMatchObject({ code: 78, message: expect.stringContaining('cannot be written') })
})

it('writes a template, its schema and the program of its agents', async () => {
  const io = recordedIo(folder(), { PATH: process.env['PATH'] })
  expect(await run({ template: 'pipeline' }, io)).toBe(0)
  expect(io.written.out).toBe('riskfirst.config.jsonc\nagents/echo.mjs\nriskfirst.schema.json\n')
  expect(readFileSync(join(io.cwd, 'riskfirst.config.jsonc'), 'utf8')).toContain('"mode": "pipeline"')
  expect(await config({ action: 'check' }, io)).toBe(0)
})

it('replaces no program of an agent unless it is told to', async () => {
  const io = recordedIo(folder({ 'agents/echo.mjs': 'mine' }))
  await expect(run({ template: 'api' }, io)).rejects.toMatchObject({
    code: 2,
    message: 'agents/echo.mjs: already there; --force replaces what is there',
  })
  expect(readFileSync(join(io.cwd, 'agents/echo.mjs'), 'utf8')).toBe('mine')
})

it.each([
  ['fullstack', 'did you mean "full-stack"?'],
  ['tradign', 'did you mean "trading"?'],
  ['constructor', 'known: trading, conservative, high-performance, pipeline, full-stack, api, frontend'],
  ['../../package', 'known: trading'],
])('knows no template %s', async (template, hint) => {
  const io = recordedIo(folder())
  const message = expect.stringContaining(`--template: expected the name of a template, got "${template}" (${hint}`)
  await expect(run({ template }, io)).rejects.toMatchObject({ code: 2, message })
})
