import type { OrderOrigin, Receipt } from '../../desk/order.js'
import type { Portfolio } from '../../desk/portfolio.js'
import type { StopReceipt } from '../../desk/stop-moves.js'
import type { Column } from '../column-widths.js'
import type { DeskReport } from '../desk-report.js'
import { change, price, quantity } from '../figures.js'
import { orderMark, stopMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { remainder, shortlist } from '../shortlist.js'

const FILLED: readonly Column[] = [
  {},
  { head: 'side' },
  { head: 'symbol' },
  { head: 'quantity', align: 'right' },
  { head: 'price', align: 'right' },
  { head: 'cash', align: 'right', optional: true },
  { head: 'asked by', lines: 2 },
]

/** What became of every order: first those that went through, then those that did not, each with its reason; then stops. */
export function orders({ settlement: { receipts, stops, portfolio } }: DeskReport, page: Page): string[] {
  const done = receipts.filter(wentThrough)
  const undone = receipts.filter((receipt) => !wentThrough(receipt))
  const filled = shortlist(done, ({ origin }) => origin !== 'agent')
  const stopped = shortlist(undone, ({ status }) => status !== 'denied')
  const moved = shortlist(stops, ({ status }) => status === 'denied')
  const rest = [...filled.rest, ...stopped.rest, ...moved.rest]
  return [
    ...page.heading('ORDERS'),
    ...(receipts.length + stops.length === 0 ? page.paragraph({ text: 'none', tone: 'quiet' }) : []),
    ...page.table(FILLED, filled.shown.map(filledRow)),
    ...page.table([{}, { lines: 2 }, { lines: 4 }], stopped.shown.map(stoppedRow)),
    ...page.table([{}, { lines: 2 }, { lines: 4 }], moved.shown.map(stopRow)),
    ...(rest.length === 0 ? [] : page.paragraph(remainder(rest, ({ status }) => status))),
    ...(receipts.some(({ origin }) => origin === 'flatten') ? page.paragraph(flattened(portfolio)) : []),
  ]
}

function flattened({ positions }: Pick<Portfolio, 'positions'>): Cell {
  const left = Object.values(positions).map((held) => `${quantity(held.quantity)} ${held.symbol}`)
  if (left.length === 0) return 'Flattened: nothing is left.'
  return { text: `Flattened, but for ${left.join(', ')}.`, tone: 'warning' }
}

function wentThrough({ status }: Receipt): boolean {
  return status === 'filled' || status === 'dry-run'
}

function filledRow(receipt: Receipt): Cell[] {
  return [
    orderMark[receipt.status],
    receipt.side,
    receipt.symbol,
    quantity(Number(receipt.quantity)),
    receipt.price === undefined ? '–' : price(Number(receipt.price)),
    receipt.cashFlow === undefined ? '–' : change(Number(receipt.cashFlow)),
    askedBy(receipt),
  ]
}

function stoppedRow(receipt: Receipt): Cell[] {
  const { side, symbol, code, message, reason } = receipt
  const why = [...(code === undefined ? [] : [code]), message ?? reason].join(': ')
  return [
    orderMark[receipt.status],
    `${side} ${quantity(Number(receipt.quantity))} ${symbol}`,
    `${askedBy(receipt)} · ${why}`,
  ]
}

function stopRow({ agent, symbol, stop, before, status, code, message }: StopReceipt): Cell[] {
  const from = before === undefined ? '' : ` from ${price(Number(before))}`
  const why = status === 'denied' ? ` · ${code}: ${message}` : ''
  return [stopMark[status], `${symbol}${from} to ${price(Number(stop))}`, `${agent}${why}`]
}

const originOf: Readonly<Record<OrderOrigin, string>> = {
  agent: '',
  protection: ' (protective exit)',
  flatten: ' (flatten)',
  close: ' (close)',
}

function askedBy({ agent, origin }: Receipt): string {
  return `${agent}${originOf[origin]}`
}

/** The counts in words: `2 filled 1 denied`, or `no orders`. */
export function ordersInWords(receipts: readonly Receipt[]): string {
  const counted = Object.keys(orderMark).map((kind) => ({
    kind,
    number: receipts.filter(({ status }) => status === kind).length,
  }))
  const words = counted.filter(({ number }) => number > 0).map(({ kind, number }) => `${number} ${kind}`)
  return words.length === 0 ? 'no orders' : words.join(' ')
}
