import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { compose } from '../../src/compose.js'
import { loadConfig } from '../../src/config/load.js'
import type { ConfigInput } from '../../src/config/schema.js'
import { systemTimer } from '../../src/system-clocks.js'
import { freshDir } from '../support/candles.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { recordedMarket, recording } from '../support/own-agents.js'
import { recorded } from '../support/record.js'
import { decisionsIn, replayOf } from '../support/replays.js'

const MINUTE_MS = 60_000
const from = '2026-03-02T08:00:00.000Z'

interface Live {
  readonly cwd: string
  readonly document: ConfigInput
  readonly cycles: number
  readonly stepMs: number
}

/** Runs a live loop, durable and all, whose calendar does not have to wait. */
async function runLive({ cwd, document, cycles, stepMs }: Live): Promise<string> {
  const { config } = loadConfig({ cwd, document, env: {}, roster: builtinAgents })
  const calendar = new ManualCalendar(Date.parse(from), { jumps: true })
  const trading = await compose({
    config,
    roster: builtinAgents,
    clocks: { calendar, timer: systemTimer },
    observe() {},
    pid: 1,
    env: {},
    mask: (text) => text,
  })
  await trading.start()
  let left = cycles
  await trading.orchestrator.loop({ grid: () => ({ intervalMs: stepMs, offsetMs: 0 }), afterCycle: () => --left > 0 })
  await trading.close()
  return config.dataDir
}

const bytesOf = (dataDir: string) =>
  createHash('sha256')
    .update(readFileSync(join(dataDir, 'riskfirst.db')))
    .digest('hex')

describe('a replay', () => {
  it('decides what a live loop over the simulated market did, byte for byte', async () => {
    const cwd = await freshDir()
    const document: ConfigInput = { market: { source: 'simulated', lookback: 100 } }
    const live = await runLive({ cwd, document, cycles: 60, stepMs: 15 * MINUTE_MS })
    const dataDir = join(cwd, 'replayed')
    const to = new Date(Date.parse(from) + 59 * 15 * MINUTE_MS).toISOString()
    await replayOf({ cwd, document, from, to, dataDir })
    const decisions = decisionsIn(dataDir)
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM fills')).not.toEqual([{ n: 0 }])
    expect(decisions['runs']).toHaveLength(60 * builtinAgents.size)
    expect(JSON.stringify(decisions)).toBe(JSON.stringify(decisionsIn(live)))
  })

  it('decides what a live loop over recorded candles did, though that one had other times of day', async () => {
    const cwd = await recording((hour) => 100 + 10 * Math.sin(hour / 7) + 3 * Math.sin(hour * 1.7), 200)
    const document: ConfigInput = { market: recordedMarket }
    const live = await runLive({ cwd, document, cycles: 100, stepMs: MINUTE_MS })
    const dataDir = join(cwd, 'replayed')
    await replayOf({ cwd, document, from: recordedMarket.from, to: '2024-01-06T19:00:00Z', dataDir })
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM fills')).not.toEqual([{ n: 0 }])
    expect(JSON.stringify(decisionsIn(dataDir))).toBe(JSON.stringify(decisionsIn(live)))
  })

  it('leaves the same database, byte for byte, and finds the same figures each time', async () => {
    const cwd = await recording((hour) => 100 + 10 * Math.sin(hour / 7) + 3 * Math.sin(hour * 1.7), 200)
    const again = async (name: string) => {
      const dataDir = join(cwd, name)
      const span = { from: recordedMarket.from, to: '2024-01-06T19:00:00Z' }
      const found = await replayOf({ cwd, document: { market: recordedMarket }, ...span, dataDir })
      return { found, bytes: bytesOf(dataDir) }
    }
    expect(await again('second')).toEqual(await again('first'))
  })

  it('finds the same figures when it keeps no record', async () => {
    const cwd = await recording((hour) => 100 + 10 * Math.sin(hour / 7) + 3 * Math.sin(hour * 1.7), 200)
    const options = { cwd, document: { market: recordedMarket }, from: recordedMarket.from, to: '2024-01-06T19:00:00Z' }
    expect(await replayOf(options)).toEqual(await replayOf({ ...options, dataDir: join(cwd, 'kept') }))
  })
})
