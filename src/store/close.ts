import type { Database } from './connection.js'
import { lastAccount } from './queries.js'
import { addRequest, type NewRequest, type Request, Requests } from './requests.js'

/** What becomes of a close that waits when the kill switch is thrown. */
export const WITHDRAWN_CLOSE = 'withdrawn: HALT is there, under which nothing is sent; ask again after riskfirst resume'

/** Asks the loop to sell a symbol whole; returns false when somebody has asked that already, and it still waits. */
export function addClose(
  database: Database,
  { symbol, ...request }: Pick<NewRequest, 'who' | 'at' | 'reason'> & { readonly symbol: string },
): boolean {
  const isAsked = new Requests(database).pending('close').some((waiting) => closedSymbol(waiting) === symbol)
  if (!isAsked) addRequest(database, { kind: 'close', ...request, details: { symbol } })
  return !isAsked
}

/** Ends the closes that wait, as the kill switch is thrown; tells how many. */
export function withdrawCloses(database: Database, at: string): number {
  const requests = new Requests(database)
  const waiting = requests.pending('close')
  for (const { id } of waiting) requests.applied(id, { at, result: WITHDRAWN_CLOSE })
  return waiting.length
}

/** The symbol that a close wants sold. */
export function closedSymbol({ details }: Request): string {
  return (details as { readonly symbol: string }).symbol // as `addClose` wrote it
}

/** The symbols held after the last sealed cycle, with those that were bought since, whether or not they still are. */
export function heldSymbols(database: Database): readonly string[] {
  const account = lastAccount(database)
  const bought: { symbol: string }[] = database
    .prepare(`
      SELECT DISTINCT symbol FROM fills
      WHERE side = 'buy' AND cycle_id IN (
        SELECT id FROM cycles WHERE number > coalesce((SELECT number FROM cycles WHERE id = ?), 0)
      )`)
    .all(account?.cycleId ?? null)
  const held = (account?.positions ?? []).map(({ symbol }) => symbol)
  return [...new Set([...held, ...bought.map(({ symbol }) => symbol)])].sort()
}
