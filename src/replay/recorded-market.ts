import type { MarketConfig } from '../config/config.js'
import type { Store } from '../store/database.js'
import { type OutlinedMarket, outlined } from '../store/market-outline.js'

/** The market that a record was made on, as far as the record tells. */
export interface RecordedMarket extends Partial<OutlinedMarket> {
  /** As the market source told it. */
  readonly identity: string
}

/** The market of a record, with the candles and symbols of its last cycle. */
export function recordedMarket({ database, identity }: Store): RecordedMarket {
  const last = database.prepare('SELECT market FROM observations ORDER BY id DESC LIMIT 1').get()
  return { identity: identity.market, ...(last === undefined ? {} : outlined(last.market)) }
}

/** What a record's market has other than the configured one, in words; undefined when it is the same. */
export function marketDifference(recorded: RecordedMarket, configured: MarketConfig): string | undefined {
  const { timeframeMs, symbols } = configured
  const pairs = [
    [nameOf(recorded.identity), configured.source === 'csv' ? 'csv' : `simulated seed ${configured.seed}`],
    [candles(recorded.timeframeMs ?? timeframeMs), candles(timeframeMs)],
    [listed(recorded.symbols ?? symbols), listed(symbols)],
  ] as const
  const differences = pairs.filter(([was, is]) => was !== is).map(([was, is]) => `${was} (configured: ${is})`)
  return differences.length === 0 ? undefined : differences.join(', ')
}

/** The same files may lie elsewhere today, and a replay's record is of the market that it replayed. */
function nameOf(identity: string): string {
  const name = identity.replace(/^replay of /, '')
  return name.startsWith('csv ') ? 'csv' : name
}

const candles = (timeframeMs: number) => `candles of ${timeframeMs / 60_000} min`
const listed = (symbols: readonly string[]) => symbols.toSorted().join(' ')
