import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setInConfig } from '../../src/config/edit.js'
import { folder } from './fixture.js'

async function edited(text: string, path: readonly string[], value: unknown): Promise<string> {
  const cwd = folder({ 'c.jsonc': text })
  await setInConfig(join(cwd, 'c.jsonc'), path, value)
  expect(readdirSync(cwd)).toEqual(['c.jsonc'])
  return readFileSync(join(cwd, 'c.jsonc'), 'utf8')
}

describe('setInConfig', () => {
  it('changes one value and nothing else', async () => {
    const text = '{\n  // why\n  "agents": {\n    "risk": { "enabled": true, }, // keep\n  },\n}\n'
    expect(await edited(text, ['agents', 'risk', 'enabled'], false)).toBe(text.replace('true', 'false'))
  })

  it('adds what is missing, in the layout of the file', async () => {
    expect(await edited('{\r\n\t"cycle": {}\r\n}\r\n', ['agents', 'slow', 'enabled'], true)).toBe(
      '{\r\n\t"cycle": {},\r\n\t"agents": {\r\n\t\t"slow": {\r\n\t\t\t"enabled": true\r\n\t\t}\r\n\t}\r\n}\r\n',
    )
  })

  it('makes a small file when there is none', async () => {
    const cwd = folder()
    expect(await setInConfig(join(cwd, 'new.jsonc'), ['agents', 'risk', 'enabled'], true)).toBe(true)
    expect(JSON.parse(readFileSync(join(cwd, 'new.jsonc'), 'utf8'))).toEqual({
      version: 1,
      agents: { risk: { enabled: true } },
    })
  })

  it('says when nothing had to change', async () => {
    const cwd = folder({ 'c.jsonc': '{ "agents": { "risk": { "enabled": true } } }' })
    expect(await setInConfig(join(cwd, 'c.jsonc'), ['agents', 'risk', 'enabled'], true)).toBe(false)
  })

  it('refuses a folder', async () => {
    const cwd = folder({ 'c.jsonc/x': '' })
    await expect(setInConfig(join(cwd, 'c.jsonc'), ['a'], 1)).rejects.toThrow(
      'expected a configuration file, got a folder',
    )
  })
})
