import type { BrokerAccount } from './broker.js'
import type { Fill } from './journal.js'
import { type Amount, formatAmount, parseAmount } from './money.js'

/** The broker holds other figures than the ledger: one of the two records is not of this account. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError'
}

/** Throws ReconcileError, with both figures of every asset that differs, unless ledger and broker agree exactly. */
export function reconcile(ledger: BrokerAccount, broker: BrokerAccount, quote: string): void {
  const symbols = new Set([...ledger.holdings.keys(), ...broker.holdings.keys()])
  const differences = [
    ...difference(quote, ledger.cash, broker.cash),
    ...[...symbols].flatMap((symbol) =>
      difference(symbol, ledger.holdings.get(symbol) ?? 0n, broker.holdings.get(symbol) ?? 0n),
    ),
  ]
  if (differences.length === 0) return
  throw new ReconcileError(
    [
      'the ledger and the broker do not agree on what the account holds:',
      ...differences.map((line) => `  ${line}`),
      'restore both databases of the data folder from the same backup, or use a new data folder',
    ].join('\n'),
  )
}

/** What an account that began with nothing but cash holds after these fills. */
export function accountOfFills(startingCash: string, fills: Iterable<Fill>): BrokerAccount {
  return accountAfter({ cash: parseAmount(startingCash), holdings: new Map() }, fills)
}

/** What an account holds after these fills. */
export function accountAfter(before: BrokerAccount, fills: Iterable<Fill>): BrokerAccount {
  const holdings = new Map(before.holdings)
  let { cash } = before
  for (const { symbol, side, quantity, cashFlow } of fills) {
    const amount = parseAmount(quantity)
    cash += parseAmount(cashFlow)
    holdings.set(symbol, (holdings.get(symbol) ?? 0n) + (side === 'buy' ? amount : -amount))
  }
  return { cash, holdings }
}

function difference(asset: string, inLedger: Amount, atBroker: Amount): readonly string[] {
  if (inLedger === atBroker) return []
  return [`${asset}: ${formatAmount(inLedger)} in the ledger, ${formatAmount(atBroker)} at the broker`]
}
