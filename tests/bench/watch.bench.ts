import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { recorded } from '../support/record.js'
import { median, report } from './measure.js'

/** A cycle costs the same whoever looks at it: nobody, no page at all, or fifty browsers one of which never reads. */

const BROWSERS = 50
const SETTLING_MS = 500
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** In a process of its own: opens the streams of a page and reads them as fast as it can, until it is told to stop. */
async function browse(url: string): Promise<void> {
  const stuck = connect(Number(new URL(url).port), '127.0.0.1')
  stuck.on('error', () => stuck.destroy()).pause()
  stuck.write(`GET /api/stream HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`)
  let bytes = 0
  const opened = Array.from({ length: BROWSERS - 1 }, async () => {
    const [answer] = await once(get(`${url}/api/stream`, { agent: false }), 'response')
    answer.on('data', (data: Buffer) => {
      bytes += data.length
    })
  })
  await Promise.all(opened)
  process.send?.('connected')
  await once(process, 'message')
  process.send?.(bytes, () => process.exit())
}

interface Loop {
  readonly child: ChildProcess
  readonly dataDir: string
  readonly url: string
}

/** A loop of the built command that is stopped (SIGSTOP) but for its turns. */
async function startLoop(name: string, config: object, serves: boolean): Promise<Loop> {
  const cwd = join(folder, name)
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  for (const [agent, ms] of Object.entries(WAITS))
    writeFileSync(
      join(cwd, `${agent}.js`),
      `import { defineAgent, z } from 'riskfirst'
      export default defineAgent({ name: '${agent}', settings: z.object({}),
        run: () => new Promise((resolve) => setTimeout(resolve, ${ms}, { summary: 'waited ${ms} ms' })) })`,
    )
  const args = [resolve('dist/main.js'), 'run', '--quiet', '--interval', '0']
  const child = spawn(process.execPath, serves ? [...args, '--serve', '127.0.0.1:0'] : args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  started.push(child)
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  const dataDir = join(cwd, 'data')
  while (sealed(dataDir) < 3) await wait(100)
  child.kill('SIGSTOP')
  return { child, dataDir, url: /page: (http:\/\/[^/\s]+)/.exec(words)?.[1] ?? '' }
}

function sealed(dataDir: string): number {
  try {
    return Number(
      recorded(dataDir, 'SELECT max(number) AS number FROM cycles WHERE ended_at IS NOT NULL')[0]?.['number'],
    )
  } catch {
    return 0 // it has not begun
  }
}

interface Turn {
  /** Of each cycle. */
  readonly durations: readonly number[]
  /** From the beginning of one to that of the next, on average. */
  readonly periodMs: number
}

/** One turn of a loop, beside `browsers` if there are any. */
async function turn({ child, dataDir, url }: Loop, seconds: number, withBrowsers: boolean): Promise<Turn> {
  child.kill('SIGCONT')
  const browsers = withBrowsers ? fork(process.argv[1] ?? '', [url]) : undefined
  if (browsers !== undefined) await once(browsers, 'message')
  await wait(SETTLING_MS)
  const first = sealed(dataDir) + 1
  await wait(seconds * 1000)
  const last = sealed(dataDir)
  if (browsers !== undefined) {
    browsers.send('stop')
    const [bytes] = await once(browsers, 'message')
    streamed.push(Number(bytes) / (BROWSERS - 1) / (seconds + SETTLING_MS / 1000))
  }
  child.kill('SIGSTOP')
  const rows = recorded(
    dataDir,
    `SELECT duration_ms, started_at FROM cycles WHERE number BETWEEN ${first} AND ${last} ORDER BY number`,
  )
  const startedMs = rows.map((row) => Date.parse(String(row['started_at'])))
  const spanMs = (startedMs.at(-1) ?? 0) - (startedMs[0] ?? 0)
  return { durations: rows.map((row) => Number(row['duration_ms'])), periodMs: spanMs / (rows.length - 1) }
}

async function compare(what: string, config: object, { rounds, seconds }: { rounds: number; seconds: number }) {
  const bare = await startLoop(`${what} bare`, config, false)
  const serving = await startLoop(`${what} serving`, config, true)
  const works = [
    () => turn(bare, seconds, false),
    () => turn(serving, seconds, false),
    () => turn(serving, seconds, true),
  ]
  const turns = works.map((): Turn[] => [])
  streamed.length = 0
  for (let round = 0; round < rounds; round++)
    for (const at of [0, 1, 2].map((index) => (index + round) % 3)) turns[at]?.push((await works[at]?.()) as Turn) // at is one of three
  const medians = turns.map((mode) => median(mode.flatMap(({ durations }) => durations)))
  const periods = turns.map((mode) => median(mode.map(({ periodMs }) => periodMs)))
  const cycles = turns.map((mode) => mode.flatMap(({ durations }) => durations).length)
  const [none = 0, alone = 0, watched = 0] = medians
  const [nonePeriod = 0, alonePeriod = 0, watchedPeriod = 0] = periods
  const detail =
    `medians ${medians.map((ms) => ms.toFixed(2)).join(', ')} ms of ${cycles.join(', ')} cycles; ` +
    `from one to the next ${periods.map((ms) => ms.toFixed(2)).join(', ')} ms`
  const ratio = (over: number, under: number) => `${(over / under).toFixed(3)} ×`
  report({
    what: `${what}: ${BROWSERS} browsers, one stuck, over none`,
    got: ratio(watched, alone),
    limit: '< 1.02 ×',
    detail: `${detail}; ${(median(streamed) / 1000).toFixed(0)} kB/s to each`,
  })
  report({ what: `${what}: --serve, over no watch`, got: ratio(alone, none), limit: 'as measured', detail })
  report({
    what: `${what}: the same two from one cycle to the next`,
    got: `${ratio(watchedPeriod, alonePeriod)}, ${ratio(alonePeriod, nonePeriod)}`,
    limit: 'as measured',
    detail: 'with all that is done between cycles',
  })
  for (const { child } of [bare, serving]) child.kill('SIGKILL')
}

const WAITS = { first: 50, second: 100, third: 150, fourth: 200 }
const started: ChildProcess[] = []
/** Bytes a second to each browser. */
const streamed: number[] = []
const [, , url] = process.argv
const folder = url === undefined ? mkdtempSync(join(tmpdir(), 'riskfirst-bench-')) : ''

if (url === undefined) {
  const waiting = Object.fromEntries(Object.keys(WAITS).map((name) => [name, { run: `./${name}.js` }]))
  try {
    await compare('agents of 50 to 200 ms', { agents: waiting }, { rounds: 6, seconds: 6 })
    await compare('the default at interval 0', {}, { rounds: 8, seconds: 3 })
  } finally {
    for (const child of started) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
} else await browse(url)
