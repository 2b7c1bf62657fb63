import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createReloader } from '../../src/config/reload.js'
import { createOrchestrator, defineAgent } from '../../src/index.js'
import { errorOf, faults, folder, load, loadIn } from './fixture.js'

const limits = { env: {}, maxMemoryMb: 1024, startTimeoutMs: 30_000, maxRuns: 1000 }

/** What the one agent besides the built-in ones runs as; a module is there. */
function programOf(entry: string, env: Record<string, string> = {}) {
  const cwd = folder({ 'riskfirst.config.jsonc': `{ "agents": { "mine": ${entry} } }`, 'agents/mine.ts': '' })
  return { cwd, program: loadIn(cwd, { env }).config.agents['mine']?.program }
}

describe('an agent runs as', () => {
  it('an agent of the roster, in this process or one of its own', () => {
    expect(programOf('{ "use": "strategy" }').program).toEqual({ kind: 'in-process', use: 'strategy' })
    expect(programOf('{ "use": "strategy", "isolation": "in-process" }').program).toEqual({
      kind: 'in-process',
      use: 'strategy',
    })
    expect(programOf('{ "use": "strategy", "isolation": "process" }').program).toEqual({
      kind: 'process',
      use: 'strategy',
      limits,
    })
  })

  it('a module, by its absolute path', () => {
    const { cwd, program } = programOf('{ "run": "./agents/mine.ts", "isolation": "process" }')
    expect(program).toEqual({ kind: 'module', file: join(cwd, 'agents/mine.ts'), limits })
  })

  it('a command in the folder of its file, started anew or kept alive', () => {
    const { cwd, program } = programOf('{ "run": ["python3", "agents/mine.py", ""] }')
    expect(program).toEqual({
      kind: 'command',
      argv: ['python3', 'agents/mine.py', ''],
      cwd,
      keepAlive: false,
      limits,
    })
    expect(programOf('{ "run": ["python3"], "keepAlive": true }').program).toMatchObject({ keepAlive: true, limits })
  })

  it('a program that is found beside its file when it has a slash, else by PATH', () => {
    const { cwd, program } = programOf('{ "run": ["./agents/pulse.sh", "./x"] }')
    expect(program).toMatchObject({ argv: [join(cwd, 'agents/pulse.sh'), './x'] })
    expect(programOf('{ "run": ["/bin/sh"] }').program).toMatchObject({ argv: ['/bin/sh'] })
  })

  it('what its limits say', () => {
    const { program } = programOf(
      '{ "run": "agents/mine.ts", "maxMemoryMb": 64, "startTimeout": "5s", "maxRuns": 7, "env": [{ "A": "1" }] }',
    )
    expect(program).toMatchObject({ limits: { env: { A: '1' }, maxMemoryMb: 64, startTimeoutMs: 5000, maxRuns: 7 } })
  })

  it('what the file says that names it, wherever the file lies', () => {
    const cwd = folder({
      'base/agents.jsonc': '{ "agents": { "a": { "run": "./a.ts" }, "b": { "run": ["./b"] } } }',
      'base/a.ts': '',
      'riskfirst.config.jsonc': '{ "extends": "base/agents.jsonc", "agents": { "a": { "timeout": "1s" } } }',
    })
    const { agents } = loadIn(cwd).config
    expect(agents['a']?.program).toMatchObject({ file: join(cwd, 'base/a.ts') })
    expect(agents['b']?.program).toMatchObject({ argv: [join(cwd, 'base/b')], cwd: join(cwd, 'base') })
  })

  it('what a variable or a document without a file says, relative to the working folder', () => {
    const cwd = folder({ 'mine.mjs': '', 'conf/c.jsonc': '{ "agents": { "mine": { "run": ["a"] } } }' })
    const document = { agents: { mine: { run: './mine.mjs' } } }
    expect(loadIn(cwd, { document }).config.agents['mine']?.program).toMatchObject({ file: join(cwd, 'mine.mjs') })
    const env = { RISKFIRST__AGENTS__MINE__RUN: '["./b"]' }
    const { agents } = loadIn(cwd, { files: ['conf/c.jsonc'], env }).config
    expect(agents['mine']?.program).toMatchObject({ argv: [join(cwd, 'b')], cwd })
  })

  it('a program of one’s own under a built-in name, with nothing of the built-in one', () => {
    const cwd = folder({
      'riskfirst.config.jsonc':
        '{ "agents": { "risk": { "run": ["r"], "phase": "critical", "settings": { "any": [1] } }, "keyed": { "run": ["k"] } } }',
    })
    const { risk, keyed } = loadIn(cwd).config.agents
    expect(risk).toMatchObject({ phase: 'critical', retries: 3, runWhen: 'always', settings: { any: [1] } })
    expect(keyed).toMatchObject({ phase: 'parallel', retries: 0, runWhen: 'reducing', settings: {} })
  })

  it('what its entry alone says: a program under the name of a critical agent is not critical by that', () => {
    expect(faults(() => load('{ "agents": { "risk": { "run": ["r"] } } }'))).toEqual([
      'riskfirst.config.jsonc:1: agents: expected at least one enabled critical agent, got none',
    ])
  })
})

