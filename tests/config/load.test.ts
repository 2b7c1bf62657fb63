import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BUILT_IN_AGENTS, configSchema } from '../../src/config/schema.js'
import { folder, load, loadIn } from './fixture.js'

/** The built-in agents, in settling order. */
const inOrder = ['risk', 'technical', 'sentiment', 'strategy', 'trading', 'copybot']

const builtIn = (name: string, own: { readonly timeoutMs: number; readonly settings: object }) => ({
  name,
  enabled: true,
  program: { kind: 'in-process', use: name },
  phase: 'parallel',
  critical: false,
  retries: 0,
  backoff: { baseMs: 2000, multiplier: 2, maxMs: 60_000 },
  needs: [],
  uses: [],
  runWhen: 'reducing',
  conditions: {},
  ...own,
})

describe('without a file', () => {
  it('gives the defaults of the schema, complete and resolved', () => {
    const cwd = folder()
    const { config, files, where } = loadIn(cwd)
    expect(config).toEqual({
      dataDir: join(cwd, 'data'),
      cycle: { intervalMs: 900_000, offsetMs: 0 },
      orchestrator: {
        maxRetries: 3,
        timeoutPerAgentMs: 300_000,
        backoffBaseMs: 2000,
        backoffMultiplier: 2,
        backoffMaxMs: 60_000,
        maxWorkers: 4,
        mode: 'dependency',
        shutdownGraceMs: 10_000,
        breakerFailures: 5,
        breakerCycles: 4,
        enableMonitoring: true,
        enableHealthChecks: true,
        metricsExportDir: join(cwd, 'data/orchestrator'),
        metricsKeep: 2000,
      },
      market: {
        source: 'simulated',
        symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'],
        timeframe: '1h',
        timeframeMs: 3_600_000,
        lookback: 500,
        seed: 1,
        maxAgeMs: 7_200_000,
      },
      broker: { kind: 'paper', quote: 'USDT', cash: '10000', feeRate: 0.001, slippageBps: 5 },
      limits: {
        maxPositionPercent: 30,
        minCashPercent: 20,
        maxOrderPercent: 10,
        maxOrderUsd: 2500,
        minOrderUsd: 10,
        maxOrdersPerCycle: 20,
        maxOrdersPerDay: 50,
        maxTurnoverPercentPerDay: 200,
        maxDeviationPercent: 5,
        onHalt: 'hold',
      },
      phases: [
        { name: 'critical', mode: 'sequential', gate: 'verdicts' },
        { name: 'parallel', mode: 'parallel', gate: 'none' },
      ],
      timeZone: 'UTC',
      serve: { hosts: [] },
      notify: { channels: {}, rules: [{}, { on: ['active'] }], repeatAfterMs: 3_600_000, maxPerHour: 60 },
      heartbeat: {},
      telemetry: {},
      store: { keepRuns: 100_000, keepBriefings: 10_000 },
      agents: {
        ...Object.fromEntries(
          ['technical', 'sentiment', 'copybot'].map((name) => [
            name,
            builtIn(name, { timeoutMs: 60_000, settings: {} }),
          ]),
        ),
        trading: builtIn('trading', { timeoutMs: 300_000, settings: {} }),
        risk: {
          name: 'risk',
          enabled: true,
          program: { kind: 'in-process', use: 'risk' },
          phase: 'critical',
          critical: true,
          timeoutMs: 60_000,
          retries: 3,
          backoff: { baseMs: 2000, multiplier: 2, maxMs: 60_000 },
          needs: [],
          uses: [],
          runWhen: 'always',
          conditions: {},
          settings: { maxDailyLossPercent: 5 },
        },
        strategy: builtIn('strategy', { timeoutMs: 300_000, settings: { fast: 12, mode: 'trend' } }),
      },
    })
    expect(files).toEqual([])
    expect(where).toEqual([join(cwd, 'riskfirst.config.jsonc')])
  })

  it('is what an empty object means to the schema', () => {
    expect(configSchema.parse({})).toEqual(
      configSchema.parse({ market: { source: 'simulated' }, agents: BUILT_IN_AGENTS }),
    )
  })
})

