import type { RecordedCycle, RecordedOrder } from '../../src/store/queries.js'
import type { Live, LiveAttempt, LiveCycle, LiveRun, Overview, WatchedAgent } from '../../src/watch/api.js'

const SECOND = 1000
const iso = (epochMs: number) => new Date(epochMs).toISOString()

/** A system in the middle of its day: two positions, a denial, an agent that failed and one that timed out. */
export function watchedOverview(nowMs: number): Overview {
  const cycles = Array.from({ length: 20 }, (_, index) => recordedCycle(122 - index, nowMs - (index + 1) * 60 * SECOND))
  return {
    revision: '1',
    readAt: iso(nowMs),
    version: '0.1.0',
    timeZone: 'Europe/Zurich',
    market: 'SIMULATED MARKET · PAPER MONEY',
    quote: 'USDT',
    symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'],
    intervalMs: 60 * SECOND,
    loop: { pid: 4242, startedAt: iso(nowMs - 3_600_000) },
    waits: null,
    standing: {
      state: 'active',
      since: iso(nowMs - 3_000_000),
      reasons: [],
      restrict: [],
      changes: 'the next verdict; to stop trading: riskfirst halt',
    },
    killSwitch: null,
    cycleCount: 122,
    cycles,
    lastSealed: cycles[0] ?? null,
    agents: watchedAgents(nowMs),
    account: {
      cycleId: 'c000122',
      asOf: iso(nowMs - 60 * SECOND),
      startingCash: '10000',
      cash: '6241.18',
      equity: '10412.5531',
      profit: '412.5531',
      drawdownPercent: 0.84,
      exposurePercent: 40.06,
      dayProfit: '-38.2',
      positions: [
        {
          symbol: 'BTC/USDT',
          quantity: '0.0521',
          cost: '2204.1',
          price: '43912.4',
          value: '2287.84',
          unrealised: '83.74',
          holders: [
            { agent: 'strategy', quantity: '0.04', protect: { stop: '41500', takeProfit: '48000' } },
            { agent: 'copybot', quantity: '0.0121', protect: null },
          ],
        },
        {
          symbol: 'ETH/USDT',
          quantity: '0.81',
          cost: '1920.44',
          price: '2325.35',
          value: '1883.53',
          unrealised: '-36.91',
          holders: [{ agent: 'trading', quantity: '0.81', protect: { stop: '2200' } }],
        },
      ],
      books: [],
    },
    orders: recordedOrders(nowMs),
    openOrders: [],
    alerts: [
      {
        kind: 'timeout',
        agent: 'sentiment',
        message: 'sentiment timed out: no answer within 3 s',
        raisedAt: iso(nowMs - 240 * SECOND),
        cycleId: 'c000119',
      },
    ],
    requests: [
      {
        id: 2,
        kind: 'resume',
        reason: 'checked the book',
        who: 'page (127.0.0.1)',
        at: iso(nowMs - 3_000_000),
        details: null,
        appliedAt: iso(nowMs - 3_000_000),
        result: null,
      },
      {
        id: 1,
        kind: 'halt',
        reason: 'the feed looked wrong',
        who: 'ada',
        at: iso(nowMs - 3_400_000),
        details: null,
        appliedAt: iso(nowMs - 3_400_000),
        result: null,
      },
    ],
    disk: { free: 41_000_000_000, record: 12_400_000, logs: 310_000, metrics: 48_000 },
    overdue: null,
  }
}

/** The same system halted by its risk agent. */
export function haltedOverview(nowMs: number): Overview {
  return {
    ...watchedOverview(nowMs),
    revision: '2',
    standing: {
      state: 'halted',
      since: iso(nowMs - 20 * SECOND),
      reasons: [
        {
          cause: 'breach',
          code: 'daily-loss',
          agent: 'risk',
          message: 'the account lost 6.2 % since the day began',
          latch: true,
          value: 6.2041,
          limit: 5,
        },
        { cause: 'warning', code: 'volatility', agent: 'risk', message: 'BTC/USDT moves more than usual' },
      ],
      restrict: [{ symbol: 'SOL/USDT', state: 'halted', reason: 'delisting announced' }],
      changes: 'riskfirst resume --reason "…"',
    },
  }
}

