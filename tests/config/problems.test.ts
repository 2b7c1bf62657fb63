import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { errorOf, faults, folder, load, loadIn, roster } from './fixture.js'

const inFile = (text: string) => faults(() => load(text))
const at = (line: number, rest: string) => `riskfirst.config.jsonc:${line}: ${rest}`

describe('what a value may be', () => {
  it.each([
    [
      '{ "agents": { "strategy": { "timeout": "5 parsecs" } } }',
      'agents.strategy.timeout: expected a duration such as "30s", got "5 parsecs"',
    ],
    ['{ "cycle": { "interval": -1 } }', 'cycle.interval: expected a duration such as "30s", or 0, got -1'],
    ['{ "cycle": { "interval": "15min" } }', 'cycle.interval: expected a duration such as "30s", or 0, got "15min"'],
    ['{ "cycle": { "interval": null } }', 'cycle.interval: expected a duration such as "30s", or 0, got null'],
    ['{ "cycle": { "interval": "400d" } }', 'cycle.interval: expected a duration of at most "366d", got "400d"'],
    ['{ "agents": { "risk": { "timeout": 0 } } }', 'agents.risk.timeout: expected a duration of at least "1ms", got 0'],
    ['{ "cycle": [] }', 'cycle: expected an object, got an empty list'],
    [
      '{ "cycle": { "interval": "5m", "offset": "5m" } }',
      'cycle.offset: expected less than the interval of 5m, got 5m',
    ],
    [
      '{ "orchestrator": { "maxWorkers": 0 } }',
      'orchestrator.maxWorkers: expected a whole number from 1 to 10000, got 0',
    ],
    [
      '{ "orchestrator": { "maxWorkers": -2.5 } }',
      'orchestrator.maxWorkers: expected a whole number from 1 to 10000, got -2.5',
    ],
    [
      '{ "orchestrator": { "enableMonitoring": "yes" } }',
      'orchestrator.enableMonitoring: expected true or false, got "yes"',
    ],
    [
      '{ "orchestrator": { "maxWorker": 2 } }',
      'orchestrator.maxWorker: expected a known key, got "maxWorker" (did you mean "maxWorkers"?)',
    ],
    ['{ "orchestrater": {} }', 'orchestrater: expected a known key, got "orchestrater" (did you mean "orchestrator"?)'],
    ['{ "cycle": { "zebra": 1 } }', 'cycle.zebra: expected a known key, got "zebra" (known: interval, offset)'],
    ['{ "agents": { "strategy": { "zebra": 1 } } }', 'agents.strategy.zebra: expected a known key, got "zebra"'],
    [
      '{ "agents": { "strategy": { "maxMemory": 1 } } }',
      'agents.strategy.maxMemory: expected a known key, got "maxMemory" (did you mean "maxMemoryMb"?)',
    ],
    [
      '{ "orchestrator": { "breakerFailures": -1 } }',
      'orchestrator.breakerFailures: expected a whole number from 0 to 1000000, got -1',
    ],
    [
      '{ "orchestrator": { "breakerCycles": 0 } }',
      'orchestrator.breakerCycles: expected a whole number from 1 to 1000000, got 0',
    ],
    ['{ "agents": 5 }', 'agents: expected an object of agents, got 5'],
    ['{ "agents": { "risk": null } }', 'agents.risk: expected an object, got null'],
    ['{ "dataDir": "" }', 'dataDir: expected the path of a folder, got ""'],
    ['{ "version": 2 }', 'version: expected 1, got 2'],
    ['{ "market": { "source": "kraken" } }', 'market.source: expected one of "simulated", "csv", got "kraken"'],
    ['{ "market": { "source": "csv" } }', 'market.dir: expected the path of a folder, got nothing'],
    [
      '{ "market": { "dir": "candles" } }',
      'market.dir: expected a known key, got "dir" (known: source, symbols, timeframe, lookback, maxAge, seed)',
    ],
    [
      '{ "market": { "source": "csv", "dir": "c", "from": "2022-02-30" } }',
      'market.from: expected a date or time in ISO form, such as "2022-01-01", got "2022-02-30"',
    ],
    [
      '{ "market": { "timeframe": "2h" } }',
      'market.timeframe: expected one of "1m", "5m", "15m", "30m", "1h", "4h", "1d", got "2h"',
    ],
    ['{ "market": { "lookback": 29 } }', 'market.lookback: expected a whole number from 30 to 10000, got 29'],
    ['{ "market": { "symbols": [] } }', 'market.symbols: expected at least one symbol, got an empty list'],
    ['{ "market": { "symbols": "BTC/USDT" } }', 'market.symbols: expected a list of symbols, got "BTC/USDT"'],
    [
      '{ "market": { "symbols": ["btc/usdt"] } }',
      'market.symbols[0]: expected a symbol such as "BTC/USDT", got "btc/usdt"',
    ],
    [
      '{ "market": { "symbols": ["BTC/USDT", "BTC/EUR"] } }',
      'market.symbols[1]: expected a symbol quoted in USDT, got "BTC/EUR"',
    ],
    [
      '{ "market": { "symbols": ["BTC/USDT", "BTC/USDT"] } }',
      'market.symbols[1]: expected each of the symbols once, got "BTC/USDT"',
    ],
    ['{ "broker": { "kind": "live" } }', 'broker.kind: expected "paper", got "live"'],
    [
      '{ "broker": { "cash": -5 } }',
      'broker.cash: expected an amount over 0 of at most 8 decimals, such as 10000 or "10000.50", got -5',
    ],
    [
      '{ "broker": { "cash": "1e5" } }',
      'broker.cash: expected an amount over 0 of at most 8 decimals, such as 10000 or "10000.50", got "1e5"',
    ],
    [
      '{ "limits": { "maxPositionPercent": 130 } }',
      'limits.maxPositionPercent: expected a number from 0 to 100, got 130',
    ],
    ['{ "limits": { "maxOrderUsd": 0 } }', 'limits.maxOrderUsd: expected an amount over 0, got 0'],
    ['{ "limits": { "minOrderUsd": 2500 } }', 'limits.maxOrderUsd: expected more than minOrderUsd (2500), got 2500'],
    [
      '{ "agents": { "Mine": {} } }',
      'agents.Mine: expected a name of lower-case letters, digits and dashes, got "Mine"',
    ],
    [
      '{ "agents": { "constructor": { "use": "risk" } } }',
      'agents.constructor: expected another name (every object of JavaScript has one of this name), got "constructor"',
    ],
    [
      '{ "agents": { "stratgy": {} } }',
      'agents.stratgy: expected a known agent, or "use" with the name of one, got "stratgy" (did you mean "strategy"?)',
    ],
    [
      '{ "agents": { "slow": { "use": "strat" } } }',
      'agents.slow.use: expected the name of a known agent, got "strat" (known: risk, strategy, keyed, technical, sentiment, trading, copybot)',
    ],
    [
      '{ "agents": { "risk": { "enabled": false } } }',
      'agents: expected at least one enabled critical agent, got none',
    ],
    [
      '{ "agents": { "risk": { "runWhen": "active" } } }',
      'agents.risk.runWhen: expected "always" (critical agents run in every state), got "active"',
    ],
    [
      '{ "agents": { "strategy": { "needs": ["nobody"] } } }',
      'agents.strategy.needs[0]: expected the name of an agent, got "nobody"',
    ],
    [
      '{ "agents": { "risk": { "needs": ["strategy"] } } }',
      'agents.risk.needs[0]: expected an agent of the critical phase or before, got "strategy" of the parallel phase, a later one',
    ],
    [
      '{ "agents": { "strategy": { "settings": { "fast": "x" } } } }',
      'agents.strategy.settings.fast: expected a number, got "x"',
    ],
    [
      '{ "agents": { "strategy": { "settings": { "fast": 0 } } } }',
      'agents.strategy.settings.fast: expected a number, at least 1, got 0',
    ],
    [
      '{ "agents": { "strategy": { "settings": { "mode": "up" } } } }',
      'agents.strategy.settings.mode: expected one of "trend", "mean", got "up"',
    ],
    [
      '{ "agents": { "strategy": { "settings": { "fats": 1 } } } }',
      'agents.strategy.settings.fats: expected a known key, got "fats" (did you mean "fast"?)',
    ],
    ['{ "agents": { "keyed": {} } }', 'agents.keyed.settings.apiKey: expected a text, got nothing'],
    [
      '{ "agents": { "keyed": { "settings": { "apiKey": { "env": "MY_KEY" } } } } }',
      'agents.keyed.settings.apiKey: expected the environment variable MY_KEY, got nothing',
    ],
  ])('%s', (text, problem) => {
    expect(inFile(text)).toEqual([at(1, problem)])
  })

  it('is told of a default that another value makes wrong, where it could be said', () => {
    expect(inFile('{ "broker": { "quote": "EUR" } }')).toEqual(
      ['BTC', 'ETH', 'SOL'].map(
        (base, index) =>
          `riskfirst.config.jsonc:1: market.symbols[${index}]: expected a symbol quoted in EUR, got "${base}/USDT"`,
      ),
    )
  })
})

