import type { BrokerAccount } from './broker.js'
import type { Ledger } from './ledger.js'
import { type Amount, formatAmount } from './money.js'

/** The broker holds other figures than the ledger: one of the two records is not of this account. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError'
}

/** Throws ReconcileError, with both figures of every asset that differs, unless ledger and broker agree exactly. */
export function reconcile(ledger: Ledger, account: BrokerAccount, quote: string): void {
  const symbols = new Set([...ledger.holdings.keys(), ...account.holdings.keys()])
  const differences = [
    ...difference(quote, ledger.cash, account.cash),
    ...[...symbols].flatMap((symbol) =>
      difference(symbol, ledger.holdings.get(symbol)?.quantity ?? 0n, account.holdings.get(symbol) ?? 0n),
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

function difference(asset: string, inLedger: Amount, atBroker: Amount): readonly string[] {
  if (inLedger === atBroker) return []
  return [`${asset}: ${formatAmount(inLedger)} in the ledger, ${formatAmount(atBroker)} at the broker`]
}