function watchedAgents(nowMs: number): readonly WatchedAgent[] {
  const recent = (failing: number, ms: number) =>
    Array.from({ length: 40 }, (_, index) => ({
      cycleId: `c${String(83 + index).padStart(6, '0')}`,
      status: failing > 0 && index % failing === failing - 1 ? ('failed' as const) : ('success' as const),
      durationMs: ms * (1 + 0.4 * Math.sin(index * 1.7)),
    }))
  const agent = (name: string, more: Partial<WatchedAgent> = {}): WatchedAgent => ({
    name,
    phase: 'parallel',
    critical: false,
    enabled: true,
    timeoutMs: 3000,
    health: 'healthy',
    breaker: { state: 'closed' },
    executions: 122,
    failures: 0,
    timeouts: 0,
    maxRetries: 0,
    retries: 0,
    recentSuccessRate: 100,
    consecutiveFailures: 0,
    averageMs: 180,
    lastStatus: 'success',
    lastExecution: iso(nowMs - 60 * SECOND),
    lastError: null,
    summary: `${name} looked at 3 symbols`,
    recent: recent(0, 180),
    ...more,
  })
  return [
    agent('risk', { phase: 'critical', critical: true, averageMs: 42, summary: 'no limit is near' }),
    agent('technical', { phase: 'signals' }),
    agent('sentiment', {
      phase: 'signals',
      health: 'degraded',
      timeouts: 6,
      failures: 8,
      recentSuccessRate: 93,
      lastStatus: 'timeout',
      lastError: 'timeout: no answer within 3 s',
      recent: recent(9, 1900),
    }),
    agent('strategy', { retries: 4, lastError: 'threw: fetch failed: ECONNRESET', summary: 'bought 0.01 BTC/USDT' }),
    agent('trading'),
    agent('copybot', {
      health: 'unhealthy',
      breaker: { state: 'open', triesInCycles: 3 },
      consecutiveFailures: 5,
      recentSuccessRate: 62,
      lastStatus: 'failed',
      lastError: 'exited: its process ended with exit code 3',
      summary: null,
      recent: recent(3, 600),
    }),
    agent('slow', { enabled: false, health: 'unknown', recent: [], recentSuccessRate: null, lastStatus: null }),
  ]
}

function recordedCycle(number: number, startedMs: number): RecordedCycle {
  const id = `c${String(number).padStart(6, '0')}`
  const isBad = number % 7 === 0
  const durationMs = isBad ? 4200 : 1300 + (number % 5) * 140
  return {
    number,
    id,
    tick: iso(startedMs),
    asOf: iso(startedMs),
    startedAt: iso(startedMs),
    endedAt: iso(startedMs + durationMs),
    status: isBad ? 'degraded' : 'success',
    state: 'active',
    stateSince: iso(startedMs),
    reasons: [],
    restrictions: [],
    durationMs,
    skippedTicks: 0,
    speedup: 2.4,
    error: null,
    filled: 1,
    denied: number % 3 === 0 ? 1 : 0,
  }
}

function recordedOrders(nowMs: number): readonly RecordedOrder[] {
  const order = (number: number, more: Partial<RecordedOrder>): RecordedOrder => ({
    clientOrderId: `c000${number}-strategy-1`,
    cycleId: `c000${number}`,
    agent: 'strategy',
    origin: 'agent',
    symbol: 'BTC/USDT',
    side: 'buy',
    quantity: '0.01',
    expectedPrice: '43900',
    reason: 'the fast mean crossed the slow one upwards',
    status: 'filled',
    code: null,
    message: null,
    value: null,
    limit: null,
    at: iso(nowMs - (123 - number) * 60 * SECOND),
    price: '43912.4',
    fee: '0.44',
    cashFlow: '-439.56',
    ...more,
  })
  return [
    order(122, {}),
    order(121, {
      agent: 'trading',
      symbol: 'ETH/USDT',
      quantity: '2.5',
      status: 'denied',
      code: 'max-position',
      message: 'ETH/USDT would be a larger part of equity than it may',
      value: 31.2,
      limit: 25,
      price: null,
      fee: null,
      cashFlow: null,
      reason: 'RSI under 30',
    }),
    order(118, {
      side: 'sell',
      origin: 'protection',
      symbol: 'SOL/USDT',
      quantity: '12',
      price: '98.2',
      reason: 'stop',
    }),
  ]
}

/** A loop that sleeps, its last cycle having had a retry, a timeout, a kill and a failure. */
export function sleepingLive(nowMs: number): Live {
  return { nowMs, doing: 'sleeping', sleepsUntilMs: nowMs + 42 * SECOND, cycle: endedCycle(nowMs - 18 * SECOND) }
}

