import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'

/** Half an hour off, and the same in summer and winter. */
const timeZone = 'Asia/Kolkata'

const LOCAL = /\d\d:\d\d:\d\d\+05:30/
const UTC = /\d\d:\d\d:\d\d(\.\d+)?Z/
const OFFSET = /[+-]\d\d:\d\d\b/

const buy = { symbol: 'BTC/USDT', side: 'buy', notional: '100', reason: 'always' }

describe('timeZone', () => {
  let cwd: string
  let logged: string
  let screen: string
  let report: string
  beforeAll(async () => {
    cwd = await freshDir()
    await writeFile(join(cwd, 'orders.json'), JSON.stringify({ summary: 'buys', orders: [buy] }))
    const agents = { ...noBuiltIns, risk: {}, buyer: { run: ['cat', 'orders.json'] } }
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ timeZone, agents }))
    ;({ stdout: screen } = await run(cwd, ['--cycle-once']))
    ;({ stdout: report, stderr: logged } = await run(cwd, ['--cycle-once', '--log', 'json', '--json']))
  }, 60_000)

  it('is where the clock of the dashboard hangs', () => {
    expect(screen).toMatch(LOCAL)
    expect(screen).not.toMatch(UTC)
  })

  it.each(['status', 'history', 'history --cycle c000001', 'trades', 'positions', 'profit'])(
    'shows its offset in %s',
    async (command) => {
      const { code, stdout } = await run(cwd, command.split(' '))
      expect(code).toBe(0)
      expect(stdout).toMatch(LOCAL)
      expect(stdout).not.toMatch(UTC)
    },
  )

  it.each(['status --json', 'history --json', 'trades --json', 'trades --csv', 'positions --json', 'profit --json'])(
    'leaves what programs read with %s in UTC',
    async (command) => {
      const { code, stdout } = await run(cwd, command.split(' '))
      expect(code).toBe(0)
      expect(stdout).toMatch(UTC)
      expect(stdout).not.toMatch(OFFSET)
    },
  )

  it('leaves reports, logs and metrics files in UTC', async () => {
    const metrics = await readFile(join(cwd, 'data/orchestrator/latest.json'), 'utf8')
    for (const text of [report, logged, metrics]) {
      expect(text).toMatch(UTC)
      expect(text).not.toMatch(OFFSET)
    }
  })

  it('does not move the days of profit, which are those of the market', async () => {
    const { rows } = JSON.parse((await run(cwd, ['profit', '--by', 'day', '--json'])).stdout)
    const [cycle] = JSON.parse((await run(cwd, ['history', '--json', '--limit', '1'])).stdout)
    expect(rows.at(-1).name).toBe(cycle.asOf.slice(0, 10))
  })

  it('is not asked for where only the data folder is named', async () => {
    const { stdout } = await run(cwd, ['history', '--data-dir', 'data'])
    expect(stdout).toMatch(UTC)
    expect(stdout).not.toMatch(LOCAL)
  })
})
