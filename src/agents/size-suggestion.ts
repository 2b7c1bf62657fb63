import type { Json, Proposal } from './agent.js'

/**
 * The largest value, in quote currency, that a position in `symbol` should have by what other agents say: the smallest
 * `data.sizes[symbol].suggested` of their proposals; undefined when nobody says.
 */
export function suggestedValue(proposals: Readonly<Record<string, Proposal>>, symbol: string): number | undefined {
  let smallest: number | undefined
  for (const { data } of Object.values(proposals)) {
    const suggested = member(member(member(data, 'sizes'), symbol), 'suggested')
    if (typeof suggested === 'number' && suggested >= 0) smallest = Math.min(smallest ?? suggested, suggested)
  }
  return smallest
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !isRecord(value)) return undefined
  return Object.hasOwn(value, key) ? value[key] : undefined
}

// Array.isArray does not narrow read-only lists.
function isRecord(
  value: readonly Json[] | { readonly [key: string]: Json },
): value is { readonly [key: string]: Json } {
  return !Array.isArray(value)
}
