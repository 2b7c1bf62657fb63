import { price, quantity } from '../../../report/figures.js'
import type { Overview, WatchedPosition } from '../../api.js'
import { changeText, direction, moneyText } from '../amounts.js'
import { CloseButton } from '../controls/close-button.js'
import { type Column, Table } from '../parts/table.js'
import { Instant } from '../times.js'

/** What is held, by whom, what protects it, and a way out. */
export function Positions({ overview }: { readonly overview: Overview }) {
  const positions = overview.account?.positions ?? []
  const columns: readonly Column<WatchedPosition>[] = [
    { head: 'Symbol', cell: ({ symbol }) => <b>{symbol}</b> },
    { head: 'Quantity', kind: 'number', cell: (position) => quantity(Number(position.quantity)) },
    {
      head: 'Price',
      kind: 'number',
      cell: (position) => (
        <>
          {position.price === null ? 'unknown' : price(Number(position.price))}
          <small>paid {paid(position)}</small>
        </>
      ),
    },
    { head: 'Value', kind: 'number', cell: ({ value }) => moneyText(value) },
    {
      head: 'Profit',
      kind: 'number',
      cell: ({ unrealised }) => <span class={direction(unrealised)}>{changeText(unrealised)}</span>,
    },
    { head: 'Held by', kind: 'text', cell: ({ holders }) => <Holders holders={holders} /> },
    { head: 'Control', kind: 'control', cell: ({ symbol }) => <CloseButton overview={overview} symbol={symbol} /> },
  ]
  return (
    <section class="positions" aria-labelledby="positions-heading">
      <h2 id="positions-heading">Positions</h2>
      {positions.length === 0 ? (
        <p class="quiet">Nothing is held.</p>
      ) : (
        <Table label="Positions" columns={columns} rows={positions} keyOf={({ symbol }) => symbol} />
      )}
    </section>
  )
}

function paid({ cost, quantity }: WatchedPosition): string {
  return Number(quantity) > 0 ? price(Number(cost) / Number(quantity)) : '–'
}

function Holders({ holders }: Pick<WatchedPosition, 'holders'>) {
  return (
    <ul class="plain">
      {holders.map(({ agent, quantity: held, protect }) => (
        <li key={agent}>
          <span>
            {agent} {quantity(Number(held))}
          </span>
          <Protections protect={protect} />
        </li>
      ))}
    </ul>
  )
}

function Protections({ protect }: Pick<WatchedPosition['holders'][number], 'protect'>) {
  if (protect === null) return <small> · unprotected</small>
  const { stop, takeProfit, until } = protect
  return (
    <small>
      {stop !== undefined && ` · stop ${price(Number(stop))}`}
      {takeProfit !== undefined && ` · take profit ${price(Number(takeProfit))}`}
      {until !== undefined && (
        <>
          {' · until '}
          <Instant at={until} />
        </>
      )}
    </small>
  )
}