describe('all at once', () => {
  it('tells a hundred faults in a hundred lines, by line', () => {
    const keys = Array.from({ length: 97 }, (_, index) => `"zz${index}": ${index},`)
    const lines = inFile(
      `{\n${keys.join('\n')}\n"cycle": { "interval": "x" },\n"limits": { "minOrderUsd": 9999 },\n"agents": { "keyed": {} } }`,
    )
    expect(lines).toHaveLength(100)
    expect(lines.map((line) => Number(line.split(':')[1]))).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 2),
    )
  })

  it('sorts by file and line, flags and variables last', () => {
    const cwd = folder({ 'a.jsonc': '{\n"x": 1,\n"dataDir": 5 }', 'b.jsonc': '{ "y": 1 }' })
    const lines = faults(() =>
      loadIn(cwd, {
        files: ['b.jsonc', 'a.jsonc'],
        env: { RISKFIRST__CYCLE__INTERVALL: '5' },
        overrides: [{ path: ['cycle', 'interval'], value: 'soon', flag: '--interval' }],
      }),
    )
    expect(lines.map((line) => line.slice(0, line.indexOf(': expected')))).toEqual([
      'a.jsonc:2: x',
      'a.jsonc:3: dataDir',
      'b.jsonc:1: y',
      '--interval: cycle.interval',
      'RISKFIRST__CYCLE__INTERVALL: cycle.INTERVALL',
    ])
  })

  it('carries file, line, column, path, expectation, value and hint', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': '{\n  "agnets": {} }' })
    expect(errorOf(() => loadIn(cwd)).problems).toEqual([
      {
        file: join(cwd, 'riskfirst.config.jsonc'),
        line: 2,
        column: 3,
        path: 'agnets',
        expected: 'a known key',
        got: '"agnets"',
        hint: 'did you mean "agents"?',
      },
    ])
  })
})

