import { duration, instant, money, price, quantity } from '../report/figures.js'
import { runMark } from '../report/marks.js'
import type { Cell } from '../report/page.js'
import type { RecordedCycle, RecordedOrder, RecordedRun } from '../store/queries.js'
import { recordedOrderMark } from './recorded-marks.js'

/** What happened, why, and what changes it; for people. */
export interface Explanation {
  readonly title: string
  readonly mark: Cell
  readonly sentence: string
  readonly changes: string
}

/** What became of an order. */
export function explainOrder(order: RecordedOrder): Explanation {
  const { clientOrderId, cycleId, agent, side, symbol, at, status } = order
  const by = order.origin === 'agent' ? agent : `the ${order.origin} of ${agent}`
  return {
    title: `${clientOrderId}: ${side} ${quantity(Number(order.quantity))} ${symbol}, for ${by}`,
    mark: recordedOrderMark[status],
    sentence: `in cycle ${cycleId} at ${instant(at)}${fate(order)}. Asked for because: ${order.reason}`,
    changes: changesOfOrder(order),
  }
}

function fate({ status, message, code, value, limit, price: filledAt, fee, cashFlow }: RecordedOrder): string {
  if (status === 'filled' && filledAt !== null)
    return ` at ${price(Number(filledAt))}, fee ${money(Number(fee))}, cash ${money(Number(cashFlow))}`
  const figures = value === null || limit === null ? '' : ` (${round(value)} against a limit of ${round(limit)})`
  return `${code === null ? '' : `, ${code}`}${message === null ? '' : `: ${message}`}${figures}`
}

function changesOfOrder({ status, code }: RecordedOrder): string {
  return (status === 'denied' ? changesOfDenial[code ?? ''] : undefined) ?? changesOfStatus[status]
}

const changesOfStatus: Readonly<Record<RecordedOrder['status'], string>> = {
  filled: 'nothing: it is done',
  denied: 'the agent may ask again in the next cycle',
  rejected: 'the venue; the agent may ask again in the next cycle',
  sent: 'the next cycle asks the broker; it is never sent twice',
  unresolved: 'the next cycle asks the broker again; it is never sent twice',
}

/** By denial code; limits are raised in the configuration, under `limits`. */
const changesOfDenial: Readonly<Record<string, string>> = {
  halted: 'the trading state: riskfirst why',
  reducing: 'the trading state: riskfirst why; reductions are sent meanwhile',
  restricted: 'the verdict that restricts the symbol: riskfirst why',
  'kill-switch': 'riskfirst resume --reason "…"',
  'unknown-symbol': 'market.symbols in the configuration',
  'no-price': 'a price for the symbol',
  'suspect-price': 'a price that can be trusted again',
  'invalid-order': 'the agent has to propose a valid order',
  'nothing-held': "a position in the agent's own book",
  'below-minimum': 'a larger order, or limits.minOrderUsd',
  'max-order': 'a smaller order, or limits.maxOrderPercent and limits.maxOrderUsd',
  'max-position': 'a smaller position, or limits.maxPositionPercent',
  'min-cash': 'more cash, or limits.minCashPercent',
  'max-orders-per-cycle': 'the next cycle, or limits.maxOrdersPerCycle',
  'max-orders-per-day': 'the next UTC day, or limits.maxOrdersPerDay',
  'max-turnover': 'the next UTC day, or limits.maxTurnoverPercentPerDay',
  'max-deviation': 'a price nearer to what the agent saw, or limits.maxDeviationPercent',
  'journal-failed': 'a journal that can be written: see the disk',
}

/** What is known around a run. */
export interface RunContext {
  readonly cycle: RecordedCycle | undefined
  /** The last cycle that came to its end. */
  readonly newest: RecordedCycle | undefined
  readonly orders: readonly RecordedOrder[]
}

/** What an agent did last, and why it did not trade if it did not. */
export function explainRun(run: RecordedRun, { cycle, newest, orders }: RunContext): Explanation {
  const { agent, cycleId, status } = run
  const missed = newest !== undefined && newest.number > (cycle?.number ?? 0)
  return {
    title: `${agent} in ${missed ? 'its last cycle, ' : ''}${cycleId}`,
    mark: runMark[status],
    sentence: `${instant(run.startedAt)}, after ${duration(run.durationMs)}: ${outcome(run, orders.length)}`,
    changes: missed ? `it took no part in ${newest.id}: see riskfirst agents list` : changesOfRun(run, orders.length),
  }
}

function outcome({ status, failureMessage, proposal, attempts }: RecordedRun, orders: number): string {
  if (failureMessage !== null) return attempts > 1 ? `${failureMessage} (${attempts} attempts)` : failureMessage
  const said = proposal?.summary ?? 'it said nothing'
  if (status === 'noop') return `${said} It proposed nothing.`
  return orders === 0 ? `${said} It asked for no order.` : said
}

function changesOfRun({ status, failureCode }: RecordedRun, orders: number): string {
  if (failureCode === 'state') return 'the trading state: riskfirst why'
  if (failureCode === 'kill-switch') return 'riskfirst resume --reason "…"'
  if (failureCode === 'needs') return 'the success of the agents that it needs'
  if (failureCode === 'still-running') return 'the end of its earlier run'
  if (status === 'success' && orders > 0) return 'its next proposal; its orders follow'
  return status === 'success' || status === 'noop' ? 'its next proposal' : 'its next run, in the next cycle'
}

const round = (value: number) => String(Number(value.toPrecision(6)))
