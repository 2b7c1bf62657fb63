import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { type Briefing, defineAgent } from '../../src/agents/agent.js'
import { builtinAgents, createRoster } from '../../src/agents/roster.js'
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
const CYCLES = 20_000
const PREPARED = 1000

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

/** The report of a cycle without orders, of the built-in risk agent and one other, from a whole trading system. */
async function usualReport(): Promise<CycleReport<Settlement>> {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const roster = createRoster([holder])
  const others = [...builtinAgents.keys()].filter((name) => name !== 'risk')
  const agents = { holder: {}, ...Object.fromEntries(others.map((name) => [name, { enabled: false }])) }
  const document = { agents, market: { symbols: ['BTC/USDT'], timeframe: '1h', lookback: 50 } } as const
  const { config } = loadConfig({ cwd, document, env: {}, roster })
  let nowMs = FROM_MS
  const now = () => nowMs
  const clocks: Clocks = {
    calendar: { now, sleepUntil: () => Promise.resolve() },
    timer: { ...systemClocks.timer, now },
  }
  const options = { config, roster, clocks, env: {}, pid: 1, mask: (text: string) => text }
  const trading = await compose({ ...options, observe() {}, openFolder: () => forgetfulFolder() })
  await trading.start()
  let last: CycleReport<Settlement> | undefined
  for (let i = 0; i < 150; i++) {
    last = await trading.orchestrator.cycle()
    nowMs += HOUR_MS
  }
  await trading.close()
  rmSync(cwd, { recursive: true, force: true })
  if (last?.status !== 'success' || last.settlement.portfolio.positions['BTC/USDT'] === undefined)
    throw new Error(`expected a successful cycle with a position, got ${JSON.stringify(last)}`)
  return last
}

/** The same report as that of another cycle, with a market, a portfolio and proposals of its own. */
function asOther(usual: CycleReport<Settlement>, number: number): CycleReport<Settlement> {
  const at = new Date(FROM_MS + number * HOUR_MS).toISOString()
  const cycle = { id: `c${String(number).padStart(6, '0')}`, number, tick: at, asOf: at }
  const briefing = usual.runs[0]?.briefing
  if (briefing === undefined) throw new Error('expected a briefing')
  const market = { ...briefing.market }
  const portfolio = { ...briefing.portfolio, positions: { ...briefing.portfolio.positions } }
  const runs = usual.runs.map(({ briefing, ...run }) => ({
    ...run,
    ...(briefing === undefined ? {} : { briefing: { ...briefing, cycle, market, portfolio } }),
  }))
  return { ...usual, cycle, startedAt: at, endedAt: at, runs }
}

async function storedCycles(usual: CycleReport<Settlement>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  const calendar = { now: () => FROM_MS, sleepUntil: () => Promise.resolve() }
  const identity = { market: 'bench', broker: 'paper', quote: 'USDT', startingCash: '10000' }
  const folder = openReplayFolder({ dataDir, identity, calendar, mask: (text) => text })
  let tookMs = 0
  for (let number = 1; number <= CYCLES; number += PREPARED) {
    const reports = Array.from({ length: PREPARED }, (_, i) => asOther(usual, number + i))
    const startedMs = performance.now()
    for (const next of reports) {
      const { tick, asOf } = next.cycle
      folder.journal.begin({ tick, asOf, startedAt: next.startedAt })
      folder.requested.rebase({ rebase: () => [] })
      folder.journal.seal(next)
    }
    tookMs += performance.now() - startedMs
  }
  const startedMs = performance.now()
  folder.close()
  tookMs += performance.now() - startedMs
  const { size } = statSync(databasePath(dataDir))
  rmSync(dataDir, { recursive: true, force: true })
  return { microseconds: (1000 * tookMs) / CYCLES, bytes: size / CYCLES }
}

const usual = await usualReport()
const runs = []
for (let i = 0; i < 5; i++) runs.push(await storedCycles(usual))
const bytes = runs[0]?.bytes ?? Number.NaN
report({
  what: 'replay: the record of a cycle of two agents, no orders',
  got: `${median(runs.map(({ microseconds }) => microseconds)).toFixed(1)} µs`,
  limit: '≤ 40 µs',
  detail: `${bytes.toFixed(0)} bytes a cycle; ${CYCLES} cycles, begun, sealed and closed, with what their agents were told`,
})