describe('a fault in one place', () => {
  it.each([
    [
      'no agent is critical',
      '{ "agents": { "risk": { "enabled": false },\n"strategy": { "needs": 5 },\n"slow": { "use": "strategy", "runWhen": 5 } } }',
      [
        at(1, 'agents: expected at least one enabled critical agent, got none'),
        at(2, 'agents.strategy.needs: expected a list of names of agents, got 5'),
        at(3, 'agents.slow.runWhen: expected one of "active", "reducing", "always", got 5'),
      ],
    ],
    [
      'a disabled agent nobody knows could be critical',
      '{ "agents": { "risk": { "enabled": false },\n"odd": { "enabled": false } } }',
      [
        at(1, 'agents: expected at least one enabled critical agent, got none'),
        at(
          2,
          'agents.odd: expected a known agent, or "use" with the name of one, got "odd" (known: risk, strategy, keyed, technical, sentiment, trading, copybot)',
        ),
      ],
    ],
    [
      'another need cannot be met',
      '{ "agents": { "risk": { "needs": ["nobody", "odd", "slow"] },\n"odd": { "use": "strategy", "phase": 5 },\n"slow": { "use": "strategy", "enabled": 5 } } }',
      [
        at(1, 'agents.risk.needs[0]: expected the name of an agent, got "nobody"'),
        at(2, 'agents.odd.phase: expected a name of lower-case letters, digits and dashes, got 5'),
        at(3, 'agents.slow.enabled: expected true or false, got 5'),
      ],
    ],
    [
      'a critical agent runs in every state',
      '{ "agents": { "risk": { "runWhen": "active",\n"enabled": 5,\n"needs": 5 } } }',
      [
        at(1, 'agents.risk.runWhen: expected "always" (critical agents run in every state), got "active"'),
        at(2, 'agents.risk.enabled: expected true or false, got 5'),
        at(3, 'agents.risk.needs: expected a list of names of agents, got 5'),
      ],
    ],
  ])('does not hide that %s', (_what, text, problems) => {
    expect(inFile(text)).toEqual(problems)
  })

  it('does not tell what a faulty entry would be', () => {
    expect(inFile('{ "agents": { "risk": { "phase": "critcal" } } }')).toEqual([
      at(1, 'agents.risk.phase: expected the name of a phase, got "critcal" (did you mean "critical"?)'),
    ])
  })
})

