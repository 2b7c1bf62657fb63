import { money, price, quantity } from '../../../report/figures.js'
import type { CycleDetail } from '../../api.js'
import { type Column, Table } from '../parts/table.js'
import { ProposalFigures } from './proposal-figures.js'

type Proposal = NonNullable<CycleDetail['runs'][number]['proposal']>
type Signal = NonNullable<Proposal['signals']>[number]
type Intent = NonNullable<Proposal['orders']>[number]

const signalColumns: readonly Column<Signal & { readonly key: string }>[] = [
  { head: 'Symbol', cell: ({ symbol }) => <b>{symbol}</b> },
  { head: 'Direction', kind: 'number', cell: ({ direction }) => `${arrow(direction)} ${direction.toFixed(2)}` },
  { head: 'Confidence', kind: 'number', cell: ({ confidence }) => confidence.toFixed(2) },
  { head: 'Why', kind: 'text', cell: ({ reason }) => reason },
]

const orderColumns: readonly Column<Intent & { readonly key: string }>[] = [
  {
    head: 'Order',
    cell: (intent) => (
      <>
        {intent.side}{' '}
        {'quantity' in intent ? quantity(Number(intent.quantity)) : `for ${money(Number(intent.notional))}`}{' '}
        <b>{intent.symbol}</b>
      </>
    ),
  },
  {
    head: 'Saw',
    kind: 'number',
    cell: ({ expectedPrice }) => (expectedPrice === undefined ? '–' : price(Number(expectedPrice))),
  },
  { head: 'Protection', cell: ({ protect }) => protectionWords(protect) },
  { head: 'Why', kind: 'text', cell: ({ reason }) => reason },
]

/** All that an agent answered. */
export function ProposalView({ proposal }: { readonly proposal: Proposal }) {
  const { summary, verdict, signals = [], orders = [], protect = {} } = proposal
  const stops = Object.entries(protect)
  return (
    <>
      <p>{summary}</p>
      {verdict !== undefined && <VerdictLine verdict={verdict} />}
      {signals.length > 0 && (
        <>
          <h3>Signals</h3>
          <Table label="Signals" columns={signalColumns} rows={keyed(signals)} keyOf={({ key }) => key} />
        </>
      )}
      {orders.length > 0 && (
        <>
          <h3>Orders that it would like</h3>
          <Table label="Proposed orders" columns={orderColumns} rows={keyed(orders)} keyOf={({ key }) => key} />
        </>
      )}
      {stops.length > 0 && (
        <p>Stops to move up: {stops.map(([symbol, { stop }]) => `${symbol} to ${price(Number(stop))}`).join(', ')}</p>
      )}
      <ProposalFigures proposal={proposal} />
    </>
  )
}

function VerdictLine({ verdict: { state, reasons } }: { readonly verdict: NonNullable<Proposal['verdict']> }) {
  const told = reasons.map(({ code, message }) => `${code}: ${message}`)
  return (
    <p>
      Verdict <b>{state}</b>
      {told.length > 0 && ` – ${told.join(' · ')}`}
    </p>
  )
}

function protectionWords(protect: Intent['protect']): string {
  const { stop, takeProfit, until } = protect ?? {}
  const words = [
    ...(stop === undefined ? [] : [`stop ${price(Number(stop))}`]),
    ...(takeProfit === undefined ? [] : [`take profit ${price(Number(takeProfit))}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ]
  return words.length === 0 ? 'none' : words.join(', ')
}

/** Nothing in them tells one from another. */
function keyed<Row extends object>(rows: readonly Row[]): readonly (Row & { readonly key: string })[] {
  return rows.map((row, index) => ({ ...row, key: String(index) }))
}

function arrow(direction: number): string {
  return direction > 0 ? '↑' : direction < 0 ? '↓' : '→'
}
