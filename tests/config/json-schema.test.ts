import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { createJsonSchema, type JsonSchema } from '../../src/config/json-schema.js'
import { loadConfig } from '../../src/config/load.js'
import { createTemplate } from '../../src/config/template.js'
import { folder } from './fixture.js'

const root = join(import.meta.dirname, '../..')

describe('the JSON schema', () => {
  it('is the one that is committed', async () => {
    await expect(`${JSON.stringify(createJsonSchema(builtinAgents), null, 2)}\n`).toMatchFileSnapshot(
      join(root, 'riskfirst.schema.json'),
    )
  })

  it('describes every key, and refuses others', () => {
    const silent: string[] = []
    const walk = (schema: JsonSchema, path: string) => {
      if (schema.properties !== undefined && schema['additionalProperties'] === undefined) silent.push(`${path}.*`)
      for (const [key, inner] of Object.entries(schema.properties ?? {})) {
        if (inner.description === undefined) silent.push(`${path}.${key}`)
        walk(inner, `${path}.${key}`)
      }
      for (const choice of schema.oneOf ?? []) walk(choice, path)
    }
    walk(createJsonSchema(builtinAgents), '')
    expect(silent).toEqual([])
  })

  it('says defaults as people write them', () => {
    const { properties } = createJsonSchema(builtinAgents)
    expect(properties?.['cycle']?.properties?.['interval']?.default).toBe('15m')
    expect(properties?.['orchestrator']?.properties?.['maxWorkers']?.default).toBe(4)
  })

  it('has the settings of a built-in agent for whoever uses it, and any for a program of one’s own', () => {
    const { properties = {}, ...others } = createJsonSchema(builtinAgents).properties?.['agents'] ?? {}
    const ofRisk = { properties: { settings: { properties: { maxDailyLossPercent: { default: 5 } } } } }
    expect(properties['risk']).toMatchObject({ if: { required: ['run'] }, else: ofRisk })
    expect(properties['risk']?.properties?.['settings']?.properties).toBeUndefined()
    expect(others['additionalProperties']).toMatchObject({
      anyOf: [{ required: ['use'] }, { required: ['run'] }],
      allOf: [...builtinAgents.keys()].map((name) => ({
        if: { required: ['use'], properties: { use: { const: name } } },
      })),
    })
  })
})

describe('the template', () => {
  it('means the same as no configuration at all', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': createTemplate(builtinAgents) })
    const empty = { cwd, env: {}, roster: builtinAgents, files: ['empty.jsonc'] }
    const { config } = loadConfig({ cwd, env: {}, roster: builtinAgents })
    expect(config).toEqual(
      loadConfig({
        ...empty,
        cwd: folder({ 'empty.jsonc': '{}' }),
        overrides: [{ path: ['dataDir'], value: join(cwd, 'data'), flag: '--data-dir' }],
      }).config,
    )
  })

  it('shows each key of settings that are objects', () => {
    expect(createTemplate(builtinAgents)).toMatch(/"budget": \{\n +\/\/ .*\n +"maxCallsPerCycle": \d+,/)
  })

  it('is no wider than a screen', () => {
    for (const line of createTemplate(builtinAgents).split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })
})

describe('the example', () => {
  it('is valid', () => {
    const file = join(root, 'data/example.config.jsonc')
    expect(existsSync(file)).toBe(true)
    expect(() => loadConfig({ cwd: root, files: [file], env: {}, roster: builtinAgents })).not.toThrow()
    expect(readFileSync(file, 'utf8')).toContain('//')
  })
})
