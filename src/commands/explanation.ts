import type { FailureCode } from '../orchestrator/record.js'
import type { AgentTally } from '../orchestrator/tally.js'
import { duration, inCycles, instant, money, price, quantity } from '../report/figures.js'
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
  'stop-not-up': 'a stop above the one that is kept',
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
  /** Of the agent, after the newest cycle. */
  readonly counts: AgentTally | undefined
}

/** What an agent did last, and why it did not trade if it did not. */
export function explainRun(run: RecordedRun, { cycle, newest, orders, counts }: RunContext): Explanation {
  const { agent, cycleId, status } = run
  const missed = newest !== undefined && newest.number > (cycle?.number ?? 0)
  return {
    title: `${agent} in ${missed ? 'its last cycle, ' : ''}${cycleId}`,
    mark: runMark[status],
    sentence: `${instant(run.startedAt)}, after ${duration(run.durationMs)}: ${outcome(run, orders.length, counts)}`,
    changes: missed
      ? `it took no part in ${newest.id}: see riskfirst agents list`
      : changesOfRun(run, orders.length, counts),
  }
}

function outcome(run: RecordedRun, orders: number, counts: AgentTally | undefined): string {
  const { status, failureMessage, proposal, attempts } = run
  if (run.failureCode === 'circuit-open') return `${failureMessage}. Its last error: ${counts?.lastError}`
  if (failureMessage !== null) return attempts > 1 ? `${failureMessage} (${attempts} attempts)` : failureMessage
  const said = proposal?.summary ?? 'it said nothing'
  if (status === 'noop') return `${said} It proposed nothing.`
  return orders === 0 ? `${said} It asked for no order.` : said
}

function changesOfRun(run: RecordedRun, orders: number, counts: AgentTally | undefined): string {
  const { agent, status, failureCode } = run
  if (counts?.breaker.state === 'open' && status !== 'halted') return changesOfRest(agent, counts.breaker.triesInCycles)
  if (failureCode !== null) return changesOfFailure[failureCode](agent)
  return orders > 0 ? 'its next proposal; its orders follow' : 'its next proposal'
}

function changesOfRest(agent: string, triesInCycles: number): string {
  const retry = `a success: it rests, and tries again ${inCycles(triesInCycles)}`
  return `${retry}; orchestrator.breakerFailures: 0 ends the rest, riskfirst agents run ${agent} tries it alone`
}

const nextRun = 'its next run, in the next cycle'

/** By failure code; what an agent's own process printed is in its log. */
const changesOfFailure: Readonly<Record<FailureCode, (agent: string) => string>> = {
  threw: () => nextRun,
  timeout: (agent) => `a faster answer in its next run, or agents.${agent}.timeout`,
  'no-proposal': (agent) => `a proposal in its next run; riskfirst agents run ${agent} shows what it answers`,
  'invalid-proposal': (agent) =>
    `a valid proposal in its next run; riskfirst agents run ${agent} shows what it answers`,
  exited: (agent) => `the program; what it printed: riskfirst logs ${agent}`,
  'out-of-memory': (agent) => `less need of memory, or agents.${agent}.maxMemoryMb`,
  'output-limit': (agent) => `fewer words from the program: riskfirst logs ${agent}`,
  'not-started': (agent) => `agents.${agent} in the configuration: riskfirst config check, riskfirst logs ${agent}`,
  protocol: (agent) => `a program that keeps to the protocol: riskfirst logs ${agent}`,
  aborted: () => nextRun,
  'not-due': () => 'the cycle in which its conditions hold',
  'phase-timeout': () => 'a place within the timeout of its phase, in the next cycle',
  'circuit-open': () => 'its next try, in the next cycle',
  'still-running': () => 'the end of its earlier run',
  needs: () => 'the success of the agents that it needs',
  state: () => 'the trading state: riskfirst why',
  'kill-switch': () => 'riskfirst resume --reason "…"',
  'cycle-failed': () => 'what kept the cycle from running: riskfirst why',
}

const round = (value: number) => String(Number(value.toPrecision(6)))