describe('files', () => {
  it('take comments, trailing commas, a byte order mark, $schema and version 1', () => {
    const { config } = load(
      '\uFEFF{ "$schema": "./x.json", "version": 1, /* why */ "cycle": { "interval": "5m", }, } // end',
    )
    expect(config.cycle.intervalMs).toBe(300_000)
  })

  it('add agents to the built-in ones, enabled, in the order written', () => {
    const { config } = load(
      '{ "agents": { "slow": { "use": "strategy", "settings": { "fast": 50 } }, "risk": { "timeout": "60s" } } }',
    )
    expect(Object.keys(config.agents)).toEqual([...inOrder, 'slow'])
    expect(config.agents['slow']).toMatchObject({
      enabled: true,
      program: { kind: 'in-process', use: 'strategy' },
      phase: 'parallel',
      settings: { fast: 50 },
    })
    expect(config.agents['risk']).toMatchObject({ enabled: true, timeoutMs: 60_000, phase: 'critical' })
  })

  it('resolve an agent from its entry, then from the agent, then from the orchestrator', () => {
    const { config } = load(
      `{ "orchestrator": { "maxRetries": 1, "timeoutPerAgent": 7, "backoffBase": "1s" },
         "agents": { "judge": { "use": "strategy", "phase": "critical", "backoff": { "max": "9s" } },
                     "keyed": { "retries": 2, "needs": ["strategy"], "settings": { "apiKey": "abc" } } } }`,
    )
    expect(config.agents['judge']).toMatchObject({
      phase: 'critical',
      retries: 1,
      timeoutMs: 7000,
      runWhen: 'always',
      backoff: { baseMs: 1000, multiplier: 2, maxMs: 9000 },
    })
    expect(config.agents['keyed']).toMatchObject({
      phase: 'parallel',
      retries: 2,
      runWhen: 'active',
      needs: ['strategy'],
    })
  })

  it('named later win over earlier ones: objects merge, lists are replaced', () => {
    const cwd = folder({
      'a.jsonc':
        '{ "orchestrator": { "maxWorkers": 2, "maxRetries": 5 }, "market": { "symbols": ["BTC/USDT", "ETH/USDT"] } }',
      'b.jsonc': '{ "orchestrator": { "maxWorkers": 8 }, "market": { "symbols": ["SOL/USDT"] } }',
    })
    const { config, files } = loadIn(cwd, { files: ['a.jsonc', 'b.jsonc'] })
    expect(config.orchestrator).toMatchObject({ maxWorkers: 8, maxRetries: 5 })
    expect(config.market.symbols).toEqual(['SOL/USDT'])
    expect(files).toEqual([join(cwd, 'a.jsonc'), join(cwd, 'b.jsonc')])
  })

  it('are laid over those they extend, which are relative to them', () => {
    const cwd = folder({
      'base/one.jsonc': '{ "extends": "../root.jsonc", "orchestrator": { "maxWorkers": 2 } }',
      'base/two.jsonc': '{ "orchestrator": { "maxWorkers": 3, "maxRetries": 1 } }',
      'root.jsonc': '{ "orchestrator": { "metricsKeep": 9 } }',
      'riskfirst.config.jsonc':
        '{ "extends": ["base/one.jsonc", "base/two.jsonc"], "orchestrator": { "maxRetries": 2 } }',
    })
    const { config, files } = loadIn(cwd)
    expect(config.orchestrator).toMatchObject({ metricsKeep: 9, maxWorkers: 3, maxRetries: 2 })
    expect(files).toEqual(
      ['root.jsonc', 'base/one.jsonc', 'base/two.jsonc', 'riskfirst.config.jsonc'].map((name) => join(cwd, name)),
    )
  })

  it('name paths relative to themselves', () => {
    const cwd = folder({
      'base/market.jsonc': '{ "market": { "source": "csv", "dir": "candles", "from": "2022-01-01" } }',
      'riskfirst.config.jsonc':
        '{ "extends": "base/market.jsonc", "dataDir": "state", "orchestrator": { "metricsExportDir": "m" } }',
    })
    const { config } = loadIn(cwd)
    expect(config.dataDir).toBe(join(cwd, 'state'))
    expect(config.orchestrator.metricsExportDir).toBe(join(cwd, 'state/m'))
    expect(config.market).toMatchObject({
      source: 'csv',
      dir: join(cwd, 'base/candles'),
      fromMs: Date.UTC(2022, 0, 1),
      maxGap: 24,
    })
  })

  it('give a recorded market a start only when they say one', () => {
    const { config } = load('{ "market": { "source": "csv", "dir": "/candles" } }')
    expect('fromMs' in config.market).toBe(false)
  })

  it('read times without a zone as UTC', () => {
    const fromOf = (from: string) => {
      const { market } = load(`{ "market": { "source": "csv", "dir": "c", "from": "${from}" } }`).config
      return market.source === 'csv' ? market.fromMs : undefined
    }
    expect(fromOf('2022-01-01T06:00:00')).toBe(Date.UTC(2022, 0, 1, 6))
    expect(fromOf('2022-01-01T06:00:00+02:00')).toBe(Date.UTC(2022, 0, 1, 4))
  })

  it('keep cash exact', () => {
    expect(load('{ "broker": { "cash": "1234567890123.00000001" } }').config.broker.cash).toBe('1234567890123.00000001')
    expect(load('{ "broker": { "cash": 0.1 } }').config.broker.cash).toBe('0.1')
  })
})

