import { type Amount, ceilTo, floorTo, multiplyDown, multiplyUp, ONE } from './money.js'
import type { Side } from './order.js'

/** A market order as the venue gets it. */
export interface BrokerOrder {
  /** The venue answers the same id with the same answer, whatever happened in between. */
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly quantity: Amount
}

/** What the venue made of an order. The quantity filled may be less than asked, never more. */
export type Placed =
  | { readonly status: 'filled'; readonly price: Amount; readonly quantity: Amount; readonly fee: Amount }
  | { readonly status: 'rejected'; readonly message: string }

/** What the venue holds for us. */
export interface BrokerAccount {
  readonly cash: Amount
  /** By symbol; only what is held. */
  readonly holdings: ReadonlyMap<string, Amount>
}

/** How a venue trades a symbol. */
export interface Rules {
  /** Quantities are multiples of this. */
  readonly lot: Amount
  /** Prices are multiples of this. */
  readonly tick: Amount
  /** The least notional of an order, quote currency; 0 for none. */
  readonly minNotional: Amount
  /** Fee as a fraction of the notional. */
  readonly feeRate: Amount
  /** What a market order is expected to move its price against itself, as a fraction. */
  readonly slippage: Amount
}

/**
 * Where orders go. `place` and `lookup` throw when the answer is unknown, as the order may or may not have been filled,
 * and when the id is that of another order.
 */
export interface Broker {
  place(order: BrokerOrder): Promise<Placed>
  /** What became of an order; undefined when the venue never received it. */
  lookup(order: BrokerOrder): Promise<Placed | undefined>
  account(): Promise<BrokerAccount>
  rules(symbol: string): Rules
}

/** The price after slippage, rounded to the tick, both against the order. */
export function slippedPrice(side: Side, price: Amount, { slippage, tick }: Rules): Amount {
  return side === 'buy'
    ? ceilTo(multiplyUp(price, ONE + slippage), tick)
    : floorTo(multiplyDown(price, ONE - slippage), tick)
}

/** quantity · price · rate, rounded up once. */
export function feeOf(quantity: Amount, price: Amount, rate: Amount): Amount {
  const exact = quantity * price * rate
  return (exact + ONE * ONE - 1n) / (ONE * ONE)
}

/** Cash moved by a fill, fee included: a buy's cost rounded up (negative), a sell's proceeds rounded down. */
export function cashMoved(side: Side, fill: { quantity: Amount; price: Amount; fee: Amount }): Amount {
  const { quantity, price, fee } = fill
  return side === 'buy' ? -(multiplyUp(quantity, price) + fee) : multiplyDown(quantity, price) - fee
}
