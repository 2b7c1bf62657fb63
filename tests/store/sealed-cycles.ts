import type { Cycle, StateReason } from '../../src/agents/agent.js'
import type { Fill, SentOrder } from '../../src/desk/journal.js'
import type { Receipt } from '../../src/desk/order.js'
import type { ExactAccount, Settlement } from '../../src/desk/settlement.js'
import type { CycleReport, RunRecord } from '../../src/orchestrator/record.js'
import { emptyTally } from '../../src/orchestrator/tally.js'

/** The start of the nth cycle, an hour apart. */
export function startOf(n: number) {
  const at = new Date(Date.parse('2026-01-01T00:00:00Z') + n * 3_600_000).toISOString()
  return { tick: at, asOf: at, startedAt: at }
}

/** A run that succeeded, unless told otherwise. */
export function runOf(agent: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    agent,
    phase: agent === 'risk' ? 'critical' : 'parallel',
    status: 'success',
    startedAt: '2026-01-01T00:00:00.500Z',
    queuedMs: 1.5,
    durationMs: 20.25,
    attempts: [{ number: 1, durationMs: 20.25 }],
    proposal: { summary: `${agent} has spoken.` },
    ...changes,
  }
}

/** An order as the desk journals it before it is sent. */
export function orderOf(cycle: Cycle, agent = 'strategy', position = 1): SentOrder {
  return {
    clientOrderId: `${cycle.id}-${agent}-${position}`,
    cycleId: cycle.id,
    agent,
    origin: 'agent',
    symbol: 'BTC/USDT',
    side: 'buy',
    quantity: '0.01',
    expectedPrice: '50000',
    reason: 'the trend is up',
    at: cycle.asOf,
    protect: { stop: '47500' },
  }
}

/** The whole fill of an order at its expected price. */
export function fillOf(order: SentOrder): Fill {
  const { clientOrderId, cycleId, agent, symbol, side, quantity, at } = order
  return {
    clientOrderId,
    cycleId,
    agent,
    symbol,
    side,
    quantity,
    price: '50025',
    fee: '0.50025',
    cashFlow: '-500.75025',
    at,
  }
}

/** The receipt of an order that ended like this. */
export function receiptOf(order: SentOrder, changes: Partial<Receipt>): Receipt {
  const { clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason } = order
  return { clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason, status: 'filled', ...changes }
}

const account: ExactAccount = {
  startingCash: '10000',
  cash: '9499.24975',
  equity: '9999.49975',
  positions: [{ symbol: 'BTC/USDT', quantity: '0.01', cost: '500.25', price: '50025' }],
  books: [],
}

/** What settling left: nothing but the account, unless told otherwise. */
export function settlementOf(changes: Partial<Settlement> = {}): Settlement {
  const own = { positions: {}, cashFlow: 0, realised: 0, fees: 0 }
  const portfolio = {
    quote: 'USDT',
    complete: true,
    missing: [],
    cash: 9499.25,
    positions: {},
    baselines: {},
    roundTrips: [],
    own,
  }
  return { receipts: [], stops: [], portfolio, account, baselines: [], ...changes }
}

/** An active cycle of two agents that went well, unless told otherwise. */
export function reportOf(cycle: Cycle, changes: Partial<CycleReport<Settlement>> = {}): CycleReport<Settlement> {
  return {
    cycle,
    status: 'success',
    state: { state: 'active', reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' },
    startedAt: cycle.tick,
    endedAt: cycle.tick,
    durationMs: 41.5,
    runs: [runOf('risk'), runOf('strategy')],
    settlement: settlementOf(),
    performance: { sequentialMs: 40.5, wallMs: 41.5, speedup: 0.97 },
    skippedTicks: 0,
    tally: { ...emptyTally, cycles: cycle.number },
    alerts: [],
    health: { risk: 'healthy', strategy: 'healthy' },
    sealed: true,
    ...changes,
  }
}

/** A breach of the daily loss that wants to be latched. */
export const dailyLoss: StateReason = {
  code: 'daily-loss',
  message: 'down 5.2% since the day began, limit 5%',
  cause: 'breach',
  agent: 'risk',
  latch: true,
  value: 5.2,
  limit: 5,
  baseline: 'dayStart',
}
