import { useState } from 'preact/hooks'
import { count, price, quantity } from '../../../report/figures.js'
import { orderMark } from '../../../report/marks.js'
import type { Overview } from '../../api.js'
import { limitWords } from '../amounts.js'
import { CutText } from '../parts/cut-text.js'
import { type Column, Table } from '../parts/table.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'

type Order = Overview['orders'][number]

const SHOWN = 8

const columns: readonly Column<Order>[] = [
  {
    head: 'When',
    cell: ({ at, cycleId }) => (
      <>
        <Instant at={at} />
        <small>
          <a href={`#/cycles/${cycleId}`}>{cycleId}</a>
        </small>
      </>
    ),
  },
  {
    head: 'What',
    cell: ({ status }) =>
      status === 'sent' ? <Mark of={{ text: '▲ sent', tone: 'warning' }} /> : <Mark of={orderMark[status]} />,
  },
  {
    head: 'Order',
    kind: 'name',
    cell: ({ side, quantity: asked, symbol }) => (
      <span>
        {side} {quantity(Number(asked))} <b>{symbol}</b>
      </span>
    ),
  },
  {
    head: 'Price',
    kind: 'number',
    cell: ({ price: paid, expectedPrice }) => {
      if (paid !== null) return price(Number(paid))
      return expectedPrice === null ? '–' : <small>saw {price(Number(expectedPrice))}</small>
    },
  },
  { head: 'By', kind: 'name', cell: ({ agent, origin }) => <Origin agent={agent} origin={origin} /> },
  { head: 'Why', kind: 'text', cell: (order) => <Why order={order} /> },
]

/** The last orders, the denied ones with the limit that they broke; and those that have no answer. */
export function Orders({ overview: { orders, openOrders } }: { readonly overview: Overview }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? orders : orders.slice(0, SHOWN)
  return (
    <section class="orders" aria-labelledby="orders-heading">
      <h2 id="orders-heading">Orders</h2>
      {openOrders.length > 0 && (
        <>
          <h3 class="warning">▲ Sent, without a known answer</h3>
          <OrderTable label="Orders without an answer" orders={openOrders} />
          <h3>The last ones</h3>
        </>
      )}
      {orders.length === 0 ? <p class="quiet">None yet.</p> : <OrderTable label="Last orders" orders={shown} />}
      {orders.length > SHOWN && (
        <button type="button" class="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'fewer' : `all of the last ${count(orders.length)}`}
        </button>
      )}
    </section>
  )
}

/** Orders, each with what became of it and why. */
export function OrderTable({ label, orders }: { readonly label: string; readonly orders: readonly Order[] }) {
  return (
    <Table
      label={label}
      columns={columns}
      rows={orders}
      keyOf={({ clientOrderId }) => clientOrderId}
      toneOf={({ status }) => status}
    />
  )
}

function Origin({ agent, origin }: Pick<Order, 'agent' | 'origin'>) {
  return (
    <>
      <span>{agent}</span>
      {origin !== 'agent' && <small>{origin === 'protection' ? 'protective exit' : origin}</small>}
    </>
  )
}

function Why({ order: { code, message, value, limit, reason } }: { readonly order: Order }) {
  if (code === null && message === null) return <CutText text={reason} />
  const figures = limitWords(message, value, limit)
  return (
    <>
      <span>
        {code !== null && <b>{code}</b>}
        {code !== null && message !== null && ': '}
        {message}
        {figures !== '' && ` (${figures})`}
      </span>
      <CutText text={reason} tone="quiet" />
    </>
  )
}
