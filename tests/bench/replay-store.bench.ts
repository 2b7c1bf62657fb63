import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { type Briefing, defineAgent } from '../../src/agents/agent.js'
import { createRoster } from '../../src/agents/roster.js'
import { compose } from '../../src/compose.js'
import { loadConfig } from '../../src/config/load.js'
import type { Settlement } from '../../src/desk/settlement.js'
import type { Clocks } from '../../src/orchestrator/clock.js'
import type { CycleReport } from '../../src/orchestrator/record.js'
import { databasePath } from '../../src/store/database.js'
import { forgetfulFolder } from '../../src/store/forgetful-folder.js'
import { openReplayFolder } from '../../src/store/replay-folder.js'
import { systemClocks } from '../../src/system-clocks.js'
import { median, report } from './measure.js'

const HOUR_MS = 3_600_000
const FROM_MS = Date.UTC(2024, 0, 1)
const PREPARED = 500
/** Cycles until there is something to tell, and those after them that are kept over and over. */
const WARM_UP = 300
const USUAL = 250

/** Buys once, and then has an opinion every cycle. */
const holder = defineAgent({
  name: 'holder',
  settings: z.strictObject({}),
  run({ market, portfolio }: Briefing) {
    const signals = Object.keys(market.symbols).map((symbol) => ({
      symbol,
      direction: 0.5,
      confidence: 0.7,
      reason: 'holds',
    }))
    const isHeld = Object.keys(portfolio.own.positions).length > 0
    const buys = { side: 'buy', notional: '900', reason: 'holds' } as const
    return { summary: 'holds', signals, orders: isHeld ? [] : signals.map(({ symbol }) => ({ symbol, ...buys })) }
  },
})

interface Team {
  readonly symbols: readonly string[]
  readonly agents: Readonly<Record<string, object>>
  readonly lookback: number
}

const two: Team = { symbols: ['BTC/USDT'], agents: { risk: {}, holder: {} }, lookback: 50 }
const four: Team = {
  symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'LINK/USDT'],
  agents: { risk: {}, technical: {}, strategy: {}, trading: {} },
  lookback: 500,
}

/** The reports of cycles that follow on each other, from a whole trading system. */
async function usualReports({ symbols, agents, lookback }: Team): Promise<readonly CycleReport<Settlement>[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const roster = createRoster([holder])
  const off = Object.fromEntries([...roster.keys()].map((name) => [name, { enabled: false }]))
  const market = { symbols: [...symbols], timeframe: '1h', lookback } as const
  const { config } = loadConfig({ cwd, document: { agents: { ...off, ...agents }, market }, env: {}, roster })
  let nowMs = FROM_MS
  const now = () => nowMs
  const clocks: Clocks = {
    calendar: { now, sleepUntil: () => Promise.resolve() },
    timer: { ...systemClocks.timer, now },
  }
  const options = { config, roster, clocks, env: {}, pid: 1, mask: (text: string) => text }
  const trading = await compose({ ...options, observe() {}, openFolder: () => forgetfulFolder() })
  await trading.start()
  const reports: CycleReport<Settlement>[] = []
  for (let i = 0; i < WARM_UP + USUAL; i++) {
    const report = await trading.orchestrator.cycle()
    if (report === undefined || report.error !== undefined) throw new Error(`expected a cycle, got ${report?.error}`)
    reports.push(report)
    nowMs += HOUR_MS
  }
  await trading.close()
  rmSync(cwd, { recursive: true, force: true })
  return reports.slice(WARM_UP)
}

/** The same report as that of another cycle, with a market, a portfolio and proposals of its own, and without orders. */
function asOther(usual: CycleReport<Settlement>, number: number): CycleReport<Settlement> {
  const at = new Date(FROM_MS + number * HOUR_MS).toISOString()
  const cycle = { id: `c${String(number).padStart(6, '0')}`, number, tick: at, asOf: at }
  const briefing = usual.runs[0]?.briefing
  if (briefing === undefined) throw new Error('expected a briefing')
  const market = { ...briefing.market }
  const runs = usual.runs.map(({ briefing, ...run }) => ({
    ...run,
    startedAt: at,
    ...(briefing === undefined ? {} : { briefing: { ...briefing, cycle, market } }),
  }))
  const settlement = { ...usual.settlement, receipts: [] }
  return { ...usual, cycle, startedAt: at, endedAt: at, runs, settlement }
}

async function storedCycles(usual: readonly CycleReport<Settlement>[], cycles: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const calendar = { now: () => FROM_MS, sleepUntil: () => Promise.resolve() }
  const identity = { market: 'bench', broker: 'paper', quote: 'USDT', startingCash: '10000' }
  const folder = openReplayFolder({ dataDir, identity, calendar, mask: (text) => text })
  let tookUs = 0
  const measure = (work: () => void) => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    tookUs += user + system
  }
  for (let number = 1; number <= cycles; number += PREPARED) {
    const reports = Array.from({ length: PREPARED }, (_, i) => usual[(number + i) % usual.length]).flatMap(
      (report, i) => (report === undefined ? [] : [asOther(report, number + i)]),
    )
    measure(() => {
      for (const next of reports) {
        const { tick, asOf } = next.cycle
        folder.journal.begin({ tick, asOf, startedAt: next.startedAt })
        folder.requested.rebase({ rebase: () => [] })
        folder.journal.seal(next)
      }
    })
  }
  measure(() => folder.close())
  const { size } = statSync(databasePath(dataDir))
  rmSync(dataDir, { recursive: true, force: true })
  return { microseconds: tookUs / cycles, bytes: size / cycles }
}

for (const { what, team, cycles, limit } of [
  { what: 'two agents, one symbol', team: two, cycles: 20_000, limit: '≤ 40 µs' },
  { what: 'four agents, five symbols', team: four, cycles: 5000, limit: '≤ 16 kB' },
]) {
  const usual = await usualReports(team)
  const runs = []
  for (let i = 0; i < 5; i++) runs.push(await storedCycles(usual, cycles))
  const bytes = runs[0]?.bytes ?? Number.NaN
  report({
    what: `replay: the record of a cycle, ${what}`,
    got: `${median(runs.map(({ microseconds }) => microseconds)).toFixed(1)} µs, ${(bytes / 1000).toFixed(1)} kB`,
    limit,
    detail: `of CPU; ${cycles} cycles without orders, begun, sealed and closed, with what their agents were told`,
  })
}
