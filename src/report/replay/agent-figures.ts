import type { Receipt } from '../../desk/order.js'
import type { ExactBook } from '../../desk/settlement.js'
import type { AgentTally } from '../../orchestrator/tally.js'
import { share } from '../derived-figures.js'
import { CodeCounts } from './code-counts.js'
import type { LastPrices } from './last-prices.js'
import type { AgentFigures } from './report.js'
import type { ClosedTrades } from './round-trips.js'
import type { RunFailures } from './run-failures.js'

/** An agent of the team. */
export interface TeamMember {
  readonly name: string
  readonly phase: string
}

/** What became of the orders of one agent. */
export class AgentOrders {
  #orders = 0
  #filled = 0
  #denied = 0
  #rejected = 0
  #fees = 0
  readonly #deniedByCode = new CodeCounts()

  add({ status, code, fee = '0' }: Receipt): void {
    this.#orders += 1
    if (status === 'denied') {
      this.#denied += 1
      if (code !== undefined) this.#deniedByCode.add(code)
    } else if (status === 'filled') {
      this.#filled += 1
      this.#fees += Number(fee)
    } else if (status !== 'dry-run') this.#rejected += 1
  }

  figures(): Pick<AgentFigures, 'orders' | 'filled' | 'denied' | 'denied_by_code' | 'rejected' | 'fees'> {
    return {
      orders: this.#orders,
      filled: this.#filled,
      denied: this.#denied,
      denied_by_code: this.#deniedByCode.counts(),
      rejected: this.#rejected,
      fees: this.#fees,
    }
  }
}

/** What an agent's row is made of. */
export interface AgentRow {
  readonly member: TeamMember
  readonly cycles: number
  /** Its counts; undefined when it was never scheduled. */
  readonly tally: AgentTally | undefined
  readonly orders: AgentOrders
  readonly failures: RunFailures
  readonly trades: ClosedTrades
  /** Undefined when it never traded. */
  readonly book: ExactBook | undefined
  readonly prices: LastPrices
}

/** What one agent did over the whole span. */
export function agentFigures(row: AgentRow): AgentFigures {
  const { member, cycles, tally, orders, failures: failed, trades, book, prices } = row
  const { executions = 0, successes = 0, failures = 0 } = tally ?? {}
  return {
    agent: member.name,
    phase: member.phase,
    runs: executions,
    successes,
    failed: failures,
    failed_by_code: failed.counts(),
    skipped: cycles - executions,
    success_rate_percent: share(successes, executions),
    ...orders.figures(),
    profit: book === undefined ? 0 : profitOf(book, prices),
    realised: Number(book?.realised ?? 0),
    trades_closed: trades.closed,
    trades_won: trades.won,
    win_rate_percent: share(trades.won, trades.closed),
  }
}

/** Cash moved and what is held, at its last price where it has none now. */
export function profitOf({ cashFlow, positions }: ExactBook, prices: LastPrices): number {
  let profit = Number(cashFlow)
  for (const { symbol, quantity, price } of positions)
    profit += Number(quantity) * (price === null ? (prices.of(symbol) ?? 0) : Number(price))
  return profit
}