describe('what an entry says of the outside world', () => {
  it('is kept, and nothing is said for those that say nothing', () => {
    const { config, input } = load(
      '{ "agents": { "strategy": { "outside": false }, "technical": { "outside": true } } }',
    )
    for (const agents of [config.agents, input.agents]) {
      expect(agents?.['strategy']?.outside).toBe(false)
      expect(agents?.['technical']?.outside).toBe(true)
      expect(agents?.['sentiment']).not.toHaveProperty('outside')
    }
  })
})

describe('environment', () => {
  it('wins over files, whatever its case and underscores, JSON or text', () => {
    const { config } = load('{ "orchestrator": { "maxWorkers": 2 }, "agents": { "my-slow": { "use": "strategy" } } }', {
      env: {
        RISKFIRST__ORCHESTRATOR__MAX_WORKERS: '8',
        riskfirst__orchestrator__maxretries: '1',
        RISKFIRST__CYCLE__INTERVAL: '5m',
        RISKFIRST__MARKET__SYMBOLS: '["BTC/USDT"]',
        RISKFIRST__AGENTS__MY_SLOW__SETTINGS__FAST: '99',
        RISKFIRST__LIMITS: '{ "maxOrdersPerDay": 7 }',
        OTHER: 'x',
      },
    })
    expect(config.orchestrator).toMatchObject({ maxWorkers: 8, maxRetries: 1 })
    expect(config.cycle.intervalMs).toBe(300_000)
    expect(config.market.symbols).toEqual(['BTC/USDT'])
    expect(config.agents['my-slow']?.settings).toMatchObject({ fast: 99 })
    expect(config.limits).toMatchObject({ maxOrdersPerDay: 7, maxOrderUsd: 2500 })
  })

  it('is read from .env beside the file too, under the process and relative to the file', () => {
    const cwd = folder({
      'conf/a.jsonc': '{}',
      'conf/.env':
        'RISKFIRST__ORCHESTRATOR__MAX_WORKERS=8\nRISKFIRST__ORCHESTRATOR__MAX_RETRIES=7\nRISKFIRST__DATA_DIR=here\n',
      '.env': 'RISKFIRST__ORCHESTRATOR__METRICS_KEEP=1',
    })
    const { config, files } = loadIn(cwd, {
      files: ['conf/a.jsonc'],
      env: { RISKFIRST__ORCHESTRATOR__MAX_WORKERS: '9' },
    })
    expect(config.orchestrator).toMatchObject({ maxWorkers: 9, maxRetries: 7, metricsKeep: 2000 })
    expect(config.dataDir).toBe(join(cwd, 'conf/here'))
    expect(files).toEqual([join(cwd, 'conf/a.jsonc'), join(cwd, 'conf/.env')])
  })

  it('may have a folder named .env, which says nothing', () => {
    expect(loadIn(folder({ '.env/bin/python': '' })).files).toEqual([])
  })
})

