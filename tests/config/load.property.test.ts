import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ConfigError } from '../../src/config/problem.js'
import { configSchema } from '../../src/config/schema.js'
import { folder, loadIn } from './fixture.js'

const cwd = folder({ 'mine.mjs': '' })
const file = join(cwd, 'riskfirst.config.jsonc')

/** `valid`, or the error in words. */
function outcome(content: string | Uint8Array, env: Record<string, string> = {}): string {
  writeFileSync(file, content)
  try {
    loadIn(cwd, { env })
    return 'valid'
  } catch (error) {
    return error instanceof ConfigError ? `problems: ${error.message}` : `thrown: ${String(error)}`
  }
}

const READABLE = /^(valid$|problems: (?!.*(got undefined|\[object|TypeError)))/s

const words = [
  'agents',
  'risk',
  'strategy',
  'settings',
  'use',
  'needs',
  'enabled',
  'market',
  'source',
  'csv',
  'symbols',
  'cycle',
  'interval',
  'extends',
  'env',
  'backoff',
  'run',
  'isolation',
  'keepAlive',
  'in-process',
  'process',
  './x.ts',
  '__proto__',
  'constructor',
  'toString',
]
const word = fc.oneof(fc.constantFrom(...words), fc.string())
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words, true, false, null, 0, -1, 5, '5m', 1e300, 0.1),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(word, tie('any'), { maxKeys: 4 }),
  ),
})).any

it('throws nothing but its own error, whatever JSON a file holds', () => {
  fc.assert(
    fc.property(value, (json) => {
      expect(outcome(JSON.stringify(json))).toMatch(READABLE)
    }),
    { numRuns: 500 },
  )
})

it('throws nothing but its own error, whatever each section holds', () => {
  const sections = Object.fromEntries(Object.keys(configSchema.shape).map((key) => [key, value]))
  fc.assert(
    fc.property(fc.record(sections, { requiredKeys: [] }), (json) => {
      expect(outcome(JSON.stringify(json))).toMatch(READABLE)
    }),
    { numRuns: 500 },
  )
})

it('throws nothing but its own error, whatever bytes a file holds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => `{${text}`),
      ),
      (bytes) => {
        expect(outcome(bytes)).toMatch(READABLE)
      },
    ),
  )
})

it('throws nothing but its own error, whatever the environment holds', () => {
  const name = fc.array(word, { maxLength: 4 }).map((parts) => ['RISKFIRST', ...parts].join('__').toUpperCase())
  const text = fc.oneof(
    fc.string(),
    value.map((json) => JSON.stringify(json)),
  )
  fc.assert(
    fc.property(fc.dictionary(name, text, { maxKeys: 3 }), (env) => {
      expect(outcome('{}', env)).toMatch(READABLE)
    }),
  )
})

const share = fc.double({ min: 0, max: 100, noNaN: true })
const span = fc.oneof(fc.constantFrom('500ms', '90s', '15m', '1.5h', '1d'), fc.integer({ min: 1, max: 1e6 }))
const limits = fc.record(
  { maxMemoryMb: fc.integer({ min: 32, max: 4096 }), env: fc.constant(['TOKEN', { MODE: 'paper' }]) },
  { requiredKeys: [] },
)
const warmLimits = fc.record({ startTimeout: span, maxRuns: fc.integer({ min: 1, max: 99 }) }, { requiredKeys: [] })
const all = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((objects) => Object.assign({}, ...objects))
const program = fc.oneof(
  fc.record({ use: fc.constant('strategy') }),
  all(fc.constant({ use: 'strategy', isolation: 'process' }), limits, warmLimits),
  all(fc.constant({ run: './mine.mjs' }), limits, warmLimits),
  all(fc.constant({ run: ['python3', 'mine.py'] }), limits),
  all(fc.constant({ run: ['./mine', '--fast'], keepAlive: true }), limits, warmLimits),
)
const validInput = fc.record(
  {
    cycle: fc.record({ interval: span, offset: fc.constant(0) }, { requiredKeys: [] }),
    orchestrator: fc.record(
      { maxRetries: fc.nat(100), timeoutPerAgent: span, backoffMax: span, maxWorkers: fc.integer({ min: 1, max: 64 }) },
      { requiredKeys: [] },
    ),
    market: fc.oneof(
      fc.record({ seed: fc.nat(), lookback: fc.integer({ min: 30, max: 10_000 }) }),
      fc.record({
        source: fc.constant('csv'),
        dir: fc.constantFrom('a', '../b', '/c'),
        from: fc.constantFrom('2022-01-01', '2022-01-01T05:00:00.5+01:00'),
      }),
    ),
    broker: fc.record(
      { cash: fc.constantFrom(1, 0.1, '10000.00000001'), feeRate: fc.constantFrom(0, 0.001) },
      { requiredKeys: [] },
    ),
    limits: fc.record(
      { maxPositionPercent: share, minCashPercent: share, maxTurnoverPercentPerDay: share },
      { requiredKeys: [] },
    ),
    agents: fc.dictionary(
      fc.constantFrom('a', 'b', 'c-1'),
      all(
        program,
        fc.record({
          enabled: fc.boolean(),
          timeout: span,
          settings: fc.record({ fast: fc.integer({ min: 1, max: 99 }) }),
        }),
      ),
    ),
  },
  { requiredKeys: [] },
)

it('reads its own input form back as the same configuration', () => {
  fc.assert(
    fc.property(validInput, (input) => {
      const env = { TOKEN: 'not to be written down' }
      writeFileSync(file, JSON.stringify(input))
      const loaded = loadIn(cwd, { env })
      const written = JSON.stringify(loaded.input)
      expect(written).not.toContain(env.TOKEN)
      writeFileSync(file, written)
      const again = loadIn(cwd, { env })
      expect(again.config).toEqual(loaded.config)
      expect(again.input).toEqual(loaded.input)
    }),
  )
})
