import {
  amountToNumber,
  formatValue,
  parseAmount,
  parseValue,
  toValue,
  type Value,
  valueToNumber,
} from '../../desk/money.js'
import type { ExactPosition } from '../../desk/settlement.js'
import { drawdownPercent } from '../../report/derived-figures.js'
import type { Store } from '../../store/database.js'
import { lastAccount, type RecordedAccount } from '../../store/queries.js'
import { protectionsInForce, storedBaseline } from '../../store/watch-queries.js'
import type { WatchedAccount, WatchedPosition } from '../api.js'

/** The account as the last sealed cycle left it, in exact figures; null before the first. */
export function watchedAccount({ database, identity }: Store): WatchedAccount | null {
  const account = lastAccount(database)
  if (account === undefined) return null
  const { cycleId, asOf, cash, equity, books } = account
  const { startingCash } = identity
  const worth = equity === null ? undefined : parseValue(equity)
  const dayStart = storedBaseline(database, 'dayStart')?.equity
  const peak = storedBaseline(database, 'highWaterMark')
  const highWaterMark = peak && { equity: valueToNumber(parseValue(peak.equity)), at: peak.at }
  return {
    cycleId,
    asOf,
    startingCash,
    cash,
    equity,
    books,
    profit: gain(worth, toValue(parseAmount(startingCash))),
    drawdownPercent:
      worth === undefined || highWaterMark === undefined
        ? null
        : drawdownPercent({
            equity: valueToNumber(worth),
            baselines: { highWaterMark },
          }),
    exposurePercent: exposure(worth, cash),
    dayProfit: dayStart === undefined ? null : gain(worth, parseValue(dayStart)),
    positions: positions(account, protectionsInForce(database)),
  }
}

/** The share of equity that is not cash, in percent; null when that cannot be told. */
function exposure(worth: Value | undefined, cash: string): number | null {
  if (worth === undefined || worth <= 0n) return null
  const equity = valueToNumber(worth)
  return (100 * (equity - amountToNumber(parseAmount(cash)))) / equity
}

const gain = (worth: Value | undefined, before: Value) => (worth === undefined ? null : formatValue(worth - before))

function positions(
  { positions, books }: RecordedAccount,
  protections: ReturnType<typeof protectionsInForce>,
): readonly WatchedPosition[] {
  return positions.map((position) => {
    const value = valueOf(position)
    const holders = books.flatMap(({ agent, positions }) => {
      const quantity = positions.find(({ symbol }) => symbol === position.symbol)?.quantity
      if (quantity === undefined) return []
      const kept = protections.find((one) => one.agent === agent && one.symbol === position.symbol)
      return [{ agent, quantity, protect: kept?.protect ?? null }]
    })
    return {
      ...position,
      value: value === undefined ? null : formatValue(value),
      unrealised: gain(value, toValue(parseAmount(position.cost))),
      holders,
    }
  })
}

function valueOf({ quantity, price }: ExactPosition): Value | undefined {
  return price === null ? undefined : parseAmount(quantity) * parseAmount(price)
}
