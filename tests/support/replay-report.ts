import type {
  AgentFigures,
  FillMark,
  MonthReturn,
  PerformanceFigures,
  ReplayReport,
  RunFigures,
} from '../../src/report/replay/report.js'
import { madeUpGate, openGate } from './made-up-gate.js'
import { nth } from './nth.js'

const ROWS = 2_000
const START = Date.UTC(2020, 0, 1)
const END = Date.UTC(2024, 3, 18)
const STEP = (END - START) / (ROWS - 1)
const CASH = 10_000

const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'ADA/USDT', 'DOGE/USDT']
const firstPrices = [7_200, 130, 1.2, 0.033, 0.002]
const traders = ['strategy', 'trading', 'slow', 'copybot']
const times = Array.from({ length: ROWS }, (_, row) => iso(START + Math.round((row * STEP) / 3_600_000) * 3_600_000))

/** A made-up replay of four years over five symbols, with six agents and eight halts; always the same. */
export function madeUpReport(): ReplayReport {
  const random = chance(7)
  const prices = firstPrices.map((first, index) => walk(random, first, index))
  const held = times.map(
    (_, row) => (CASH / 5) * prices.reduce((sum, price, at) => sum + nth(price, row) / nth(firstPrices, at), 0),
  )
  const team = walk(random, CASH, 9).map((value, row) => value * (1 + 0.35 * (row / ROWS)))
  const free = team.map((value, row) => value * (row < 100 ? 1 : 0.62 + 0.1 * Math.sin(row / 90)))
  const benchmark = { ...performance(held), symbols: symbols.filter((symbol) => symbol !== 'SOL/USDT'), fees: 9.99 }
  return {
    schema_version: 1,
    market: {
      label: 'RECORDED MARKET',
      symbols,
      timeframe: '1h',
      step: '1h',
      from: nth(times, 0),
      to: nth(times, ROWS - 1),
      cycles: 37_681,
    },
    quote: 'USDT',
    starting_cash: CASH,
    on_halt: 'resume-next-day',
    left_out: [{ agent: 'sentiment', reason: 'its headlines are made up, and this market is recorded' }],
    notes: ['copybot answers from recorded proposals'],
    run: figures(team, held, prices, true),
    no_gate: figures(free, held, prices, false),
    benchmark,
  }
}

function figures(
  equity: readonly number[],
  held: readonly number[],
  prices: readonly (readonly number[])[],
  gated: boolean,
): RunFigures {
  const { halts, reducing, resumes, shut } = gated ? madeUpGate({ times, equity, held }) : openGate
  const exposure = times.map((at, row) =>
    halts.some(({ from, until }) => at >= from && (until === null || at < until))
      ? 0
      : 45 + 35 * Math.sin(row / 37) ** 3,
  )
  return {
    ...performance(equity),
    cycles: 37_681,
    exposure_percent: 41.7,
    unvalued_cycles: 0,
    fees: 812.44,
    turnover: 96.31,
    fills: 3_412,
    trades: { closed: 1_204, won: 655, win_rate_percent: 54.4, profit_factor: 1.32, average_hold_hours: 71.5 },
    states: {
      active: { cycles: 37_000 - shut, percent: ((37_000 - shut) / 37_681) * 100 },
      reducing: { cycles: 672, percent: 1.78 },
      halted: { cycles: shut, percent: (shut / 37_681) * 100 },
      failed_closed: { cycles: 9, percent: 0.024 },
    },
    halts,
    halts_total: halts.length,
    reducing,
    reducing_total: reducing.length,
    resumes,
    resumes_total: resumes.length,
    agents: agents(equity),
    series: {
      at: times,
      equity,
      benchmark: held,
      drawdown_percent: falls(equity).map((fall) => -fall),
      exposure_percent: exposure,
      books: Object.fromEntries(
        ['risk', 'technical', ...traders].map((agent, index) => [
          agent,
          equity.map((value, row) =>
            index < 2 ? 0 : (value - CASH) * (0.5 - 0.13 * index + 0.1 * Math.sin(row / (60 + 25 * index))),
          ),
        ]),
      ),
      prices: Object.fromEntries(
        symbols.map((symbol, index) => [
          symbol,
          nth(prices, index).map((price, row) => (index === 2 && row < 140 ? null : price)),
        ]),
      ),
    },
    fills_by_symbol: Object.fromEntries(symbols.map((symbol, index) => [symbol, fillsOf(nth(prices, index), index)])),
  }
}

