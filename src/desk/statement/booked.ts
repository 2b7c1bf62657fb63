import { type Amount, parseAmount } from '../money.js'
import type { Trade } from './trades.js'

/** What trades have booked. */
export interface Booked {
  readonly trades: number
  /** Positions closed with a gain, and with a loss, all fees counted. */
  readonly won: number
  readonly lost: number
  /** Σ (proceeds − cost share − fee) of sales. */
  readonly realised: Amount
  readonly buyFees: Amount
  readonly sellFees: Amount
}

/** Of no trade. */
export const nothingBooked: Booked = { trades: 0, won: 0, lost: 0, realised: 0n, buyFees: 0n, sellFees: 0n }

/** What trades have booked in all. */
export function bookedInAll(trades: readonly Trade[]): Booked {
  return trades.reduce(booked, nothingBooked)
}

/** What they have booked by what `keyOf` says, in the order in which that is first said. */
export function bookedBy(trades: readonly Trade[], keyOf: (trade: Trade) => string): ReadonlyMap<string, Booked> {
  const sums = new Map<string, Booked>()
  for (const trade of trades) {
    const key = keyOf(trade)
    sums.set(key, booked(sums.get(key) ?? nothingBooked, trade))
  }
  return sums
}

function booked(before: Booked, { side, fee, realised, trip }: Trade): Booked {
  const paid = parseAmount(fee)
  return {
    trades: before.trades + 1,
    won: before.won + (trip === 'won' ? 1 : 0),
    lost: before.lost + (trip === 'lost' ? 1 : 0),
    realised: before.realised + (realised === null ? 0n : parseAmount(realised)),
    buyFees: before.buyFees + (side === 'buy' ? paid : 0n),
    sellFees: before.sellFees + (side === 'sell' ? paid : 0n),
  }
}
