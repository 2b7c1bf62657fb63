import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { describe, expect, it } from 'vitest'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { type Ended, run } from '../support/command.js'
import { recorded } from '../support/record.js'

function expectRefusal({ code, stdout, stderr }: Ended, expected: number, words: string | RegExp) {
  expect(stderr).toMatch(words)
  expect(stderr).not.toMatch(/^ {4}at |internal error|node:internal/m)
  expect(stdout).toBe('')
  expect(code).toBe(expected)
}

describe('odd arguments', () => {
  it.each([
    [['--cycles', '0'], '--cycles: expected a whole number of at least 1, got 0'],
    [['--cycles', '-1'], '--cycles: expected a whole number of at least 1, got -1'],
    [['--cycles', '1.5'], '--cycles: expected a whole number of at least 1, got 1.5'],
    [['--cycles', 'abc'], '--cycles: expected a whole number of at least 1, got "abc"'],
    [['--cycles', '3', '--cycles', '4'], /--cycles: expected a whole number of at least 1, got/],
    [['--cycles'], 'cycles'],
    [['--only', 'nobody', '--cycle-once'], /--only: expected enabled agents \(risk, .*strategy.*\), got "nobody"/],
    [['--max-workers', 'x', '--cycle-once'], '--max-workers: expected a whole number of at least 1'],
    [['--max-worker', '3', '--cycle-once'], /max-?worker/i],
    [['--nonsense', '--cycle-once'], /nonsense/],
    [['statsu'], /Did you mean status\?/],
    [['status', 'extra'], /extra/],
    [['agents', 'lst'], /Did you mean list\?/],
    [['agents'], /expected list, enable, disable/],
    [['agents', 'run', 'nobody'], /expected the name of an agent, got "nobody"/],
    [['history', '--limit', '0'], '--limit: expected a whole number of at least 1, got 0'],
    [['resume'], '--reason: expected why it is safe to go on'],
    [['--data-dir', '', '--cycle-once'], '--data-dir: expected a path, got ""'],
  ] as const)('are refused with 2, and nothing is written: %j', async (args, words) => {
    const cwd = await freshDir()
    expectRefusal(await run(cwd, args), 2, words instanceof RegExp ? words : literally(words))
    expect(await readdir(cwd)).toEqual([])
  })

  it.each([['banana'], ['5 parsecs'], ['-5m'], ['5M']])(
    'are refused by name when they configure: --interval %s',
    async (interval) => {
      const cwd = await freshDir()
      const ended = await run(cwd, ['--interval', interval, '--cycle-once'])
      expectRefusal(ended, 2, literally(`got "${interval}"`))
      expect(ended.stderr).toContain('--interval')
      expect(await readdir(cwd)).toEqual([])
    },
  )
})

const faulty = (text: string) => async (file: string) => writeFile(file, text)
const hundred = Array.from({ length: 100 }, (_, index) => `  "limits${index}": -${index}`).join(',\n')

