import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../src/orchestrator/record.js'
import { freshDir } from '../support/candles.js'
import { start } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'
import { living } from '../support/processes.js'
import { recorded } from '../support/record.js'
import { moduleText, unrulyCommands, unrulyModules } from './unruly-agents.js'

/** A folder with these agents, where every process of a run is at home, and nobody else. */
async function folderOf(agents: Readonly<Record<string, object>>, grace = '500ms') {
  const cwd = await freshDir()
  folders.push(cwd)
  const orchestrator = { maxWorkers: 8, shutdownGrace: grace }
  const builtIn = { ...noBuiltIns, risk: {} }
  await writeFile(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({ orchestrator, agents: { ...builtIn, ...agents } }),
  )
  return {
    cwd,
    dataDir: join(cwd, 'data'),
    begin: (args: readonly string[]) => start(cwd, args, { HOME: cwd }),
    left: () => living('environ', homeOf(cwd)),
  }
}

// Should one be left in spite of all.
afterAll(() => {
  for (const cwd of folders) for (const pid of living('environ', homeOf(cwd))) process.kill(pid, 'SIGKILL')
})

const folders: string[] = []
const homeOf = (cwd: string) => `HOME=${cwd}\0`

/** Adds a module to a folder that runs this in `run`. */
const addModule = (cwd: string, name: string, run: string) => writeFile(join(cwd, `${name}.mjs`), moduleText(name, run))

/** Runs one cycle; resolves to how long it took, s, and to each agent's status and failure. */
async function cycleOf({ begin }: Awaited<ReturnType<typeof folderOf>>) {
  const { stdout, stderr, code } = await begin(['--cycle-once', '--json', '--quiet']).ended
  if (stdout === '') throw new Error(stderr)
  const report: { cycle_duration_seconds: number; runs: readonly RunRecord[] } = JSON.parse(stdout)
  const ends = report.runs.map(({ agent, status, failure }) => [
    agent,
    failure === undefined ? status : `${status} ${failure.code}: ${failure.message}`,
  ])
  return { code, seconds: report.cycle_duration_seconds, ends: Object.fromEntries(ends) }
}

const limits = { timeout: '1s', maxMemoryMb: 192 }

// On a machine that is busy with other tests a cycle may come too late; that it can be in time is what counts.
describe('eight agents at once', { retry: 2 }, () => {
  it('as modules: each has the record it deserves, in two seconds, and no process is left', async () => {
    const names = Object.keys(unrulyModules)
    const folder = await folderOf(Object.fromEntries(names.map((name) => [name, { run: `./${name}.mjs`, ...limits }])))
    for (const [name, run] of Object.entries(unrulyModules)) await addModule(folder.cwd, name, run)
    const { code, seconds, ends } = await cycleOf(folder)
    expect(ends).toEqual({
      risk: 'success',
      fine: 'noop',
      slow: 'noop',
      hung: expect.stringMatching(/^timeout timeout: /),
      spinning: expect.stringMatching(/^timeout timeout: /),
      leaving: expect.stringMatching(/^failed exited: .*exit code 3/),
      throwing: expect.stringMatching(/^failed threw: .*RangeError: the exchange is down/),
      hoarding: expect.stringMatching(/^failed out-of-memory: .*192 MB/),
      parting: 'noop',
    })
    expect(folder.left()).toEqual([])
    expect(code).toBe(22)
    expect(seconds).toBeLessThan(2)
  })

  it('as commands: each has the record it deserves, in two seconds, and no process is left', async () => {
    const entries = Object.entries(unrulyCommands).map(([name, script]) => [
      name,
      { run: ['sh', '-c', script], ...limits },
    ])
    const folder = await folderOf(Object.fromEntries(entries))
    const { code, seconds, ends } = await cycleOf(folder)
    expect(ends).toEqual({
      risk: 'success',
      blind: 'noop',
      hung: expect.stringMatching(/^timeout timeout: /),
      spinning: expect.stringMatching(/^timeout timeout: /),
      deaf: expect.stringMatching(/^timeout timeout: /),
      flooding: expect.stringMatching(/^failed output-limit: /),
      dying: expect.stringMatching(/^failed exited: .*SIGSEGV/),
      babbling: expect.stringMatching(/^failed no-proposal: /),
      parting: 'noop',
    })
    expect(folder.left()).toEqual([])
    expect(code).toBe(22)
    expect(seconds).toBeLessThan(2)
  })
})

