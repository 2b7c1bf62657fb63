import type { Proposal } from '../../src/agents/agent.js'
import type { Receipt } from '../../src/desk/order.js'
import type { Portfolio, Position } from '../../src/desk/portfolio.js'
import type { Settlement } from '../../src/desk/settlement.js'
import type { Health } from '../../src/orchestrator/health.js'
import type { RunRecord } from '../../src/orchestrator/record.js'
import type { AgentTally } from '../../src/orchestrator/tally.js'
import type { DeskReport } from '../../src/report/desk-report.js'

/** A run that succeeded, unless told otherwise. */
export function run(agent: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    agent,
    phase: agent === 'risk' ? 'critical' : 'parallel',
    status: 'success',
    startedAt: '2026-01-01T10:01:02.250Z',
    queuedMs: 0,
    durationMs: 45_100,
    attempts: [{ number: 1, durationMs: 45_100 }],
    ...changes,
  }
}

/** The counts of an agent that never failed, unless told otherwise. */
export function counts(changes: Partial<AgentTally> = {}): AgentTally {
  return {
    executions: 10,
    successes: 10,
    failures: 0,
    timeouts: 0,
    retries: 0,
    totalDurationMs: 421_000,
    consecutiveFailures: 0,
    recentFailures: [],
    lastExecution: '2026-01-01T10:01:02.250Z',
    lastStatus: 'success',
    lastDurationMs: 45_100,
    expectedDurationMs: 42_100,
    lastError: null,
    unhealthyCycles: 0,
    rested: 0,
    breaker: { state: 'closed' },
    ...changes,
  }
}

/** An order of the strategy that filled, unless told otherwise. */
export function receipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    clientOrderId: 'c000010-strategy-1',
    cycleId: 'c000010',
    agent: 'strategy',
    origin: 'agent',
    symbol: 'BTC/USDT',
    side: 'buy',
    quantity: '0.01234567',
    status: 'filled',
    reason: 'EMA 12 over EMA 26',
    price: '65032.5',
    fee: '0.80287',
    cashFlow: '-803.67',
    ...changes,
  }
}

/** A settlement over the given receipts; the portfolio's parts can be replaced. */
export function settlement(receipts: readonly Receipt[], portfolio: Partial<Portfolio> = {}): Settlement {
  const own = { positions: {}, cashFlow: 0, realised: 0, fees: 0, profit: 0 }
  const account: Portfolio = {
    quote: 'USDT',
    complete: true,
    missing: [],
    cash: 8000.1,
    equity: 10_012.5,
    positions: {},
    baselines: {
      dayStart: { equity: 10_000, at: '2026-01-01T00:00:00.000Z' },
      highWaterMark: { equity: 10_052.71, at: '2025-12-31T18:00:00.000Z' },
    },
    roundTrips: [],
    own,
    ...portfolio,
  }
  const exact = { startingCash: '10000', cash: String(account.cash), equity: null, positions: [], books: [] }
  return { receipts, stops: [], portfolio: account, account: exact, baselines: [] }
}

/** A position in BTC with a stop. */
export const bitcoin: Position = {
  symbol: 'BTC/USDT',
  quantity: 0.02345678,
  cost: 1500,
  price: 65_032.5,
  value: 1525.45,
  unrealised: 25.45,
  protect: { stop: '61780.9' },
}

/** What an agent answers when it has something to say. */
export function proposal(summary: string, metrics?: Proposal['metrics']): Proposal {
  return metrics === undefined ? { summary } : { summary, metrics }
}

