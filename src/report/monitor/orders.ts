import type { Overview } from '../../watch/api.js'
import { price, quantity, timeOfDay } from '../figures.js'
import { orderMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import type { Block } from './block.js'
import { type NotedRow, notedTable } from './noted-table.js'

type Order = Overview['orders'][number]

/** The last orders, newest first, each that was not filled with why. */
export function ordersBlock(orders: readonly Order[], page: Page): Block {
  const rows = orders.map((order): NotedRow => {
    const { side, symbol, status, agent, at } = order
    const cells: readonly Cell[] = [
      status === 'sent' ? { text: '▲ sent', tone: 'warning' } : orderMark[status],
      timeOfDay(at),
      `${side} ${quantity(Number(order.quantity))} ${symbol}`,
      order.price === null ? '' : price(Number(order.price)),
      agent,
    ]
    return { cells, note: whyOf(order) }
  })
  const columns = [{}, { optional: true }, {}, { align: 'right' }, { isName: true }] as const
  const lines = notedTable(columns, rows, page)
  const items = orders.map((order, index) => ({ lines: [lines[index] ?? '', ...deniedWords(order, page)] }))
  return { rank: 7, head: items.length === 0 ? [] : page.heading('LAST ORDERS (market time)'), items, least: 1 }
}

/** What kept an order from being filled, whole: it is what people look for. */
function deniedWords({ code, message }: Order, page: Page): readonly string[] {
  if (code === null && message === null) return []
  return page.paragraph([code, message].filter((part) => part !== null).join(': '), { text: '└', tone: 'quiet' })
}

function whyOf({ code, message, reason, origin }: Order): string {
  if (code !== null || message !== null) return '' // below it
  return origin === 'agent' ? reason : `${origin}: ${reason}`
}
