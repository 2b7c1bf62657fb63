import { cashMoved } from '../../../src/desk/broker.js'
import { formatAmount, parseAmount } from '../../../src/desk/money.js'
import type { FilledOrder } from '../../../src/desk/statement/trades.js'

/** A fill with its id, at a fee of nothing unless told otherwise. */
export function filledOrder(
  clientOrderId: string,
  facts: Pick<FilledOrder, 'side' | 'quantity' | 'price'> & Partial<FilledOrder>,
): FilledOrder {
  const { side, quantity, price, fee = '0' } = facts
  const exact = { quantity: parseAmount(quantity), price: parseAmount(price), fee: parseAmount(fee) }
  return {
    clientOrderId,
    cycleId: 'c000001',
    agent: 'strategy',
    symbol: 'BTC/USDT',
    fee,
    cashFlow: formatAmount(cashMoved(side, exact)),
    at: '2026-01-01T00:00:00.000Z',
    origin: 'agent',
    reason: 'the trend is up',
    ...facts,
  }
}
