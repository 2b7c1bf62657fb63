import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LoadedConfig } from '../../src/config/load.js'
import { createReloader } from '../../src/config/reload.js'
import { folder, loadIn } from './fixture.js'

function watching(files: Readonly<Record<string, string>>) {
  const cwd = folder(files)
  let loads = 0
  const load = (): LoadedConfig => {
    loads++
    return loadIn(cwd)
  }
  const look = createReloader(load, load())
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text)
  return { cwd, look, write, loads: () => loads }
}

describe('createReloader', () => {
  it('loads nothing while no file changes', () => {
    const { look, loads } = watching({ 'riskfirst.config.jsonc': '{}' })
    expect(look()).toBeUndefined()
    expect(loads()).toBe(1)
  })

  it.each([
    ['a file', 'riskfirst.config.jsonc', '{ "extends": "base.jsonc", "orchestrator": { "maxWorkers": 9 } }'],
    ['a file that is extended', 'base.jsonc', '{ "orchestrator": { "maxWorkers": 9 } }'],
    ['an .env that was not there', '.env', 'RISKFIRST__ORCHESTRATOR__MAX_WORKERS=9'],
  ])('gives the configuration after a change of %s, once', (_, name, text) => {
    const { look, write } = watching({ 'riskfirst.config.jsonc': '{ "extends": "base.jsonc" }', 'base.jsonc': '{}' })
    write(name, text)
    const reload = look()
    expect(reload).toMatchObject({ needsRestart: [], changed: { config: { orchestrator: { maxWorkers: 9 } } } })
    expect(look()).toBeUndefined()
  })

  it('notices a first file, and does not take its going for a change back to the defaults', () => {
    const { cwd, look, write } = watching({})
    write('riskfirst.config.jsonc', '{ "cycle": { "interval": "1m" } }')
    expect(look()).toMatchObject({ changed: { config: { cycle: { intervalMs: 60_000 } } } })
    rmSync(join(cwd, 'riskfirst.config.jsonc'))
    expect(look()).toMatchObject({ invalid: { problems: [{ got: 'no file' }] } })
    write('riskfirst.config.jsonc', '{ "cycle": { "interval": "2m" } }')
    expect(look()).toMatchObject({ changed: { config: { cycle: { intervalMs: 120_000 } } } })
  })

  it('gives a change that was not accepted again when a module is mended, and not when it was', () => {
    const { look, write } = watching({ 'riskfirst.config.jsonc': '{}', 'mine.js': 'export default }' })
    write('riskfirst.config.jsonc', '{ "agents": { "mine": { "run": "./mine.js" } } }')
    expect(look()).toMatchObject({ changed: { config: { agents: { mine: { name: 'mine' } } } } })
    expect(look()).toBeUndefined()
    write('mine.js', 'export default {}')
    const again = look()
    expect(again).toMatchObject({ changed: { config: { agents: { mine: { name: 'mine' } } } } })
    if (again !== undefined && 'accept' in again) again.accept()
    write('mine.js', 'export default { run() {} }')
    expect(look()).toBeUndefined()
  })

  it('says nothing of a touch or a comment', () => {
    const { cwd, look, write } = watching({ 'riskfirst.config.jsonc': '{}' })
    utimesSync(join(cwd, 'riskfirst.config.jsonc'), 1, 1)
    expect(look()).toBeUndefined()
    write('riskfirst.config.jsonc', '{} // the same')
    expect(look()).toBeUndefined()
  })

  it('says once what is wrong, keeps what ran, and takes the mended file', () => {
    const { look, write } = watching({ 'riskfirst.config.jsonc': '{}' })
    write('riskfirst.config.jsonc', '{ "cycle": { "interval": "soon" } }')
    expect(look()).toMatchObject({ invalid: { problems: [{ path: 'cycle.interval' }] } })
    expect(look()).toBeUndefined()
    write('riskfirst.config.jsonc', '{ "extends": "base.jsonc" }')
    expect(look()).toMatchObject({ invalid: { problems: [{ path: 'extends' }] } })
    write('base.jsonc', '{ "cycle": { "interval": "2m" } }')
    expect(look()).toMatchObject({ changed: { config: { cycle: { intervalMs: 120_000 } } } })
  })

  it('keeps what needs a restart, and says so', () => {
    const { cwd, look, write } = watching({ 'riskfirst.config.jsonc': '{}' })
    write(
      'riskfirst.config.jsonc',
      '{ "dataDir": "other", "broker": { "cash": 5 }, "market": { "seed": 2 }, "limits": { "maxOrderUsd": 99 } }',
    )
    const reload = look()
    expect(reload).toMatchObject({
      needsRestart: ['dataDir', 'broker', 'market'],
      changed: {
        config: {
          dataDir: join(cwd, 'data'),
          orchestrator: { metricsExportDir: join(cwd, 'data/orchestrator') },
          broker: { cash: '10000' },
          market: { seed: 1 },
          limits: { maxOrderUsd: 99 },
        },
      },
    })
  })
})
