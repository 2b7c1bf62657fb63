import type { MarketSource } from '../market/snapshot.js'

/** The same market, whose data is over after `toMs`, and whose identity tells no path: a replay has none in its record. */
export function endingAt(source: MarketSource, toMs: number): MarketSource {
  const [kind = '', ...rest] = source.identity.split(' ')
  return {
    label: source.label,
    identity: kind === 'csv' ? `replay of csv ${rest[0]}` : `replay of ${source.identity}`,
    symbols: source.symbols,
    nextAsOf(tickMs, previousMs) {
      const asOfMs = source.nextAsOf(tickMs, previousMs)
      return asOfMs === undefined || asOfMs > toMs ? undefined : asOfMs
    },
    snapshot: (asOfMs, nowMs) => source.snapshot(asOfMs, nowMs),
    now: (asOfMs, nowMs) => source.now(asOfMs, nowMs),
    quote: (symbol, asOfMs) => source.quote(symbol, asOfMs),
  }
}