describe('a configuration', () => {
  it.each([
    ['that is missing', () => Promise.resolve(), /^my\.jsonc: expected a configuration file, got no such file$/m],
    ['that is a folder', (file: string) => mkdir(file), /^my\.jsonc: expected a configuration file, got a folder$/m],
    ['that is empty', faulty(''), /^my\.jsonc:1: expected a JSON object, got an empty file$/m],
    ['that is a list', faulty('[1]'), /^my\.jsonc:1: expected an? .*object/m],
    ['that is no JSON', faulty('{\n  "market": {\n'), /^my\.jsonc:3: expected a closing brace/m],
    ['in which a comma lacks', faulty('{\n"dataDir": "x"\n"cycle": {}\n}'), /^my\.jsonc:[23]: expected a comma/m],
    [
      'with an unknown key',
      faulty('{\n"orchestrator": {\n"maxWorker": 3 }}'),
      /^my\.jsonc:3: orchestrator\.maxWorker: .*did you mean "maxWorkers"\?/m,
    ],
    [
      'with a key of nobody',
      faulty('{\n"agents": { "risk": { "settings": {\n"maxDailyLoss": 3 } } } }'),
      /^my\.jsonc:3: agents\.risk\.settings\.maxDailyLoss: .*did you mean "maxDailyLoss(Percent|Usd)"\?/m,
    ],
    [
      'with a wrong unit',
      faulty('{ "orchestrator": {\n"timeoutPerAgent": "5 parsecs" } }'),
      /^my\.jsonc:2: orchestrator\.timeoutPerAgent: expected a duration such as "30s", got "5 parsecs"$/m,
    ],
    [
      'with a negative limit',
      faulty('{ "limits": {\n\n"maxOrderUsd": -5 } }'),
      /^my\.jsonc:3: limits\.maxOrderUsd: expected an amount over 0, got -5$/m,
    ],
    [
      'with a negative number of workers',
      faulty('{ "orchestrator": { "maxWorkers": -1 } }'),
      /^my\.jsonc:1: orchestrator\.maxWorkers: expected .*, got -1$/m,
    ],
    ['with a key twice', faulty('{ "limits": {},\n"limits": {} }'), /^my\.jsonc:2: .*limits/m],
    ['without a critical agent', faulty('{ "agents": { "risk": { "enabled": false } } }'), /critical/],
    [
      'with a symbol of another currency',
      faulty('{ "market": { "symbols": ["BTC/EUR"] } }'),
      /^my\.jsonc:1: market\.symbols.*BTC\/EUR/m,
    ],
  ] as const)('%s is refused with 78, file and line, and nothing is written', async (_what, make, words) => {
    const cwd = await freshDir()
    await make(join(cwd, 'my.jsonc'))
    const files = await readdir(cwd)
    for (const args of [['--cycle-once'], ['plan']])
      expectRefusal(await run(cwd, [...args, '--config', 'my.jsonc']), 78, words)
    expect(await readdir(cwd)).toEqual(files)
  })

  it('with a hundred faults gets a hundred lines at once', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), `{\n${hundred}\n}`)
    const ended = await run(cwd, ['--cycle-once'])
    expectRefusal(ended, 78, /limits99/)
    const lines = ended.stderr.split('\n').filter((line) => /^riskfirst\.config\.jsonc:\d+: limits\d+: /.test(line))
    expect(lines.map((line) => Number(line.split(':')[1]))).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 2),
    )
    expect(await readdir(cwd)).toEqual(['riskfirst.config.jsonc'])
  })

  it('of the environment is refused by its variable', async () => {
    const cwd = await freshDir()
    const ended = await run(cwd, ['--cycle-once'], { RISKFIRST__ORCHESTRATOR__MAX_WORKERS: 'many' })
    expectRefusal(ended, 78, /RISKFIRST__ORCHESTRATOR__MAX_WORKERS.*got "many"/)
    expect(await readdir(cwd)).toEqual([])
  })
})

describe('recorded candles', () => {
  const rows = (change: (row: string[], index: number) => string[][]) => (text: string) =>
    text
      .split('\n')
      .flatMap((line, index) => (line === '' ? [line] : change(line.split(','), index).map((row) => row.join(','))))
      .join('\n')
  const at = (place: number, column: number, value: string) =>
    rows((row, index) => [index === place ? row.with(column, value) : row])

  it.each([
    [
      'unsorted rows',
      rows((row, index) => [index === 9 ? row.with(0, '1000000000000') : row]),
      /BTC-USDT-1h\.csv:10: /,
    ],
    ['a row twice', rows((row, index) => (index === 7 ? [row, row] : [row])), /BTC-USDT-1h\.csv:9: /],
    ['a high under the low', at(5, 2, '1'), /BTC-USDT-1h\.csv:6: /],
    ['a price that is none', at(5, 4, 'NaN'), /BTC-USDT-1h\.csv:6: .*NaN/],
    ['a negative price', at(5, 1, '-3'), /BTC-USDT-1h\.csv:6: .*-3/],
    ['a gap over the limit', rows((row, index) => (index > 50 && index < 90 ? [] : [row])), /BTC-USDT-1h\.csv:52: /],
    ['no column for the close', at(0, 4, 'cloze'), /BTC-USDT-1h\.csv:1: .*close/],
    ['nothing', () => '', /BTC-USDT-1h\.csv/],
  ])('with %s are refused with 78, file and line, and nothing is written', async (_what, spoil, words) => {
    const cwd = await freshDir()
    const file = await writeCandles(cwd, 'BTC/USDT', madeUpCandles({ count: 120 }))
    await writeFile(file, spoil(await readFile(file, 'utf8')))
    await writeConfig(cwd)
    const files = await readdir(cwd)
    expectRefusal(await run(cwd, ['--cycle-once']), 78, words)
    expect(await readdir(cwd)).toEqual(files)
  })

  it('that are not there are refused with their path', async () => {
    const cwd = await freshDir()
    await writeConfig(cwd)
    expectRefusal(await run(cwd, ['--cycle-once']), 78, /BTC-USDT-1h\.csv/)
    expect(await readdir(cwd)).toEqual(['riskfirst.config.jsonc'])
  })

  const writeConfig = (cwd: string) =>
    writeFile(
      join(cwd, 'riskfirst.config.jsonc'),
      JSON.stringify({ market: { source: 'csv', dir: '.', symbols: ['BTC/USDT'], lookback: 30 } }),
    )
})

