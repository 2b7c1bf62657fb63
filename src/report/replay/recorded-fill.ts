import type { Receipt } from '../../desk/order.js'
import type { Moment } from './moment.js'

/** An order that was filled, as numbers. */
export interface RecordedFill {
  readonly at: string
  readonly atMs: number
  readonly agent: string
  readonly symbol: string
  readonly side: Receipt['side']
  /** Exact decimal strings. */
  readonly exact: { readonly quantity: string; readonly cashFlow: string }
  readonly quantity: number
  readonly price: number
  /** quantity · price, quote currency. */
  readonly notional: number
  readonly fee: number
  readonly reason: string
}

/** The fill that a receipt tells of; undefined when it tells of none. */
export function fillOf(receipt: Receipt, { at, atMs }: Pick<Moment, 'at' | 'atMs'>): RecordedFill | undefined {
  if (receipt.status !== 'filled') return undefined
  const { agent, symbol, side, reason, cashFlow = '0' } = receipt
  const quantity = Number(receipt.quantity)
  const price = Number(receipt.price ?? 0)
  return {
    at,
    atMs,
    agent,
    symbol,
    side,
    exact: { quantity: receipt.quantity, cashFlow },
    quantity,
    price,
    notional: quantity * price,
    fee: Number(receipt.fee ?? 0),
    reason,
  }
}
