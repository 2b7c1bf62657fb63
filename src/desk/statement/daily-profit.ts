import { formatValue, parseValue, toValue, type Value } from '../money.js'
import { type Booked, bookedBy, nothingBooked } from './booked.js'
import { addedUp, madeOf, type Profit, type ProfitRow } from './profit.js'
import type { Statement } from './statement.js'
import type { Trade } from './trades.js'

/** What the account was worth after the last cycle of a day. */
export interface DayEnd {
  /** UTC, of market time: `2026-01-01`. */
  readonly day: string
  /** Exact; null when a held symbol had no price. */
  readonly equity: string | null
}

/** What one day has made. */
export interface DailyProfit extends ProfitRow {
  /** At its end. */
  readonly equity: string | null
}

/**
 * By UTC day of market time, from the first on that a cycle or a trade fell on. The profit of a day is how equity
 * changed; after one whose end is unknown, it is since the last known end before it.
 */
export function profitByDay(statement: Statement, dayEnds: readonly DayEnd[]): Profit<DailyProfit> {
  const booked = bookedBy(statement.trades, dayOf)
  const ends = new Map(dayEnds.map(({ day, equity }) => [day, equity]))
  const days = [...new Set([...ends.keys(), ...booked.keys()])].sort()
  let known: Known = { equity: toValue(statement.ledger.startingCash), booked: 0n }
  const rows = days.map((name) => {
    const made = booked.get(name) ?? nothingBooked
    known = { ...known, booked: known.booked + gainOf(made) }
    const equity = ends.get(name) ?? null
    if (equity === null) return { name, ...madeOf(made, undefined), equity }
    const profit = parseValue(equity) - known.equity
    const row = { name, ...madeOf(made, profit - known.booked), profit: formatValue(profit), equity }
    known = { equity: parseValue(equity), booked: 0n }
    return row
  })
  return addedUp(rows, statement)
}

/** The last known end of a day, and what was booked since then. */
interface Known {
  readonly equity: Value
  readonly booked: Value
}

const gainOf = ({ realised, buyFees }: Booked): Value => toValue(realised - buyFees)

const dayOf = ({ at }: Trade): string => at.slice(0, 10)
