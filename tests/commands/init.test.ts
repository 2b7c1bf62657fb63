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