describe('what cannot run is told', () => {
  const noRun =
    'expected the path of a module (.ts, .mts, .js, .mjs), or a command as a list such as ["python3", "mine.py"], got'
  const notHere = '(it runs in this process: "isolation": "process" gives it one of its own)'
  const oneShot = '(every attempt starts the command anew, unless it is kept alive)'
  const noCommand = '(only a command is kept alive or not)'
  it.each([
    ['{ "run": "./mine.py" }', `run: ${noRun} "./mine.py"`],
    ['{ "run": "" }', `run: ${noRun} ""`],
    ['{ "run": [] }', `run: ${noRun} an empty list`],
    ['{ "run": [""] }', 'run[0]: expected the name or the path of a program, got ""'],
    ['{ "run": ["a", 5] }', `run: ${noRun} a list`],
    ['{ "run": ["a\\u0000"] }', 'run[0]: expected a text without NUL, got "a\\u0000"'],
    ['{ "run": 5 }', `run: ${noRun} 5`],
    ['{ "run": ["a"], "use": "strategy" }', 'run: expected either "use" or "run", got both'],
    [
      '{ "run": ["a"], "isolation": "in-process" }',
      'isolation: expected "process" (what "run" names always has one of its own), got "in-process"',
    ],
    [
      '{ "use": "strategy", "isolation": "thread" }',
      'isolation: expected one of "in-process", "process", got "thread"',
    ],
    ['{ "use": "strategy", "keepAlive": false }', `keepAlive: expected nothing, got false ${noCommand}`],
    [
      '{ "use": "strategy", "isolation": "process", "keepAlive": true }',
      `keepAlive: expected nothing, got true ${noCommand}`,
    ],
    ['{ "run": "agents/mine.ts", "keepAlive": true }', `keepAlive: expected nothing, got true ${noCommand}`],
    ['{ "run": ["a"], "keepAlive": "yes" }', 'keepAlive: expected true or false, got "yes"'],
    ['{ "use": "strategy", "maxMemoryMb": 64 }', `maxMemoryMb: expected nothing, got 64 ${notHere}`],
    ['{ "use": "strategy", "startTimeout": "1s" }', `startTimeout: expected nothing, got "1s" ${notHere}`],
    ['{ "use": "strategy", "maxRuns": 5 }', `maxRuns: expected nothing, got 5 ${notHere}`],
    ['{ "use": "strategy", "env": [] }', `env: expected nothing, got an empty list ${notHere}`],
    ['{ "run": ["a"], "maxRuns": 5 }', `maxRuns: expected nothing, got 5 ${oneShot}`],
    ['{ "run": ["a"], "startTimeout": "1s" }', `startTimeout: expected nothing, got "1s" ${oneShot}`],
    ['{ "run": ["a"], "maxMemoryMb": 31 }', 'maxMemoryMb: expected a whole number from 32 to 1048576, got 31'],
    [
      '{ "run": ["a"], "keepAlive": true, "startTimeout": 0 }',
      'startTimeout: expected a duration of at least "1ms", got 0',
    ],
    ['{ "run": ["a"], "keepAlive": true, "maxRuns": 0 }', 'maxRuns: expected a whole number from 1 to 1000000, got 0'],
    ['{ "run": ["a"], "settings": 5 }', 'settings: expected an object, got 5'],
    ['{ "run": ["a"], "env": "KEY" }', 'env: expected a list of variables, got "KEY"'],
    ['{ "run": ["a"], "env": ["A B"] }', 'env[0]: expected the name of a variable, or { "NAME": "value" }, got "A B"'],
    [
      '{ "run": ["a"], "env": [{ "A": 5 }] }',
      'env[0]: expected the name of a variable, or { "NAME": "value" }, got an object',
    ],
    ['{ "run": ["a"], "env": ["KEY"] }', 'env[0]: expected the environment variable KEY, got nothing'],
    ['{ "run": ["a"], "env": ["EMPTY"] }', 'env[0]: expected the environment variable EMPTY, got nothing'],
    ['{ "run": ["a"], "env": [{ "A": "1" }, { "A": "2" }] }', 'env[1]: expected each variable once, got "A"'],
    [
      '{ "run": ["a"], "env": [{ "RISKFIRST_AGENT": "x" }] }',
      'env[0]: expected a variable that riskfirst does not set itself, got "RISKFIRST_AGENT"',
    ],
    [
      '{ "run": ["a"], "settings": { "key": { "env": "KEY" } } }',
      'settings.key: expected the environment variable KEY, got nothing',
    ],
  ])('%s', (entry, problem) => {
    expect(faults(() => programOf(entry, { EMPTY: '' }))).toEqual([`riskfirst.config.jsonc:1: agents.mine.${problem}`])
  })

  it('as is every key without effect, at its own line', () => {
    const text = '{ "agents": { "strategy": {\n"maxRuns": 5,\n"env": ["A"],\n"maxMemoryMb": 64 } } }'
    expect(faults(() => load(text, { env: { A: '1' } })).map((line) => line.split(': expected')[0])).toEqual([
      'riskfirst.config.jsonc:2: agents.strategy.maxRuns',
      'riskfirst.config.jsonc:3: agents.strategy.env',
      'riskfirst.config.jsonc:4: agents.strategy.maxMemoryMb',
    ])
  })

  it('a process for an agent that only this process has', () => {
    const document = { agents: { mine: { use: 'strategy', isolation: 'process' } } }
    expect(faults(() => loadIn(folder(), { document, inProcessOnly: ['strategy'] }))).toEqual([
      'agents.mine.isolation: expected "in-process" (an agent that is handed to createOrchestrator lives in this process alone), got "process"',
    ])
    expect(loadIn(folder(), { document }).config.agents['mine']?.program).toMatchObject({ kind: 'process' })
  })

  it('such a process to whoever hands agents to the library, and none for those it has already', () => {
    const agents = [defineAgent({ name: 'mine', settings: z.unknown(), run: () => ({ summary: 'nothing' }) })]
    const create = (name: string) => () =>
      createOrchestrator({ agents: { [name]: { isolation: 'process' } } }, { agents, cwd: folder(), env: {} })
    expect(faults(create('mine'))[0]).toContain('agents.mine.isolation: expected "in-process" (')
    expect(create('strategy')).not.toThrow()
  })
})

