import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'jsonc-parser'
import { builtinAgents } from '../../../src/agents/roster.js'
import { loadConfig } from '../../../src/config/load.js'
import { ConfigError } from '../../../src/config/problem.js'
import { PlanError } from '../../../src/orchestrator/plan.js'
import { planOf } from '../../../src/plan-from-config.js'
import { type InputKind, rejectedBy } from '../fuzz.js'
import { anyJson, oddTexts, spoiledJson, spoiledText } from '../mutations.js'
import type { Random } from '../random.js'
import { configWords } from './words.js'

/** Files, an environment and a `.env` that configure a run; what is taken must make a plan. */
export const configurations: InputKind = {
  name: 'configurations',
  share: 20,
  async prepare(folder) {
    const texts = ['data/example.config.jsonc', 'examples/riskfirst.config.jsonc'].map((file) =>
      readFileSync(file, 'utf8'),
    )
    writeFileSync(join(folder, 'mine.ts'), '')
    const files = ['riskfirst.config.jsonc', 'a.jsonc', '.env'].map((name) => join(folder, name))
    const [main = '', other = '', dotEnv = ''] = files
    return (random) => {
      for (const file of files) rmSync(file, { force: true })
      writeFileSync(main, configText(random, texts))
      if (random.chance(0.1)) writeFileSync(other, configText(random, texts))
      if (random.chance(0.1))
        writeFileSync(dotEnv, spoiledText('NAME=value\nexport TOKEN="a b" # it\n', random, configWords))
      const env = random.chance(0.3) ? environment(random) : {}
      return rejectedBy([ConfigError, PlanError], async () => {
        planOf(loadConfig({ cwd: folder, env, roster: builtinAgents }).config)
      })
    }
  },
}

/** The text of a configuration file, spoiled or made up. */
export function configText(random: Random, texts: readonly string[]): string | Buffer {
  const text = random.pick(texts)
  const choice = random.below(10)
  if (choice === 0) return random.bytes(random.below(60))
  if (choice === 1) return JSON.stringify(anyJson(random, configWords, 5))
  if (choice < 6) return JSON.stringify(spoiledJson(parse(text), random, configWords), null, random.below(3))
  return spoiledText(text, random, configWords)
}

/** Variables that configure, some of them nonsense. */
export function environment(random: Random): Record<string, string> {
  const variable = () => {
    const path = random.some(4, () => random.pick(configWords).replaceAll(/([a-z])([A-Z])/g, '$1_$2'))
    const value = random.chance(0.5)
      ? random.pick([...configWords, ...oddTexts])
      : JSON.stringify(anyJson(random, configWords))
    return [`RISKFIRST__${path.join('__').toUpperCase()}`, value.replaceAll('\0', '')] as const // no system takes one
  }
  return Object.fromEntries(random.some(3, variable))
}
