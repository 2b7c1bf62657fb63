import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/plan.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

const text = `{ "agents": {
  "mine": { "run": "./agents/mine.ts", "env": ["API_KEY"], "settings": { "key": { "env": "API_KEY" } } },
  "off": { "run": ["nothing"], "enabled": false } } }`
const io = () => recordedIo(folder({ 'riskfirst.config.jsonc': text, 'agents/mine.ts': '' }), { API_KEY: 'hunter2-x' })

describe('plan', () => {
  it('tells what each agent runs as', async () => {
    const shown = io()
    expect(await run({}, shown)).toBe(0)
    expect(shown.written.out).toMatch(/^ {2}risk +built-in +1m/m)
    expect(shown.written.out).toMatch(/^ {2}mine +agents\/mine\.ts +5m/m)
    expect(shown.written.out).not.toContain('off')
  })

  it('fits the interval by default, at worst, and tells what waits for what', async () => {
    const shown = recordedIo(folder())
    expect(await run({}, shown)).toBe(0)
    expect(shown.written.err).toBe('')
    expect(shown.written.out).toMatch(/^ {2}trading .* sentiment, technical +reducing$/m)
  })

  it('tells it in JSON too, without settings and without the values of variables', async () => {
    const shown = io()
    await run({ json: true }, shown)
    const [critical, parallel] = JSON.parse(shown.written.out).phases
    expect(critical).toMatchObject({ name: 'critical', gate: 'verdicts', maxWorkers: 1 })
    expect(critical.agents[0].program).toEqual({ kind: 'in-process', use: 'risk' })
    expect(parallel.agents.map(({ name }: { name: string }) => name)).toEqual([
      'technical',
      'sentiment',
      'strategy',
      'trading',
      'copybot',
      'mine',
    ])
    expect(parallel.agents[5].program).toMatchObject({
      kind: 'module',
      file: join(shown.cwd, 'agents/mine.ts'),
      limits: { env: ['API_KEY'] },
    })
    expect(parallel.agents[5]).not.toHaveProperty('settings')
    expect(shown.written.out).not.toContain('hunter2')
  })
})