describe('a module that cannot be read', () => {
  const cwdWith = (files: Record<string, string>, more = '') =>
    folder({ 'riskfirst.config.jsonc': `{\n"agents": { "mine": { "run": "./a/b.ts"${more} } } }`, ...files })

  it('is told with the place that was looked at', () => {
    const missing = cwdWith({})
    expect(faults(() => loadIn(missing))).toEqual([
      `riskfirst.config.jsonc:2: agents.mine.run: expected the path of a module that can be read, got "./a/b.ts" (no such file: ${join(missing, 'a/b.ts')})`,
    ])
    const taken = cwdWith({ 'a/b.ts/x': '' })
    expect(faults(() => loadIn(taken))[0]).toContain(`got "./a/b.ts" (a folder: ${join(taken, 'a/b.ts')})`)
  })

  it.skipIf(process.getuid?.() === 0)('is told when it may not be read', () => {
    const cwd = cwdWith({ 'a/b.ts': '' })
    chmodSync(join(cwd, 'a/b.ts'), 0)
    expect(faults(() => loadIn(cwd))[0]).toContain('(a file that may not be read: ')
  })

  it('may wait while its agent is disabled', () => {
    const cwd = cwdWith({}, ', "enabled": false')
    expect(loadIn(cwd).config.agents['mine']).toMatchObject({ enabled: false, program: { kind: 'module' } })
  })

  it('is waited for by a running loop', () => {
    const cwd = cwdWith({ 'a/b.ts': '' })
    const file = join(cwd, 'riskfirst.config.jsonc')
    const look = createReloader(() => loadIn(cwd), loadIn(cwd))
    writeFileSync(file, '{ "agents": { "mine": { "run": "./a/c.ts" } } }')
    expect(look()).toMatchObject({ invalid: { problems: [{ path: 'agents.mine.run' }] } })
    expect(look()).toBeUndefined()
    writeFileSync(join(cwd, 'a/c.ts'), '')
    expect(look()).toMatchObject({
      changed: { config: { agents: { mine: { program: { file: join(cwd, 'a/c.ts') } } } } },
    })
    rmSync(join(cwd, 'a/c.ts'))
    expect(look()).toMatchObject({ invalid: { problems: [{ path: 'agents.mine.run' }] } })
  })
})

