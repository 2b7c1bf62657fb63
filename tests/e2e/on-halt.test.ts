import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agent, type ConfigInput, createOrchestrator, type Report } from '../../src/index.js'
import { bundle, start } from '../store/children/bundle.js'
import { bookFaults } from '../support/checked-books.js'
import { recording, traderOf } from '../support/own-agents.js'
import { recorded } from '../support/record.js'
import { CRASH_HOUR, crashingTo, flattening, investor } from './flattening.js'

const FIRST_HOUR = 72
const COUNT = 120

interface Play {
  readonly cycles: number
  readonly config?: ConfigInput
  readonly agents?: readonly Agent[]
}

/** So many cycles on a fresh recording; its folder, and their reports. */
async function played(price: (hour: number) => number, play: Play) {
  const cwd = await recording(price, COUNT)
  return { cwd, reports: await goOn(cwd, play) }
}

async function goOn(cwd: string, { cycles, config = flattening, agents = [investor] }: Play) {
  const orchestrator = createOrchestrator(config, { agents, cwd, env: {} })
  const reports: Report[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    const report = await orchestrator.cycle()
    if (report !== undefined) reports.push(report)
  }
  await orchestrator.stop()
  return reports
}

const before = CRASH_HOUR - FIRST_HOUR
const states = (reports: readonly Report[]) => reports.map(({ state }) => state.state)
const sales = ({ settlement }: Report) => settlement.receipts.filter(({ side }) => side === 'sell')

describe('one bad tick', () => {
  it('means reducing until the next cycle, and neither halts, nor sells, nor fires a stop, nor moves a baseline', async () => {
    const stopped = traderOf('investor', (briefing) =>
      briefing.cycle.number > 1
        ? []
        : [{ symbol: 'BTC/USDT', side: 'buy', notional: '990', reason: 'in', protect: { stop: '80' } }],
    )
    const { cwd, reports } = await played(crashingTo(40, 1), {
      cycles: before + 6,
      agents: [stopped],
    })
    expect(states(reports)).toEqual([...Array(before).fill('active'), 'reducing', ...Array(5).fill('active')])
    expect(reports[before]?.state.reasons.map(({ code }) => code)).toContain('suspect-price')
    expect(reports.flatMap(sales)).toEqual([])
    const marks = (report: Report | undefined) => report?.settlement.portfolio.baselines.highWaterMark
    expect(marks(reports[before])).toEqual(marks(reports[before - 1]))
    expect(reports.at(-1)?.settlement.portfolio.positions['BTC/USDT']?.protect).toEqual({ stop: '80' })
    expect(recorded(join(cwd, 'data'), 'SELECT * FROM latches')).toEqual([])
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
  })
})

describe('a crash that stays', () => {
  it('is confirmed by the next cycle, which halts, latches, flattens once and says so', async () => {
    const { cwd, reports } = await played(crashingTo(40, COUNT), { cycles: before + 4 })
    expect(states(reports)).toEqual([...Array(before).fill('active'), 'reducing', ...Array(3).fill('halted')])
    expect(reports[before]?.state.reasons.map(({ code }) => code)).toContain('daily-loss-unconfirmed')
    expect(reports.slice(0, before + 1).flatMap(sales)).toEqual([])
    const [breach, ...after] = reports.slice(before + 1)
    expect(new Set(sales(breach!).map(({ origin, status }) => `${origin} ${status}`))).toEqual(
      new Set(['flatten filled']),
    )
    expect(breach?.settlement.account.positions).toEqual([])
    expect(after.flatMap(({ settlement }) => settlement.receipts)).toEqual([])
    expect(recorded(join(cwd, 'data'), "SELECT DISTINCT cycle_id, origin FROM orders WHERE side = 'sell'")).toEqual([
      { cycle_id: breach?.cycle.id, origin: 'flatten' },
    ])
    expect(bookFaults(join(cwd, 'data'))).toEqual([])
  })

  it('leaves positions alone by default', async () => {
    const held = { ...flattening, limits: {} }
    const { reports } = await played(crashingTo(40, COUNT), { cycles: before + 3, config: held })
    expect(states(reports).slice(-2)).toEqual(['halted', 'halted'])
    expect(reports.flatMap(sales)).toEqual([])
  })

  it('is flattened to the end by the next process when the first was killed in the middle', async () => {
    const cwd = await recording(crashingTo(40, COUNT), COUNT)
    const script = await bundle('killed-flatten', join(import.meta.dirname, 'children'))
    try {
      const child = start(script, cwd)
      const lines: string[] = []
      for (let line = await child.next(); line !== undefined; line = await child.next()) lines.push(line)
      expect(lines).toEqual([...Array(before).fill('active'), 'reducing'])
    } finally {
      rmSync(script)
    }
    const dataDir = join(cwd, 'data')
    expect(recorded(dataDir, "SELECT count(*) AS n FROM orders WHERE side = 'sell'")).toEqual([{ n: 1 }])
    expect(recorded(dataDir, 'SELECT count(*) AS n FROM latches')).not.toEqual([{ n: 0 }])
    const reports = await goOn(cwd, { cycles: 2 })
    expect(states(reports)).toEqual(['halted', 'halted'])
    expect(reports.at(-1)?.settlement.account.positions).toEqual([])
    expect(bookFaults(dataDir)).toEqual([])
    const sold = recorded(dataDir, "SELECT status FROM orders WHERE side = 'sell'")
    expect(new Set(sold.map(({ status }) => status))).toEqual(new Set(['filled']))
  })
})
