import type { Briefing } from '../agents/agent.js'
import { frozen } from '../market/frozen.js'
import type { Candles, Column, MarketSnapshot, SymbolView } from '../market/snapshot.js'
import { settingsCopy } from './settings-copy.js'

/**
 * The same briefing for an agent that nobody here wrote: settings and columns, which cannot be frozen, are copies, and
 * all the rest is frozen. So what it writes into them reaches no other agent, no order, no record and no later cycle.
 */
export function ownCopy({ settings, market, ...told }: Briefing): Briefing {
  return { settings: settingsCopy(settings), market: ownMarket(market), ...frozen(told) }
}

function ownMarket(market: MarketSnapshot): MarketSnapshot {
  const views = Object.entries(market.symbols).map(([symbol, view]): readonly [string, SymbolView] => [
    symbol,
    withOwnColumns(view),
  ])
  const { asOfMs, timeframeMs } = market
  return frozen({ asOfMs, timeframeMs, symbols: Object.fromEntries(views) })
}

function withOwnColumns({ candles, ...view }: SymbolView): SymbolView {
  return { candles: ownColumns(candles), ...view }
}

/** In one buffer, as six take longer to make than one. */
function ownColumns({ time, open, high, low, close, volume }: Candles): Candles {
  const { length } = time
  const buffer = new Float64Array(6 * length)
  let used = 0
  const own = (column: Column) => {
    buffer.set(column instanceof Float64Array ? column : Float64Array.from(column), used)
    used += length
    return buffer.subarray(used - length, used)
  }
  return { time: own(time), open: own(open), high: own(high), low: own(low), close: own(close), volume: own(volume) }
}