describe('variables', () => {
  const text = '{ "agents": { "mine": { "run": ["a"], "env": ["API_KEY", "PAIR", { "AUTH_MODE": "oauth" }] } } }'
  const env = { API_KEY: 'hunter2-hunter2', PAIR: 'BTC/USDT' }

  it('are passed on or set, and what is passed on under the name of a secret is one', () => {
    const { config, secrets } = load(text, { env })
    expect(config.agents['mine']?.program).toMatchObject({
      limits: { env: { API_KEY: 'hunter2-hunter2', PAIR: 'BTC/USDT', AUTH_MODE: 'oauth' } },
    })
    expect(secrets).toEqual(['hunter2-hunter2'])
  })

  it('come from .env, under the process', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': text, '.env': 'API_KEY=from-a-file\nPAIR=s' })
    expect(loadIn(cwd).secrets).toEqual(['from-a-file'])
    expect(loadIn(cwd, { env }).secrets).toEqual(['hunter2-hunter2'])
  })

  it('may be missing while their agent is disabled', () => {
    const { config } = load(text.replace('"run"', '"enabled": false, "run"'), { env: { PAIR: 's' } })
    expect(config.agents['mine']?.program).toMatchObject({ limits: { env: { PAIR: 's', AUTH_MODE: 'oauth' } } })
  })

  it('stand by their names in the input form', () => {
    const { input } = load(text, { env })
    expect(input.agents?.['mine']?.env).toEqual(['API_KEY', 'PAIR', { AUTH_MODE: 'oauth' }])
    expect(JSON.stringify(input)).not.toContain('hunter2')
  })

  it('change a program between two cycles when their value does', () => {
    const cwd = folder({ 'riskfirst.config.jsonc': text, '.env': 'API_KEY=from-a-file\nPAIR=s' })
    const look = createReloader(() => loadIn(cwd), loadIn(cwd))
    writeFileSync(join(cwd, '.env'), 'API_KEY=changed-value\nPAIR=s')
    expect(look()).toMatchObject({
      changed: { config: { agents: { mine: { program: { limits: { env: { API_KEY: 'changed-value' } } } } } } },
    })
  })
})

it('secrets in the settings of a program are revealed to it and shown by reference', () => {
  const text = '{ "agents": { "mine": { "run": ["a"], "settings": { "deep": [{ "key": { "env": "K" } }] } } } }'
  const { config, input, secrets } = load(text, { env: { K: 'x1' } })
  expect(config.agents['mine']?.settings).toEqual({ deep: [{ key: 'x1' }] })
  expect(input.agents?.['mine']?.settings).toEqual({ deep: [{ key: { env: 'K' } }] })
  expect(secrets).toEqual(['x1'])
})

it('the settings that a program has may be set by variables, and no others', () => {
  const text = '{ "agents": { "strategy": { "run": ["a"], "settings": { "threshold": 1 } } } }'
  const { config } = load(text, { env: { RISKFIRST__AGENTS__STRATEGY__SETTINGS__THRESHOLD: '2' } })
  expect(config.agents['strategy']?.settings).toEqual({ threshold: 2 })
  const { problems } = errorOf(() => load(text, { env: { RISKFIRST__AGENTS__STRATEGY__SETTINGS__FAST: '2' } }))
  expect(problems).toMatchObject([{ expected: 'a known key', got: '"FAST"', hint: 'known: threshold' }])
})
