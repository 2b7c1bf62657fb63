import { type Statement, statementOf } from '../desk/statement/statement.js'
import type { Store } from '../store/database.js'
import { lastAccount, type RecordedAccount } from '../store/queries.js'
import { makingSense } from '../store/store-error.js'
import { filledOrders } from '../store/trade-queries.js'

/** The account as the last sealed cycle left it, and as its fills add up to it. */
export interface RecordedStatement extends Statement {
  readonly account: RecordedAccount
}

/** Reads and folds all fills of a record; undefined before the first sealed cycle. Throws StoreError when they do not add up. */
export function readStatement({ path, database, identity }: Store): RecordedStatement | undefined {
  const account = lastAccount(database)
  if (account === undefined) return undefined
  const fills = filledOrders(database)
  const { startingCash } = identity
  return { account, ...makingSense(path, () => statementOf({ ...account, startingCash }, fills)) }
}
