import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Roster } from '../../src/config/config.js'
import { type ConfigRequest, type LoadedConfig, loadConfig } from '../../src/config/load.js'
import { ConfigError } from '../../src/config/problem.js'

/** A fresh folder with these files, by relative path. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'riskfirst-config-')))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}

/** The built-in agents that no test here is about. */
const others = ['technical', 'sentiment', 'trading', 'copybot']

/** A critical agent, and two others: one with settings of every kind, one that needs a key; and those that run by default. */
export const roster: Roster = new Map<string, NonNullable<ReturnType<Roster['get']>>>([
  ['risk', { phase: 'critical' as const, settings: z.strictObject({ maxDailyLossPercent: z.number().default(5) }) }],
  [
    'strategy',
    {
      settings: z.object({
        fast: z.int().min(1).default(12),
        mode: z.enum(['trend', 'mean']).default('trend'),
        weights: z.record(z.string(), z.number()).optional(),
        symbols: z.array(z.string()).optional(),
      }),
    },
  ],
  [
    'keyed',
    { runWhen: 'active' as const, settings: z.strictObject({ apiKey: z.string().min(3), url: z.url().optional() }) },
  ],
  ...others.map((name) => [name, { settings: z.strictObject({}) }] as const),
])

/** Loads `riskfirst.config.jsonc` with this text in a fresh folder. */
export function load(text: string, request: Partial<ConfigRequest> = {}): LoadedConfig {
  return loadIn(folder({ 'riskfirst.config.jsonc': text }), request)
}

/** Loads what is in `cwd`. */
export function loadIn(cwd: string, request: Partial<ConfigRequest> = {}): LoadedConfig {
  return loadConfig({ cwd, env: {}, roster, ...request })
}

/** The lines of the ConfigError that `attempt` throws. */
export function faults(attempt: () => unknown): readonly string[] {
  return errorOf(attempt).message.split('\n')
}

/** The ConfigError that `attempt` throws. */
export function errorOf(attempt: () => unknown): ConfigError {
  try {
    attempt()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('expected a ConfigError, got none')
}