describe('a data folder', () => {
  it('that is a file is refused', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'data'), 'mine')
    for (const args of [['--cycle-once'], ['halt']]) expectRefusal(await run(cwd, args), 78, /data/)
    expect(await readFile(join(cwd, 'data'), 'utf8')).toBe('mine')
  })

  it.skipIf(process.getuid?.() === 0)('that cannot be written is refused', async () => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'data'))
    await chmod(join(cwd, 'data'), 0o500)
    expectRefusal(await run(cwd, ['--cycle-once']), 78, /data/)
    expect(await readdir(join(cwd, 'data'))).toEqual([])
  })

  const noDatabase = (file: string) => writeFile(file, 'this is no database, and was never one')
  const newer = async (file: string) => {
    await run(join(file, '../..'), ['--cycle-once', '--quiet'])
    change(file, 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)')
  }
  const torn = async (file: string) => {
    await run(join(file, '../..'), ['--cycle-once', '--quiet'])
    change(file, 'PRAGMA wal_checkpoint(TRUNCATE)')
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(0xa5, 4096, 3 * 4096))
  }

  it.each([
    ['is no database', noDatabase, /riskfirst\.db: expected a riskfirst database.* left as it is/],
    ['is empty', (file: string) => writeFile(file, ''), /riskfirst\.db: expected a riskfirst database.* left as it is/],
    ['is torn', torn, /riskfirst\.db: expected a riskfirst database.* left as it is/],
    ['was written by a newer riskfirst', newer, /riskfirst\.db: written by a newer riskfirst/],
  ] as const)('whose record %s is refused, and no byte of it changes', async (_what, make, words) => {
    const cwd = await freshDir()
    const file = join(cwd, 'data', 'riskfirst.db')
    await mkdir(join(cwd, 'data'))
    await make(file)
    const before = await readFile(file)
    expectRefusal(await run(cwd, ['--cycle-once']), 78, words)
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  it('whose broker is no database is refused, and no byte of it changes', async () => {
    const cwd = await freshDir()
    await run(cwd, ['--cycle-once', '--quiet'])
    for (const end of ['-wal', '-shm']) await rm(join(cwd, 'data', `paper-broker.db${end}`), { force: true })
    await writeFile(join(cwd, 'data', 'paper-broker.db'), 'no database at all, but a text')
    expectRefusal(await run(cwd, ['--cycle-once']), 78, /paper-broker\.db: expected/)
    expect(await readFile(join(cwd, 'data', 'paper-broker.db'), 'utf8')).toBe('no database at all, but a text')
  })

  it('of another configuration is refused with what differs', async () => {
    const cwd = await freshDir()
    await run(cwd, ['--cycle-once', '--quiet'])
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), '{ "broker": { "cash": 500 } }')
    const ended = await run(cwd, ['--cycle-once'])
    expectRefusal(ended, 78, /starting cash "10000" \(configured: "500"\)/)
    expect(recorded(join(cwd, 'data'), 'SELECT count(*) AS n FROM cycles')).toEqual([{ n: 1 }])
  })
})

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

const literally = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