it('an agent of six seconds with a deadline of one never completes, and never runs twice at once', async () => {
  const folder = await folderOf({
    long: { run: './long.mjs', timeout: '1s', retries: 1, backoff: { base: '1ms', max: '1ms' } },
  })
  const diary = join(folder.cwd, 'diary')
  await addModule(
    folder.cwd,
    'long',
    `const diary = ${JSON.stringify(diary)}
    const before = existsSync(diary) ? readFileSync(diary, 'utf8').trim().split('\\n').map((line) => +line.split(' ')[1]) : []
    const lives = (pid) => { try { process.kill(pid, 0); return true } catch { return false } }
    appendFileSync(diary, 'begins ' + process.pid + (before.some(lives) ? ' beside another' : ' alone') + '\\n')
    await new Promise((resolve) => setTimeout(resolve, 6000))
    appendFileSync(diary, 'completes ' + process.pid + '\\n')
    return { summary: 'too late' }`,
  )
  const { ends } = await cycleOf(folder)
  expect(ends['long']).toMatch(/^timeout timeout: /)
  expect(folder.left()).toEqual([]) // so that nobody is there to complete
  const lines = (await readFile(diary, 'utf8')).trim().split('\n')
  expect(lines).toEqual([expect.stringMatching(/^begins \d+ alone$/), expect.stringMatching(/^begins \d+ alone$/)])
  expect(new Set(lines).size).toBe(2)
  expect(recorded(folder.dataDir, 'SELECT number, failure_code AS code FROM attempts ORDER BY agent, number')).toEqual([
    { number: 1, code: 'timeout' },
    { number: 2, code: 'timeout' },
    { number: 1, code: null },
  ])
})

/** A folder whose agents hang, spin and do not hear, and tell when they have begun. */
async function stubbornFolder() {
  const folder = await folderOf({
    spinning: { run: './spinning.mjs' },
    hung: { run: './hung.mjs' },
    deaf: { run: ['sh', '-c', `trap "" TERM; setsid sleep 600 & echo x >>begun; while :; do sleep 600; done`] },
  })
  const begun = join(folder.cwd, 'begun')
  for (const name of ['spinning', 'hung'] as const)
    await addModule(folder.cwd, name, `appendFileSync(${JSON.stringify(begun)}, 'x\\n'); ${unrulyModules[name]}`)
  return { ...folder, allRun: () => begins(begun, 3) }
}

/** Resolves when a file has so many lines. */
function begins(file: string, lines: number) {
  const count = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').length - 1
  return expect.poll(count, { timeout: 20_000 }).toBe(lines)
}

describe('a signal', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'ends a cycle of agents that do not hear it within the grace, and no process is left: %s',
    async (signal, code) => {
      const folder = await stubbornFolder()
      const loop = folder.begin(['--quiet'])
      await folder.allRun()
      const startMs = performance.now()
      loop.child.kill(signal)
      expect(await loop.ended).toMatchObject({ code, signal: null })
      expect(performance.now() - startMs).toBeLessThan(500 + 2_000) // 500 + 60 on a machine with nothing else to do
      expect(folder.left()).toEqual([])
      const ends = recorded(folder.dataDir, "SELECT DISTINCT status FROM runs WHERE agent <> 'risk'")
      expect(ends).toEqual([{ status: 'aborted' }])
    },
  )

  it('ends a start that takes long, and no process is left', async () => {
    const folder = await folderOf({ slow: { run: './slow.mjs', startTimeout: '60s' } })
    const begun = join(folder.cwd, 'begun')
    await writeFile(
      join(folder.cwd, 'slow.mjs'),
      `import { appendFileSync } from 'node:fs'
      appendFileSync(${JSON.stringify(begun)}, 'x\\n')
      for (;;) {}`,
    )
    const loop = folder.begin(['--quiet'])
    await begins(begun, 1)
    const startMs = performance.now()
    loop.child.kill('SIGTERM')
    expect(await loop.ended).toMatchObject({ code: 143, signal: null })
    expect(performance.now() - startMs).toBeLessThan(2_500)
    expect(folder.left()).toEqual([])
    expect(recorded(folder.dataDir, 'SELECT * FROM cycles')).toEqual([])
  })
})

it('kill -9 while agents hang, spin and do not hear leaves no process', async () => {
  const folder = await stubbornFolder()
  const loop = folder.begin(['--quiet'])
  await folder.allRun()
  expect(folder.left().length).toBeGreaterThan(4)
  loop.child.kill('SIGKILL')
  await loop.ended
  await expect.poll(() => folder.left(), { timeout: 20_000 }).toEqual([])
})
