import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { type Briefing, defineAgent, type Proposal } from '../../src/agents/agent.js'
import { builtinAgents, createRoster } from '../../src/agents/roster.js'
import { loadConfig } from '../../src/config/load.js'
import { createMask } from '../../src/config/mask.js'
import type { Column } from '../../src/market/snapshot.js'
import { replay } from '../../src/replay/replay.js'
import { breathe, systemTimer } from '../../src/system-clocks.js'
import { FROM_MS, HOUR_MS, writeRandomWalk } from './made-up-file.js'
import { report } from './measure.js'

/** Buys when the mean of the last 10 closes crosses that of the last 30 upwards, and sells all on the way down. */
const maCross = defineAgent({
  name: 'ma-cross',
  settings: z.strictObject({}),
  run({ market, portfolio }: Briefing): Proposal {
    for (const { symbol, candles } of Object.values(market.symbols)) {
      const { close } = candles
      const held = portfolio.own.positions[symbol]
      const before = distance(close, close.length - 1)
      const now = distance(close, close.length)
      if (held === undefined && before <= 0 && now > 0)
        return { summary: 'crossed', orders: [{ symbol, side: 'buy', notional: '200', reason: '10 over 30' }] }
      if (held !== undefined && before >= 0 && now < 0) {
        const quantity = held.quantity.toFixed(8)
        return { summary: 'crossed', orders: [{ symbol, side: 'sell', quantity, reason: '10 under 30' }] }
      }
    }
    return { summary: 'no cross' }
  },
})

function distance(close: Column, end: number): number {
  return mean(close, end - 10, end) - mean(close, end - 30, end)
}

function mean(values: Column, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += values[at] ?? 0
  return sum / (to - from)
}

interface Job {
  readonly symbols: readonly string[]
  readonly lookback: number
  readonly candles: number
  readonly agents: Readonly<Record<string, { readonly enabled: boolean }>>
}

/** Replays made-up candles, and says how many cycles a second, what came of them, and the heap early and late. */
async function replayed({ symbols, lookback, candles, agents }: Job) {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
  for (const [at, symbol] of symbols.entries()) writeRandomWalk(cwd, symbol, { seed: at + 1, count: candles })
  const roster = createRoster([maCross])
  const market = { source: 'csv', dir: cwd, symbols: [...symbols], timeframe: '1h', lookback }
  const { config } = loadConfig({ cwd, document: { agents, market }, env: {}, roster })
  const heaps: string[] = []
  let cycles = 0
  let startedMs = 0
  const { figures } = await replay({
    config,
    roster,
    fromMs: FROM_MS + lookback * HOUR_MS,
    toMs: FROM_MS + candles * HOUR_MS,
    onHalt: { name: 'hold', kind: 'hold' },
    opensGate: false,
    timer: systemTimer,
    breathe,
    env: {},
    pid: 1,
    mask: createMask([]),
    say() {},
    signal: new AbortController().signal,
    onCycle({ status, error }) {
      if (status !== 'success') throw new Error(`expected a successful cycle, got ${status}: ${error}`)
      cycles++
      if (cycles === 1) startedMs = performance.now()
      if (cycles === candles >> 2 || cycles === candles - lookback) heaps.push(heapMegabytes())
    },
  })
  const rate = (1000 * cycles) / (performance.now() - startedMs)
  rmSync(cwd, { recursive: true })
  const { fills, states } = figures
  const told = `${(1e6 / rate).toFixed(0)} µs a cycle, ${cycles} of them, ${states.active.percent.toFixed(0)} % active`
  return { rate, detail: `${told}, ${fills} fills; heap ${heaps.join(' → ')} MB` }
}

function heapMegabytes(): string {
  globalThis.gc?.()
  return (process.memoryUsage().heapUsed / 1024 ** 2).toFixed(1)
}

const off = Object.fromEntries([...builtinAgents.keys()].map((name) => [name, { enabled: name === 'risk' }]))
const jobs = {
  cross: {
    symbols: ['BTC/USDT'],
    lookback: 50,
    candles: 40_000,
    agents: { ...off, 'ma-cross': { enabled: true } },
  },
  six: {
    symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'LINK/USDT'],
    lookback: 500,
    candles: 4_500,
    agents: Object.fromEntries([...builtinAgents.keys()].map((name) => [name, { enabled: true }])),
  },
}

// For a profile of one of them: JOB=ma or JOB=six.
const only = process.env['JOB']
if (only !== 'six') {
  const { rate, detail } = await replayed(jobs.cross)
  report({
    what: 'replay: one symbol, a moving-average cross behind the gate, no store',
    got: `${Math.round(rate)} cycles/s`,
    limit: '≥ 20,000',
    detail: `${detail} (candles/s, measured elsewhere: backtest-kit 327 to 9,950, backtrader 16,300, backtesting.py 268,000)`,
  })
}
if (only !== 'ma') {
  const { rate, detail } = await replayed(jobs.six)
  report({
    what: 'replay: six built-in agents, five symbols, no store',
    got: `${Math.round(rate)} cycles/s`,
    limit: '≥ 1,000',
    detail,
  })
}