describe('files that cannot be read', () => {
  it.each([
    ['', 'expected a JSON object, got an empty file'],
    [' \n', 'expected a JSON object, got an empty file'],
    ['[]', 'expected a JSON object, got an array'],
    ['5', 'expected a JSON object, got a number'],
    ['{ "a": 1 "b": 2 }', 'expected a comma, got "\\"b\\""'],
    ['{ "cycle": {', 'expected a closing brace, got the end of the file'],
    ['['.repeat(100_000), 'expected at most 64 levels, got a deeper document'],
  ])('%.20s', (text, problem) => {
    expect(inFile(text)).toContain(at(1, problem))
  })

  it('tell every syntax error with its line, and nothing that follows from it', () => {
    const lines = inFile('{ "cycle": { "interval": },\n"x" 5,\n"y": tru }')
    expect([...new Set(lines.map((line) => Number(line.split(':')[1])))]).toEqual([1, 2, 3])
  })

  it('refuse a key said twice, and keys that name prototypes', () => {
    expect(inFile('{\n"cycle": {},\n"cycle": {} }')).toEqual([
      at(3, 'cycle: expected each key once, got "cycle" again'),
    ])
    expect(inFile('{ "__proto__": { "dataDir": "x" } }')).toEqual([
      at(1, '__proto__: expected a known key, got "__proto__"'),
    ])
    expect(inFile('{ "constructor": 1 }')[0]).toContain('constructor: expected a known key')
  })

  it('are named: missing, a folder, not UTF-8', () => {
    const cwd = folder({ 'dir/x': '', 'bytes.jsonc': Uint8Array.of(0x7b, 0xff, 0x7d) })
    expect(faults(() => loadIn(cwd, { files: ['no.jsonc', 'dir', 'bytes.jsonc'] }))).toEqual([
      'bytes.jsonc: expected a configuration file, got text that is not UTF-8',
      'dir: expected a configuration file, got a folder',
      'no.jsonc: expected a configuration file, got no such file',
    ])
  })

  it.skipIf(process.getuid?.() === 0)('are named when they may not be read', () => {
    const cwd = folder({ 'closed.jsonc': '{}' })
    chmodSync(join(cwd, 'closed.jsonc'), 0)
    expect(faults(() => loadIn(cwd, { files: ['closed.jsonc'] }))).toEqual([
      'closed.jsonc: expected a configuration file, got a file that may not be read',
    ])
  })

  it('are told at the line that extends them', () => {
    const cwd = folder({
      'riskfirst.config.jsonc': '{\n"extends": ["no.jsonc", 5, "loop.jsonc"] }',
      'loop.jsonc': '{ "extends": "loop.jsonc" }',
    })
    expect(faults(() => loadIn(cwd))).toEqual([
      `loop.jsonc:1: extends: expected files that do not extend each other, got ${join(cwd, 'riskfirst.config.jsonc')} → ${join(cwd, 'loop.jsonc')} → ${join(cwd, 'loop.jsonc')}`,
      at(2, 'extends: expected the path of a configuration file, got "no.jsonc" (no such file)'),
      at(2, 'extends: expected the path of a file, or a list of them, got 5'),
    ])
  })
})