function agents(equity: readonly number[]): readonly AgentFigures[] {
  const gain = nth(equity, ROWS - 1) - CASH
  return ['risk', 'technical', ...traders].map((agent, index) => ({
    agent,
    phase: index === 0 ? 'critical' : 'parallel',
    runs: 37_681 - index * 300,
    successes: 37_681 - index * 340,
    failed: index * 40,
    failed_by_code: index === 0 ? {} : { threw: index * 10, timeout: index * 30 },
    skipped: index * 300,
    success_rate_percent: 100 - index * 0.1,
    orders: index < 2 ? 0 : 800 + index * 40,
    filled: index < 2 ? 0 : 700 + index * 20,
    denied: index < 2 ? 0 : 90 + index * 18,
    denied_by_code: index < 2 ? {} : { 'max-position': 60 + index * 10, 'min-cash': 30 + index * 8 },
    rejected: index === 5 ? 2 : 0,
    fees: index < 2 ? 0 : 200 + index,
    profit: index < 2 ? 0 : gain * (0.5 - 0.13 * index),
    realised: index < 2 ? 0 : gain * (0.4 - 0.12 * index),
    trades_closed: index < 2 ? 0 : 300 + index,
    trades_won: index < 2 ? 0 : 160 + index,
    win_rate_percent: index < 2 ? null : 53 + index,
  }))
}

function fillsOf(price: readonly number[], symbol: number): readonly FillMark[] {
  return Array.from({ length: 90 - symbol * 10 }, (_, index) => {
    const row = Math.min(ROWS - 1, 150 + index * 20 + ((index * 7) % 11))
    const side = index % 2 === 0 ? 'buy' : 'sell'
    return {
      at: nth(times, row),
      side,
      price: nth(price, row),
      notional: 400 + ((index * 137) % 900),
      agent: index % 9 === 0 ? 'strategy, trading' : (traders[index % traders.length] ?? ''),
      reason: side === 'buy' ? 'the fast mean crossed the slow one upwards' : 'the stop at two deviations was reached',
      count: (index % 3) + 1,
    }
  })
}

function performance(equity: readonly number[]): PerformanceFigures {
  const last = nth(equity, ROWS - 1)
  const years = (END - START) / 31_536_000_000
  const fall = falls(equity)
  const trough = fall.indexOf(Math.min(...fall))
  const peak = equity.indexOf(Math.max(...equity.slice(0, trough + 1)))
  const recovered = equity.findIndex((value, row) => row > trough && value >= nth(equity, peak))
  const cagr = ((last / CASH) ** (1 / years) - 1) * 100
  return {
    end_equity: last,
    return_percent: (last / CASH - 1) * 100,
    cagr_percent: cagr,
    volatility_percent: 31.2,
    sharpe: cagr / 31.2,
    sortino: cagr / 22.4,
    calmar: cagr / -nth(fall, trough),
    max_drawdown: {
      percent: -nth(fall, trough),
      peak_at: nth(times, peak),
      trough_at: nth(times, trough),
      recovered_at: recovered < 0 ? null : nth(times, recovered),
    },
    longest_drawdown_days: 212.5,
    months: months(equity),
  }
}

function months(equity: readonly number[]): readonly MonthReturn[] {
  const last = new Map(times.map((at, row) => [at.slice(0, 7), nth(equity, row)]))
  let before = nth(equity, 0)
  return [...last].map(([month, value]) => {
    const percent = (value / before - 1) * 100
    before = value
    return { month, return_percent: percent }
  })
}

function falls(equity: readonly number[]): readonly number[] {
  let highest = 0
  return equity.map((value) => {
    highest = Math.max(highest, value)
    return (value / highest - 1) * 100
  })
}

/** A path with two falls in it, as the years 2020 to 2024 had them. */
function walk(random: () => number, first: number, index: number): readonly number[] {
  const fluctuation = index === 9 ? 0.008 : 0.022 + index * 0.003
  let value = first
  return times.map((_, row) => {
    const drift =
      row > 90 && row < 110 ? -0.035 : row > 110 && row < 600 ? 0.0035 : row > 650 && row < 1_150 ? -0.0028 : 0.0008
    if (row > 0)
      value *= Math.exp(drift * (index === 9 ? 0.35 : 1) + fluctuation * (random() + random() + random() - 1.5))
    return value
  })
}

/** Numbers from 0 to 1, always the same for a seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
