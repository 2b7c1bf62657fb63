import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { settingPath } from '../../src/agents/setting-path.js'
import type { Roster } from '../../src/config/config.js'
import { type LoadedConfig, loadConfig } from '../../src/config/load.js'
import { resolvePaths } from '../../src/config/setting-paths.js'
import { faults, folder, roster as others } from './fixture.js'

const source = z.union([z.literal('sample'), z.url({ protocol: /^https$/ }), settingPath()])
const reader = {
  settings: z.strictObject({
    source: source.default('sample').describe('What it reads.'),
    list: z.array(settingPath()).exactOptional(),
    nested: z.strictObject({ file: settingPath().describe('One.').optional() }).prefault({}),
    byName: z.record(z.string(), settingPath().nullable()).optional(),
    words: z.array(z.string()).optional(),
  }),
}
const roster: Roster = new Map([...others, ['reader', reader]])

function settingsIn(cwd: string, name = 'reader', request: Partial<Parameters<typeof loadConfig>[0]> = {}) {
  return loadConfig({ cwd, env: {}, roster, ...request }).config.agents[name]?.settings
}

const withReader = (settings: string, entry = '') =>
  folder({ 'riskfirst.config.jsonc': `{ "agents": { "reader": { ${entry} "settings": ${settings} } } }` })

describe('a path in settings', () => {
  it('is relative to the file that names it, wherever in the settings it stands', () => {
    const cwd = withReader(
      '{ "source": "a.json", "list": ["b", "/c"], "nested": { "file": "../d" }, "byName": { "x": "e", "y": null } }',
    )
    expect(settingsIn(cwd)).toEqual({
      source: join(cwd, 'a.json'),
      list: [join(cwd, 'b'), '/c'],
      nested: { file: join(cwd, '../d') },
      byName: { x: join(cwd, 'e'), y: null },
    })
  })

  it('is what it says where no path is meant: a word, an address, a text, a default', () => {
    const cwd = withReader('{ "source": "https://example.com/a", "words": ["./w"] }')
    expect(settingsIn(cwd)).toEqual({ source: 'https://example.com/a', words: ['./w'], nested: {} })
    expect(settingsIn(withReader('{ "source": "sample" }'))).toMatchObject({ source: 'sample' })
    expect(settingsIn(withReader('{}'))).toMatchObject({ source: 'sample' })
    const file = withReader('{ "source": "./sample" }')
    expect(settingsIn(file)).toMatchObject({ source: join(file, 'sample') })
  })

  it('follows each file of several, and a variable, to their own folders', () => {
    const cwd = withReader('{ "nested": { "file": "./above" } }')
    const base = join(cwd, 'base')
    mkdirSync(base)
    const below = '{ "agents": { "reader": { "settings": { "source": "below", "list": ["below"] } } } }'
    writeFileSync(join(base, 'below.jsonc'), below)
    const request = {
      files: ['base/below.jsonc', 'riskfirst.config.jsonc'],
      env: { RISKFIRST__AGENTS__READER__SETTINGS__LIST: '["v"]' },
    }
    expect(settingsIn(cwd, 'reader', request)).toEqual({
      source: join(base, 'below'),
      list: [join(cwd, 'v')],
      nested: { file: join(cwd, 'above') },
    })
  })

  it('may come from the environment, and is shown as a reference', () => {
    const cwd = withReader('{ "source": { "env": "LEADER" } }')
    const loaded: LoadedConfig = loadConfig({ cwd, env: { LEADER: 'secret.json' }, roster })
    expect(loaded.config.agents['reader']?.settings).toMatchObject({ source: join(cwd, 'secret.json') })
    expect(loaded.input.agents?.['reader']?.settings).toMatchObject({ source: { env: 'LEADER' } })
  })

  it('is absolute also for an agent in a process of its own, and for a second one of a kind', () => {
    const apart = withReader('{ "source": "a" }', '"isolation": "process",')
    expect(settingsIn(apart)).toMatchObject({ source: join(apart, 'a') })
    const second = '{ "agents": { "mine": { "use": "reader", "settings": { "source": "a" } } } }'
    const cwd = folder({ 'riskfirst.config.jsonc': second })
    expect(settingsIn(cwd, 'mine')).toMatchObject({ source: join(cwd, 'a') })
  })

  it('says the same when the configuration is shown and read again elsewhere', () => {
    const cwd = withReader('{ "source": "a", "list": ["b"] }')
    const { input, config } = loadConfig({ cwd, env: {}, roster })
    expect(settingsIn(folder(), 'reader', { document: input })).toEqual(config.agents['reader']?.settings)
  })

  it('is refused as it was written', () => {
    const cwd = withReader('{ "source": "", "list": ["a\\u0000b", 5], "nested": { "file": {} } }')
    expect(faults(() => settingsIn(cwd))).toEqual([
      expect.stringMatching(/settings\.source: expected .*the path of a file, got ""$/),
      expect.stringMatching(/settings\.list\[0\]: expected the path of a file, got "a\\u0000b"$/),
      expect.stringMatching(/settings\.list\[1\]: expected the path of a file, got 5$/),
      expect.stringMatching(/settings\.nested\.file: expected the path of a file, got an object$/),
    ])
  })

  it('leaves the settings to whoever checks them when a schema of the user’s throws', () => {
    const hostile = z.string().refine(() => {
      throw new Error('no')
    })
    expect(resolvePaths(z.union([hostile, settingPath()]), 'a', () => '/folder')).toBe('/folder/a')
  })
})