describe('the environment', () => {
  it('takes no blame for what is missing elsewhere', () => {
    const env = { RISKFIRST__AGENTS__KEYED__TIMEOUT: '2s' }
    expect(faults(() => load('{\n"agents": { "keyed": {} } }', { env }))).toEqual([
      at(2, 'agents.keyed.settings.apiKey: expected a text, got nothing'),
    ])
  })

  it('has unknown names with the nearest known one', () => {
    const env = {
      RISKFIRST__ORCHESTRATOR__MAX_WORKER: '8',
      RISKFIRST__AGENTS__RISKY__ENABLED: 'true',
      RISKFIRST__EXTENDS: 'x',
    }
    const lines = faults(() => load('{}', { env }))
    expect(lines).toContain(
      'RISKFIRST__ORCHESTRATOR__MAX_WORKER: orchestrator.MAX_WORKER: expected a known key, got "MAX_WORKER" (did you mean RISKFIRST__ORCHESTRATOR__MAX_WORKERS?)',
    )
    expect(lines.some((line) => line.includes('did you mean RISKFIRST__AGENTS__RISK?'))).toBe(true)
    expect(lines).toHaveLength(3)
  })

  it('has lines of .env that say nothing, by their number and without what they hold', () => {
    const cwd = folder({ '.env': 'A=1\nAPI_KEY: hunter2\n# fine\n\nKEY="a\nb"\nhunter2\nlast=1' })
    expect(faults(() => loadIn(cwd))).toEqual([
      '.env:2: expected NAME=value with its quotes closed, or a comment, got neither',
      '.env:7: expected NAME=value with its quotes closed, or a comment, got neither',
    ])
  })

  it('is named with the .env it comes from', () => {
    const cwd = folder({ '.env': 'RISKFIRST__ORCHESTRATOR__MAX_WORKERS=many' })
    expect(faults(() => loadIn(cwd))).toEqual([
      '.env: RISKFIRST__ORCHESTRATOR__MAX_WORKERS: orchestrator.maxWorkers: expected a whole number from 1 to 10000, got "many"',
    ])
  })
})

describe('secrets', () => {
  it('are never told, not even by a schema that quotes them', () => {
    const talkative = new Map([
      ...roster,
      [
        'talkative',
        {
          settings: z.object({ key: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` }) }),
        },
      ],
    ])
    const lines = faults(() =>
      load('{ "agents": { "talkative": { "settings": { "key": { "env": "K" } } } } }', {
        env: { K: 'hunter2' },
        roster: talkative,
      }),
    )
    expect(lines).toEqual([at(1, 'agents.talkative.settings.key: expected not [masked], got the value of K')])
  })
})

it('tells of an agent whose schema cannot check settings', () => {
  const asynchronous = new Map([
    ...roster,
    ['late', { settings: z.object({ a: z.number().refine(async () => true) }) }],
  ])
  const lines = faults(() => load('{ "agents": { "late": { "settings": { "a": 1 } } } }', { roster: asynchronous }))
  expect(lines[0]).toContain('agents.late.settings: expected settings that the agent can check, got ')
})

it('does not guess what an agent nobody knows would be', () => {
  expect(inFile('{ "agents": { "risk": { "use": "riks" } } }')).toEqual([
    at(1, 'agents.risk.use: expected the name of a known agent, got "riks" (did you mean "risk"?)'),
  ])
})

it('prints nothing that could move a cursor', () => {
  expect(inFile('{ "dataDir": 1, "\\u001b[2Jx": 1 }').join('\n')).not.toContain('\u001b')
})