describe('origins', () => {
  it('tell file and line, variable, flag or default', () => {
    const cwd = folder({
      'riskfirst.config.jsonc': '{\n  "cycle": {\n    "interval": "5m"\n  }\n}',
      '.env': 'RISKFIRST__CYCLE__OFFSET=1s',
    })
    const file = join(cwd, 'riskfirst.config.jsonc')
    const { config, origin } = loadIn(cwd, {
      env: { RISKFIRST__ORCHESTRATOR__MAX_WORKERS: '8' },
      overrides: [
        { path: ['dataDir'], value: 'elsewhere', flag: '--data-dir' },
        { path: ['orchestrator', 'maxRetries'], value: 1, flag: '--max-retries' },
      ],
    })
    expect(origin(['cycle', 'interval'])).toEqual({ file, line: 3, column: 5 })
    expect(origin(['cycle', 'offset'])).toEqual({ env: 'RISKFIRST__CYCLE__OFFSET', file: join(cwd, '.env') })
    expect(origin(['orchestrator', 'maxWorkers'])).toEqual({ env: 'RISKFIRST__ORCHESTRATOR__MAX_WORKERS' })
    expect(origin(['dataDir'])).toEqual({ flag: '--data-dir' })
    expect(origin(['limits', 'maxOrderUsd'])).toBe('default')
    expect(config.dataDir).toBe(join(cwd, 'elsewhere'))
  })
})

describe('secrets', () => {
  const text = '{ "agents": { "keyed": { "settings": { "apiKey": { "env": "MY_KEY" } } } } }'

  it('are put in place of references at any depth, and told apart for masking', () => {
    const { config, secrets, input } = load(text, { env: { MY_KEY: 'hunter2' } })
    expect(config.agents['keyed']?.settings).toEqual({ apiKey: 'hunter2' })
    expect(secrets).toEqual(['hunter2'])
    expect(input.agents?.['keyed']?.settings).toEqual({ apiKey: { env: 'MY_KEY' } })
    const nested = load('{ "agents": { "strategy": { "settings": { "symbols": ["A", { "env": "B" }] } } } }', {
      env: { B: 'x' },
    })
    expect(nested.config.agents['strategy']?.settings).toMatchObject({ symbols: ['A', 'x'] })
  })

  it('come from .env, under the process', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': text, '.env': 'MY_KEY=from-file' })
    expect(loadIn(cwd).secrets).toEqual(['from-file'])
    expect(loadIn(cwd, { env: { MY_KEY: 'from-process' } }).secrets).toEqual(['from-process'])
  })

  it('may be missing while their agent is disabled', () => {
    const { config } = load(text.replace('"settings"', '"enabled": false, "settings"'))
    expect(config.agents['keyed']?.enabled).toBe(false)
  })
})

describe('a file that can change', () => {
  it('is watched with the state it was read in, there or not', () => {
    const cwd = folder()
    const file = join(cwd, 'riskfirst.config.jsonc')
    const before = loadIn(cwd).watched
    expect([...before.keys()]).toEqual([file, join(cwd, '.env')])
    writeFileSync(file, '{}')
    expect(loadIn(cwd).watched.get(file)).not.toBe(before.get(file))
  })
})
