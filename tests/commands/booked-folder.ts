import { exactAccount } from '../../src/desk/exact-account.js'
import type { Fill } from '../../src/desk/journal.js'
import { Ledger } from '../../src/desk/ledger.js'
import { parseAmount } from '../../src/desk/money.js'
import type { OrderOrigin, Protection, Side } from '../../src/desk/order.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { filledOrder } from '../desk/statement/fills.js'
import { identity } from '../store/data-folders.js'
import { reportOf, settlementOf, startOf } from '../store/sealed-cycles.js'
import { emptyFolder } from './traded-folder.js'

/** A fill of a cycle; the agent is `strategy`, the symbol BTC/USDT and the fee 0.1 % unless told otherwise. */
export interface Booking {
  readonly agent?: string
  readonly symbol?: string
  readonly side: Side
  readonly quantity: string
  readonly price: string
  readonly fee?: string
  readonly origin?: OrderOrigin
  readonly reason?: string
  readonly protect?: Protection
}

/** What a cycle of a booked folder does. */
export interface BookedCycle {
  /** Its hour after 2026-01-01T00:00Z. */
  readonly hour: number
  readonly fills: readonly Booking[]
  /** At its end, by symbol; one that is not named has none. */
  readonly prices: Readonly<Record<string, string>>
  /** As if the process had been killed right before its end. */
  readonly unsealed?: boolean
}

/** A data folder whose cycles have booked these fills, valued by the ledger itself. */
export function bookedFolder(cycles: readonly BookedCycle[]) {
  const { io, dataDir } = emptyFolder()
  const { database } = openStore({ dataDir, identity })
  const journal = createJournal(database)
  const ledger = new Ledger(parseAmount(identity.startingCash))
  for (const { hour, fills, prices, unsealed = false } of cycles) {
    const cycle = journal.begin(startOf(hour))
    for (const [index, { protect, ...booking }] of fills.entries()) {
      const id = `${cycle.id}-${booking.agent ?? 'strategy'}-${index + 1}`
      const order = filledOrder(id, { ...booking, cycleId: cycle.id, at: cycle.asOf })
      const { fee: _fee, cashFlow: _cashFlow, price, ...sent } = order
      journal.sent({ ...sent, expectedPrice: price })
      journal.filled(fillOf(order), protect ?? null)
      ledger.apply(order)
    }
    const account = exactAccount(ledger, (symbol) => {
      const price = prices[symbol]
      return price === undefined ? undefined : parseAmount(price)
    })
    if (!unsealed) journal.seal(reportOf(cycle, { settlement: settlementOf({ account }) }))
  }
  return { io, dataDir, database }
}

function fillOf({ origin: _origin, reason: _reason, ...fill }: ReturnType<typeof filledOrder>): Fill {
  return fill
}

/** Two agents in two symbols over two days: one trip won, one lost by its stop, and one that goes on. */
export const twoDays: readonly BookedCycle[] = [
  {
    hour: 20,
    fills: [
      { side: 'buy', quantity: '0.02', price: '50000', fee: '1', protect: { stop: '47500', takeProfit: '60000' } },
      { side: 'buy', quantity: '1', price: '3000', fee: '3', symbol: 'ETH/USDT', agent: 'copybot', protect: {} },
    ],
    prices: { 'BTC/USDT': '50000', 'ETH/USDT': '3000' },
  },
  {
    hour: 26,
    fills: [
      { side: 'sell', quantity: '0.01', price: '55000', fee: '0.55', protect: { stop: '50000' } },
      {
        side: 'sell',
        quantity: '1',
        price: '2700',
        fee: '2.7',
        symbol: 'ETH/USDT',
        agent: 'copybot',
        origin: 'protection',
        reason: 'stop at 2700',
      },
    ],
    prices: { 'BTC/USDT': '56000' },
  },
]