/** A loop in the middle of a cycle: one agent queued, one running, one waiting for a retry, one past its deadline. */
export function runningLive(nowMs: number): Live {
  const startedMs = nowMs - 4200
  const runs = [
    run('risk', startedMs, { phase: 'critical', attempts: [answered(1, startedMs, 60)], status: 'success' }),
    run('technical', startedMs + 70, { attempts: [answered(1, startedMs + 70, 400)], status: 'success' }),
    running('sentiment', startedMs + 70, [attempt(1, startedMs + 80, { deadlineMs: startedMs + 3080 })]),
    running('strategy', startedMs + 70, [
      failed(1, startedMs + 480, 700),
      attempt(2, startedMs + 2200, { deadlineMs: startedMs + 5200 }),
    ]),
    { ...running('trading', startedMs + 70, [failed(1, startedMs + 500, 2900)]), ...waiting(startedMs + 6000) },
    { ...running('copybot', startedMs + 70, []), doing: 'queued' as const },
  ]
  return { nowMs, doing: 'running', sleepsUntilMs: null, cycle: cycle(startedMs, { runs, state: 'active' }) }
}

const waiting = (retryAtMs: number) => ({ doing: 'waiting' as const, retryAtMs })

function endedCycle(endedMs: number): LiveCycle {
  const startedMs = endedMs - 4100
  const runs: readonly LiveRun[] = [
    run('risk', startedMs, { phase: 'critical', attempts: [answered(1, startedMs, 42)], summary: 'no limit is near' }),
    run('technical', startedMs + 45, { attempts: [answered(1, startedMs + 45, 310)] }),
    run('sentiment', startedMs + 45, {
      attempts: [
        attempt(1, startedMs + 50, {
          deadlineMs: startedMs + 3050,
          endedMs: startedMs + 3210,
          failure: { code: 'timeout', message: 'no answer within 3 s' },
          late: true,
          ending: 'late',
        }),
      ],
      status: 'timeout',
      failure: { code: 'timeout', message: 'no answer within 3 s' },
      endedMs: startedMs + 3210,
    }),
    run('strategy', startedMs + 45, {
      attempts: [failed(1, startedMs + 360, 500), answered(2, startedMs + 1860, 640)],
      summary: 'bought 0.01 BTC/USDT',
    }),
    run('copybot', startedMs + 45, {
      attempts: [
        attempt(1, startedMs + 700, {
          deadlineMs: startedMs + 3000,
          endedMs: startedMs + 4010,
          failure: { code: 'timeout', message: 'no answer within 2.3 s' },
          late: true,
          ending: 'killed',
        }),
      ],
      status: 'timeout',
      failure: { code: 'timeout', message: 'no answer within 2.3 s' },
      endedMs: startedMs + 4010,
    }),
    run('trading', startedMs + 45, {
      attempts: [failed(1, startedMs + 900, 300)],
      status: 'failed',
      failure: { code: 'threw', message: 'fetch failed: ECONNRESET' },
    }),
    run('slow', startedMs + 45, {
      attempts: [],
      status: 'skipped',
      failure: { code: 'needs', message: 'trading did not succeed' },
    }),
  ]
  return cycle(startedMs, { runs, endedMs, state: 'active', status: 'degraded' })
}

function cycle(startedMs: number, more: Partial<LiveCycle>): LiveCycle {
  return {
    id: 'c000123',
    number: 123,
    tick: iso(startedMs),
    asOf: iso(startedMs),
    startedMs,
    endedMs: null,
    skippedTicks: 0,
    state: null,
    reasons: [],
    status: null,
    graceMs: 1000,
    runs: [],
    ...more,
  }
}

function run(agent: string, queuedMs: number, more: Partial<LiveRun>): LiveRun {
  const endedMs = more.attempts?.at(-1)?.endedMs ?? queuedMs
  return {
    agent,
    phase: 'parallel',
    doing: 'ended',
    queuedMs,
    timeoutMs: 3000,
    retries: 2,
    attempts: [],
    retryAtMs: null,
    endedMs,
    status: 'success',
    failure: null,
    summary: null,
    ...more,
  }
}

function running(agent: string, queuedMs: number, attempts: readonly LiveAttempt[]): LiveRun {
  return run(agent, queuedMs, { doing: 'running', attempts, endedMs: null, status: null })
}

function attempt(number: number, startedMs: number, more: Partial<LiveAttempt>): LiveAttempt {
  const unended = { endedMs: null, failure: null, late: false, ending: null }
  return { number, startedMs, deadlineMs: startedMs + 3000, ...unended, ...more }
}

function answered(number: number, startedMs: number, tookMs: number): LiveAttempt {
  return attempt(number, startedMs, { endedMs: startedMs + tookMs, ending: 'answered' })
}

function failed(number: number, startedMs: number, tookMs: number): LiveAttempt {
  const failure = { code: 'threw', message: 'fetch failed: ECONNRESET' } as const
  return attempt(number, startedMs, { endedMs: startedMs + tookMs, failure, ending: 'failed' })
}
