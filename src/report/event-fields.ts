import type { StateReason } from '../agents/agent.js'
import type { Receipt } from '../desk/order.js'
import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import type { Failure, RunRecord } from '../orchestrator/record.js'
import type { DeskReport } from './desk-report.js'

/** An event for programs, beside its type: what belongs to an agent carries `agent` and `run`, such as `c000012/risk`. */
export function fieldsOf(event: OrchestratorEvent<Settlement>, cycle: string): object {
  const runOf = (agent: string) => ({ agent, run: `${cycle}/${agent}` })
  switch (event.type) {
    case 'cycle-started':
      return { tick: event.cycle.tick, asOf: event.cycle.asOf, skippedTicks: event.skippedTicks }
    case 'observed':
      return { faults: event.faults.map(reason) }
    case 'phase-started':
      return { phase: event.phase, agents: event.agents.map(({ name }) => name) }
    case 'attempt-started':
    case 'attempt-late':
      return { ...runOf(event.agent), attempt: event.attempt }
    case 'attempt-failed': {
      const { agent, attempt, retryInMs } = event
      return { ...runOf(agent), attempt, failure: failure(event.failure), retryInMs }
    }
    case 'run-ended':
      return { ...runOf(event.record.agent), ...ended(event.record) }
    case 'gate-decided': {
      const { state, reasons, since } = event.state
      return { state, since, reasons: reasons.map(reason) }
    }
    case 'settled':
      return { orders: event.settlement.receipts.length }
    case 'journal-failed':
      return { step: event.step, error: event.message }
    case 'alert-raised':
    case 'alert-cleared': {
      const { kind, agent, raisedAt, cycleId } = event.alert
      return { alert: kind, ...(agent === undefined ? {} : { agent }), raisedAt, raisedBy: cycleId }
    }
    case 'cycle-ended':
      return cycleFields(event.report)
    case 'ticks-skipped':
      return { count: event.count }
    case 'sleeping':
      return { until: new Date(event.untilMs).toISOString() }
  }
}

/** What became of one order. */
export function orderFields(receipt: Receipt): object {
  const { clientOrderId, cycleId, agent, symbol, side, quantity, status, price, fee, code, reason: asked } = receipt
  return {
    order: clientOrderId,
    cycle: cycleId,
    agent,
    run: `${cycleId}/${agent}`,
    symbol,
    side,
    quantity,
    status,
    price,
    fee,
    code,
    reason: asked,
  }
}

function cycleFields({ status, state, durationMs, sealed, settlement, runs, error }: DeskReport): object {
  const { equity } = settlement.portfolio
  return {
    status,
    state: state.state,
    reasons: state.reasons.map(reason),
    durationMs: rounded(durationMs),
    sealed,
    equity,
    error,
    agents: Object.fromEntries(runs.map((run) => [run.agent, run.status])),
    orders: settlement.receipts.length,
  }
}

function ended({ phase, status, durationMs, queuedMs, attempts, ...run }: RunRecord): object {
  return {
    phase,
    status,
    durationMs: rounded(durationMs),
    queuedMs: rounded(queuedMs),
    attempts: attempts.length,
    ...(run.failure === undefined ? {} : { failure: failure(run.failure) }),
  }
}

/** To the microsecond. */
const rounded = (ms: number) => Math.round(ms * 1000) / 1000

/** Without the stack, which may be long, and tells of an agent's code. */
const failure = ({ code, message }: Failure) => ({ code, message })

const reason = ({ code, message, cause, agent, value, limit }: StateReason) => ({
  code,
  message,
  cause,
  agent,
  value,
  limit,
})
