import type { StateReason } from '../../../src/agents/agent.js'
import type { Receipt } from '../../../src/desk/order.js'
import type { ExactBook } from '../../../src/desk/settlement.js'
import type { RunRecord } from '../../../src/orchestrator/record.js'
import type { AgentTally } from '../../../src/orchestrator/tally.js'
import type { DeskReport } from '../../../src/report/desk-report.js'
import { type RecorderOptions, ReplayRecorder } from '../../../src/report/replay/recorder.js'
import { receipt, report, settlement } from '../reports.js'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** Epoch ms of an instant such as `2022-04-01T10:00`, UTC. */
export const at = (text: string): number => Date.parse(`${text}Z`)

/** What a cycle is told about; what is left out is as in a quiet cycle without a trade. */
export interface ToldCycle {
  readonly atMs: number
  /** Null when a held symbol has no price. */
  readonly equity: number | null
  readonly cash?: number
  readonly state?: DeskReport['state']['state']
  readonly reasons?: readonly StateReason[]
  readonly receipts?: readonly Receipt[]
  readonly books?: readonly ExactBook[]
  readonly runs?: readonly RunRecord[]
  readonly tallies?: Readonly<Record<string, AgentTally>>
}

/** A whole report of such a cycle. */
export function cycleOf(told: ToldCycle): DeskReport {
  const { atMs, equity, cash = equity ?? 0, state = 'active', reasons = [], receipts = [], books = [] } = told
  const asOf = new Date(atMs).toISOString()
  const whole = report()
  const { equity: _, ...portfolio } = settlement(receipts, { cash }).portfolio
  return {
    ...whole,
    cycle: { ...whole.cycle, asOf, tick: asOf },
    state: { state, reasons, restrict: [], since: asOf },
    settlement: {
      ...settlement(receipts),
      portfolio: equity === null ? portfolio : { ...portfolio, equity },
      account: { startingCash: '1000', cash: String(cash), equity: null, positions: [], books },
    },
    runs: told.runs ?? [],
    tally: { ...whole.tally, agents: told.tallies ?? {} },
  }
}

/** A recorder of two agents on one symbol whose price is always 100, without costs; its options can be replaced. */
export function recorderOf(changes: Partial<RecorderOptions> = {}): ReplayRecorder {
  return new ReplayRecorder({
    startingCash: 1000,
    quote: () => 100,
    symbols: ['BTC/USDT'],
    timeframeMs: HOUR_MS,
    feeRate: 0,
    slippageBps: 0,
    agents: [
      { name: 'risk', phase: 'critical' },
      { name: 'trend', phase: 'parallel' },
    ],
    ...changes,
  })
}

/** A fill of `trend` in BTC; cash moved is what it costs or brings, its fee included. */
export function fill(side: Receipt['side'], quantity: number, price: number, changes: Partial<Receipt> = {}): Receipt {
  const fee = Number(changes.fee ?? 0)
  const notional = quantity * price
  return receipt({
    agent: 'trend',
    side,
    quantity: String(quantity),
    price: String(price),
    fee: String(fee),
    cashFlow: String(side === 'buy' ? -notional - fee : notional - fee),
    reason: `a ${side}`,
    ...changes,
  })
}
