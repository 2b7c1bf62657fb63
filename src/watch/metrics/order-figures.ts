import type { Receipt } from '../../desk/order.js'
import { each, type Instruments, pairs } from './instruments.js'
import type { Figures, Sight } from './sight.js'
import { DENIAL_CODES, ORDER_STATUSES, SIDES } from './vocabulary.js'

/** Orders and fills, counted from the start of the run as each cycle ends. */
export function orderFigures(instruments: Instruments, { setup, overview }: Sight): Figures {
  const sides = each('side', SIDES)
  const bySymbol = pairs(each('symbol', setup.outline.symbols), sides)
  const orders = instruments.counter({
    name: 'riskfirst_orders_total',
    help: 'Orders by how they ended.',
    labels: ['status', 'side'],
    of: pairs(each('status', ORDER_STATUSES), sides),
  })
  const denials = instruments.counter({
    name: 'riskfirst_orders_denied_total',
    help: 'Orders that the desk denied, by the code of the limit.',
    labels: ['code'],
    of: each('code', DENIAL_CODES),
  })
  const fills = instruments.counter({
    name: 'riskfirst_fills_total',
    help: 'Orders that were filled.',
    labels: ['symbol', 'side'],
    of: bySymbol,
  })
  const turnover = instruments.counter({
    name: 'riskfirst_turnover_total',
    help: 'What was bought and sold, quantity times price, in quote currency.',
    labels: ['symbol', 'side'],
    of: bySymbol,
  })
  const fees = instruments.counter({ name: 'riskfirst_fees_total', help: 'What fills cost, in quote currency.' })
  instruments.gauge({
    name: 'riskfirst_orders_unanswered',
    help: 'Orders that were sent and have no answer.',
    read: () => [{ value: overview().openOrders.length }],
  })
  const count = ({ status, side, symbol, code, quantity, price = '0', fee = '0' }: Receipt) => {
    orders({ status, side })
    if (status === 'denied' && code !== undefined) denials({ code })
    if (status !== 'filled') return
    fills({ symbol, side })
    turnover({ symbol, side }, Number(quantity) * Number(price))
    fees({}, Number(fee))
  }
  return {
    onEvent(event) {
      if (event.type === 'cycle-ended') event.ended.receipts.forEach(count)
    },
  }
}
