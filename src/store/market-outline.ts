import type { MarketSnapshot } from '../market/snapshot.js'

/** What tells a market from another that has the same name: its symbols, their conditions, candles and prices; as JSON. */
export function marketOutline({ timeframeMs, symbols }: MarketSnapshot): string {
  return JSON.stringify([
    timeframeMs,
    ...Object.values(symbols).map(({ symbol, condition, candles, last = null }) => [
      symbol,
      condition,
      candles.time.length,
      last,
    ]),
  ])
}

type Outline = readonly [timeframeMs: number, ...symbols: (readonly [string, string, number, number | null])[]]

/** Which candles an outline is of, and which symbols. */
export interface OutlinedMarket {
  readonly timeframeMs: number
  readonly symbols: readonly string[]
}

/** What an outline tells of every look at its market. */
export function outlined(outline: string): OutlinedMarket {
  const [timeframeMs, ...symbols]: Outline = JSON.parse(outline)
  return { timeframeMs, symbols: symbols.map(([symbol]) => symbol) }
}

/** Where two outlines differ first, in words; undefined when they are the same. */
export function outlineDifference(expected: string, got: string): string | undefined {
  const [one, other]: readonly [Outline, Outline] = [JSON.parse(expected), JSON.parse(got)]
  const index = Array.from(one.length > other.length ? one : other).findIndex(
    (_, at) => JSON.stringify(one[at]) !== JSON.stringify(other[at]),
  )
  return index === -1 ? undefined : `expected ${inWords(one[index])}, got ${inWords(other[index])}`
}

function inWords(part: Outline[number] | undefined): string {
  if (part === undefined) return 'no other symbol'
  if (typeof part === 'number') return `candles of ${part / 60_000} min`
  const [symbol, condition, candles, last] = part
  return `${symbol} ${condition} with ${candles} candles and ${last === null ? 'no price' : `a price of ${last}`}`
}

/** When it was looked at, epoch ms in the source's own time: what the ages of its prices were taken from. */
export function seenAtMs({ symbols, asOfMs }: MarketSnapshot): number {
  for (const { lastAtMs, ageMs } of Object.values(symbols))
    if (lastAtMs !== undefined && ageMs !== undefined) return lastAtMs + ageMs
  return asOfMs
}
