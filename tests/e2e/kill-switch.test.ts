import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run, start } from '../support/command.js'
import { recorded } from '../support/record.js'

/** Which cycles launched an agent of the parallel phase or sent an order. */
function busyCycles(dataDir: string): readonly string[] {
  const rows = recorded(
    dataDir,
    `SELECT id FROM cycles WHERE id IN (SELECT cycle_id FROM runs WHERE phase = 'parallel' AND attempts > 0)
        OR id IN (SELECT cycle_id FROM orders WHERE status <> 'denied') ORDER BY number`,
  )
  return rows.map(({ id }) => String(id))
}

type Throw = (halt: string) => Promise<unknown>

const switches: readonly (readonly [what: string, thrown: Throw])[] = [
  ['an empty file', (halt) => writeFile(halt, '')],
  ['garbage', (halt) => writeFile(halt, Buffer.from([0, 255, 254, 27, 91, 50, 74, 10, 128]))],
  ['a folder', (halt) => mkdir(halt)],
  ['a link to nowhere', (halt) => symlink('/nowhere/at/all', halt)],
]
const unreadable: Throw = async (halt) => {
  await writeFile(halt, 'secret')
  await chmod(halt, 0)
}
const isRoot = process.getuid?.() === 0

/** A loop of three cycles, with the switch thrown as soon as the first one is shown. */
async function haltedLoop(thrown: Throw) {
  const cwd = await freshDir()
  const dataDir = join(cwd, 'data')
  const loop = start(cwd, ['--cycles', '3', '--interval', '1s'])
  await loop.printed('METRICS EXPORT')
  await thrown(join(dataDir, 'HALT'))
  return { cwd, dataDir, ...(await loop.ended) }
}

describe('data/HALT on a running loop', () => {
  it.concurrent.each(isRoot ? switches : [...switches, ['an unreadable file', unreadable] as const])(
    'stops launches and orders from the next cycle on: %s',
    async (_what, thrown) => {
      const { dataDir, code, stdout } = await haltedLoop(thrown)
      expect(busyCycles(dataDir)).toEqual(['c000001'])
      expect(recorded(dataDir, 'SELECT id, status, state FROM cycles WHERE number > 1')).toEqual([
        { id: 'c000002', status: 'halted', state: 'halted' },
        { id: 'c000003', status: 'halted', state: 'halted' },
      ])
      expect(stdout).toMatch(/✖ kill switch/)
      expect(stdout).not.toContain('\u001b')
      expect(code).toBe(20)
    },
  )

  it.concurrent('works from the first cycle on, and in a folder that nothing ran in', async () => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'data'))
    await writeFile(join(cwd, 'data', 'HALT'), '')
    expect(await run(cwd, ['--cycle-once'])).toMatchObject({ code: 20 })
    expect(busyCycles(join(cwd, 'data'))).toEqual([])
  })
})

describe('halt and resume', () => {
  it.concurrent('halts a running loop with a reason that every screen shows, and lets it go on', async () => {
    const cwd = await freshDir()
    const dataDir = join(cwd, 'data')
    const loop = start(cwd, ['--interval', '1s'])
    await loop.printed('METRICS EXPORT')
    const halted = await run(cwd, ['halt', '--reason', 'venue maintenance'])
    expect(halted).toMatchObject({ code: 0, stderr: '' })
    await loop.printed('kill switch venue maintenance')
    expect((await run(cwd, ['status'])).stdout).toContain('venue maintenance')
    expect((await run(cwd, ['why'])).stdout).toContain('venue maintenance')

    const resumed = await run(cwd, ['resume', '--reason', 'venue is back'])
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toContain('Removed data/HALT: venue maintenance')
    const [last] = recorded(dataDir, 'SELECT number FROM cycles ORDER BY number DESC LIMIT 1')
    await loop.printed(`(c${String(Number(last?.['number']) + 2).padStart(6, '0')})`)
    loop.child.kill('SIGTERM')
    expect(await loop.ended).toMatchObject({ code: 143 })
    const [state] = recorded(dataDir, 'SELECT state FROM cycles WHERE state IS NOT NULL ORDER BY number DESC LIMIT 1')
    expect(state).toEqual({ state: 'active' })
    expect(recorded(dataDir, 'SELECT kind, reason FROM commands ORDER BY id')).toEqual([
      { kind: 'halt', reason: 'venue maintenance' },
      { kind: 'resume', reason: 'venue is back' },
    ])
  })

  it.concurrent('sells every position at once and once with --flatten, and says what it did', async () => {
    const cwd = await freshDir()
    const dataDir = join(cwd, 'data')
    const loop = start(cwd, ['--interval', '1h'])
    await loop.printed('METRICS EXPORT')
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM fills')).not.toEqual([{ n: 0 }])
    const asked = await run(cwd, ['halt', '--flatten', '--reason', 'leaving'])
    expect(asked.stdout.replaceAll(/\s+/g, ' ')).toContain('the running loop sells every position now')
    await loop.printed('Current cycle   2')
    loop.child.kill('SIGTERM')
    await loop.ended

    const sold = () => recorded(dataDir, "SELECT cycle_id, origin, status FROM orders WHERE side = 'sell'")
    expect(sold().length).toBeGreaterThan(0)
    expect(new Set(sold().map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ cycle_id: 'c000002', origin: 'flatten', status: 'filled' })]),
    )
    const [account] = recorded(dataDir, 'SELECT positions FROM equity ORDER BY cycle_id DESC LIMIT 1')
    expect(account).toEqual({ positions: '[]' })
    const [request] = recorded(dataDir, "SELECT applied_at, result FROM commands WHERE kind = 'flatten'")
    expect(request?.['applied_at']).not.toBeNull()
    expect(JSON.parse(String(request?.['result']))).toHaveLength(sold().length)

    const before = sold()
    expect(await run(cwd, ['--cycles', '2', '--interval', '0'])).toMatchObject({ code: 20 })
    expect(sold()).toEqual(before)
    expect(bookFaults(dataDir)).toEqual([])
  })
})
