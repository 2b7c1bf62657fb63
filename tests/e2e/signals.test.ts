import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { type Running, run, start, startScript } from '../support/command.js'
import { recorded } from '../support/record.js'

const root = join(import.meta.dirname, '../..')
const stubborn = join(root, `node_modules/.cache/riskfirst-tests/stubborn-command-${process.pid}.mjs`)

beforeAll(() =>
  build({
    entryPoints: [join(import.meta.dirname, 'children/stubborn-command.ts')],
    outfile: stubborn,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { RISKFIRST_VERSION: '"0.0.0"' },
  }),
)

afterAll(() => rm(stubborn))

/** How long a command took to end after a signal, ms. */
async function endOf({ child, ended }: Running, signal: NodeJS.Signals) {
  const startMs = performance.now()
  child.kill(signal)
  return { ...(await ended), tookMs: performance.now() - startMs }
}

/** A loop that sleeps after its first cycle. */
async function sleeping() {
  const cwd = await freshDir()
  const loop = start(cwd, ['--interval', '1h'])
  await loop.printed('METRICS EXPORT')
  return { cwd, dataDir: join(cwd, 'data'), loop }
}

/** A loop of the stubborn command, which runs `agents` beside the built-in ones. */
async function stubbornLoop(agents: object, shutdownGrace: string) {
  const cwd = await freshDir()
  const orchestrator = { shutdownGrace, backoffBase: '60s' }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ orchestrator, agents }))
  return { cwd, dataDir: join(cwd, 'data'), loop: startScript(stubborn, ['--interval', '1h'], { cwd }) }
}

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends a sleeping loop at once with everything on disk: %s', async (signal, code) => {
    const { dataDir, loop } = await sleeping()
    const { tookMs, ...ended } = await endOf(loop, signal)
    expect(ended).toMatchObject({ code, signal: null })
    expect(ended.stderr).toContain(`${signal}: stopping`)
    expect(tookMs).toBeLessThan(1000)
    expect(recorded(dataDir, 'SELECT id, status FROM cycles')).toEqual([{ id: 'c000001', status: 'success' }])
    expect(JSON.parse(await readFile(join(dataDir, 'orchestrator', 'latest.json'), 'utf8')).cycle_id).toBe('c000001')
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('ends a backoff at once, and the cycle is sealed', async () => {
    const { dataDir, loop } = await stubbornLoop({ refusing: {} }, '10s')
    await loop.printed('retry in 60.0s')
    const { code, tookMs } = await endOf(loop, 'SIGINT')
    expect(code).toBe(130)
    expect(tookMs).toBeLessThan(1000) // 200 on a machine with nothing else to do
    expect(recorded(dataDir, 'SELECT status, state FROM cycles')).toEqual([{ status: 'aborted', state: 'halted' }])
    expect(recorded(dataDir, "SELECT status FROM runs WHERE agent = 'refusing'")).toEqual([{ status: 'aborted' }])
    expect(recorded(dataDir, 'SELECT * FROM orders')).toEqual([])
  })

  it('gives an agent that does not listen its grace, and no more', async () => {
    const { dataDir, loop } = await stubbornLoop({ stuck: {} }, '300ms')
    await loop.printed('the agent is stuck')
    const { code, tookMs } = await endOf(loop, 'SIGTERM')
    expect(code).toBe(143)
    expect(tookMs).toBeGreaterThan(290)
    expect(tookMs).toBeLessThan(3000)
    expect(recorded(dataDir, "SELECT status FROM runs WHERE agent = 'stuck'")).toEqual([{ status: 'aborted' }])
  })

  it('ends the process at once when it is the second, and the next start seals the cycle', async () => {
    const { cwd, dataDir, loop } = await stubbornLoop({ stuck: {} }, '60s')
    await loop.printed('the agent is stuck')
    loop.child.kill('SIGINT')
    await loop.printed('again: stop now')
    const { signal, tookMs } = await endOf(loop, 'SIGINT')
    expect(signal).toBe('SIGINT') // 130 to a shell
    expect(tookMs).toBeLessThan(1000)
    await rm(join(cwd, 'riskfirst.config.jsonc'))
    const next = await run(cwd, ['--cycle-once'])
    expect(next.stderr).toContain('c000001 was interrupted')
    expect(recorded(dataDir, 'SELECT id, status FROM cycles')).toEqual([
      { id: 'c000001', status: 'interrupted' },
      { id: 'c000002', status: 'success' },
    ])
    expect(bookFaults(dataDir)).toEqual([])
  })
})

describe('one folder', () => {
  it('has one loop: a second is refused with 79, and may start as soon as the first was killed', async () => {
    const { cwd, dataDir, loop } = await sleeping()
    const second = await run(cwd, ['--cycle-once'])
    expect(second.code).toBe(79)
    expect(second.stdout).toBe('')
    expect(second.stderr).toContain(`process ${loop.child.pid}`)
    expect((await run(cwd, ['--cycle-once', '--dry-run'])).code).toBe(0)

    await endOf(loop, 'SIGKILL')
    expect(await run(cwd, ['--cycle-once', '--quiet'])).toMatchObject({ code: 0 })
    expect(recorded(dataDir, 'SELECT id, status FROM cycles')).toEqual([
      { id: 'c000001', status: 'success' },
      { id: 'c000002', status: 'success' },
    ])
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('tells while it runs who runs it, and stop ends the loop with 0', async () => {
    const { cwd, loop } = await sleeping()
    const status = JSON.parse((await run(cwd, ['status', '--json'])).stdout)
    expect(status.loop).toMatchObject({ pid: loop.child.pid })
    expect((await run(cwd, ['status'])).stdout).toMatch(new RegExp(`running.*${loop.child.pid}`))
    const asked = await run(cwd, ['stop'])
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    expect(await loop.ended).toMatchObject({ code: 0, signal: null })
    expect((await run(cwd, ['status'])).stdout).toContain('not running')
    expect((await run(cwd, ['stop'])).stdout).toContain('No loop runs')
  })
})