/** A cycle of five agents in which one timed out; its parts can be replaced. */
export function report(changes: Partial<DeskReport> = {}): DeskReport {
  const slow = { code: 'timeout', message: 'no answer within 300.0s' } as const
  const healthy: Health = 'healthy'
  return {
    cycle: { id: 'c000010', number: 10, tick: '2026-01-01T10:00:00.000Z', asOf: '2026-01-01T10:00:00.000Z' },
    status: 'degraded',
    state: {
      state: 'active',
      reasons: [
        {
          code: 'drawdown',
          message: 'drawdown 12.4% nears the limit of 15.0%',
          cause: 'warning',
          agent: 'risk',
          value: 12.4,
          limit: 15,
        },
      ],
      restrict: [],
      since: '2026-01-01T08:00:00.000Z',
    },
    startedAt: '2026-01-01T10:00:00.120Z',
    endedAt: '2026-01-01T10:06:32.041Z',
    durationMs: 391_921,
    runs: [
      run('risk', {
        durationMs: 62_300,
        attempts: [
          { number: 1, durationMs: 20_000, failure: { code: 'threw', message: 'balance: connection reset' } },
          { number: 2, durationMs: 40_300 },
        ],
        proposal: proposal('within all limits; drawdown at 83% of its limit', { drawdown_percent: 12.4 }),
      }),
      run('trading', { proposal: proposal('2 buys: BTC and ETH above their trend', { candidates: 2 }) }),
      run('strategy', { durationMs: 120_400, proposal: proposal('EMA 12/26 up on BTC/USDT, RSI 58') }),
      run('copybot', {
        status: 'timeout',
        durationMs: 300_000,
        failure: slow,
        attempts: [{ number: 1, durationMs: 300_000, failure: slow }],
      }),
      run('sentiment', {
        status: 'noop',
        durationMs: 38_700,
        queuedMs: 45_200,
        proposal: proposal('fewer than 5 fresh headlines'),
      }),
    ],
    settlement: settlement(
      [
        receipt(),
        receipt({
          clientOrderId: 'c000010-copybot-p1',
          agent: 'copybot',
          origin: 'protection',
          symbol: 'SOL/USDT',
          side: 'sell',
          quantity: '4.2',
          price: '142.31',
          cashFlow: '597.1',
        }),
        receipt({
          clientOrderId: 'c000010-strategy-2',
          status: 'denied',
          symbol: 'ETH/USDT',
          quantity: '0.9',
          code: 'max-position',
          message: 'would be 34.1% of equity, the limit is 30.0%',
          value: 34.1,
          limit: 30,
        }),
      ],
      {
        positions: {
          'BTC/USDT': bitcoin,
          'ETH/USDT': {
            symbol: 'ETH/USDT',
            quantity: 0.15,
            cost: 500.2,
            price: 3246.3,
            value: 486.95,
            unrealised: -13.25,
          },
        },
      },
    ),
    performance: { sequentialMs: 566_500, wallMs: 391_921, speedup: null },
    skippedTicks: 0,
    tally: {
      cycles: 10,
      completedCycles: 10,
      completedMs: 4_080_000,
      skippedTicks: 3,
      agents: {
        risk: counts({ retries: 2, totalDurationMs: 582_000, lastDurationMs: 62_300 }),
        trading: counts(),
        strategy: counts({ totalDurationMs: 1_153_000 }),
        copybot: counts({
          successes: 7,
          failures: 3,
          timeouts: 3,
          recentFailures: [7, 9, 10],
          consecutiveFailures: 2,
          totalDurationMs: 2_805_000,
          lastStatus: 'timeout',
          lastError: 'no answer within 300.0s',
        }),
        sentiment: counts({ totalDurationMs: 359_000 }),
      },
      alerts: [],
    },
    alerts: [
      {
        kind: 'retry',
        agent: 'risk',
        message: 'risk needed 2 attempts',
        raisedAt: '2026-01-01T10:01:02.250Z',
        cycleId: 'c000010',
      },
      {
        kind: 'timeout',
        agent: 'copybot',
        message: 'copybot did not answer within 300.0s',
        raisedAt: '2026-01-01T10:06:30.000Z',
        cycleId: 'c000010',
      },
    ],
    health: { risk: healthy, trading: healthy, strategy: healthy, copybot: 'degraded', sentiment: healthy },
    sealed: true,
    ...changes,
  }
}

/** A cycle that a breach stopped: latched, with one agent that ran and four that did not. */
export function haltedReport(): DeskReport {
  return report({
    status: 'halted',
    state: {
      state: 'halted',
      reasons: [
        {
          code: 'daily-loss',
          message: 'down 5.2% since the start of the day, the limit is 5.0%',
          cause: 'breach',
          latch: true,
          agent: 'risk',
          value: 5.2,
          limit: 5,
        },
      ],
      restrict: [],
      since: '2026-01-01T10:00:01.000Z',
    },
    runs: [
      run('risk', { durationMs: 4, attempts: [{ number: 1, durationMs: 4 }], proposal: proposal('daily loss') }),
      ...['trading', 'strategy', 'copybot', 'sentiment'].map((agent) =>
        run(agent, {
          status: 'halted',
          durationMs: 0,
          attempts: [],
          failure: { code: 'state', message: 'the trading state is halted' },
        }),
      ),
    ],
    durationMs: 412,
    performance: { sequentialMs: 4, wallMs: 412, speedup: null },
  })
}

/** A cycle of `number` agents, every fiftieth of which failed. */
export function crowdedReport(number: number): DeskReport {
  const names = Array.from({ length: number }, (_, index) => `agent-${index}`)
  const fails = (index: number) => index % 50 === 49
  const threw = { code: 'threw', message: 'connect ECONNREFUSED 127.0.0.1:8080' } as const
  return report({
    runs: names.map((name, index) =>
      run(
        name,
        fails(index) ? { status: 'failed', failure: threw } : { proposal: proposal('nothing to do', { seen: index }) },
      ),
    ),
    health: Object.fromEntries(names.map((name, index) => [name, fails(index) ? 'unhealthy' : 'healthy'])),
    tally: { ...report().tally, agents: Object.fromEntries(names.map((name) => [name, counts()])) },
  })
}
