/** How many rows a section shows before it names only what is notable. */
const LONGEST = 20

/** What a section shows of a long list, and what it leaves out. */
export interface Shortlist<Item> {
  readonly shown: readonly Item[]
  readonly rest: readonly Item[]
}

/** All of a short list in its order; of a long one the notable first, then the others, as far as there is room. */
export function shortlist<Item>(items: readonly Item[], isNotable: (item: Item) => boolean): Shortlist<Item> {
  if (items.length <= LONGEST) return { shown: items, rest: [] }
  const notable: Item[] = []
  const others: Item[] = []
  for (const item of items) (isNotable(item) ? notable : others).push(item)
  const ordered = [...notable, ...others]
  return { shown: ordered.slice(0, LONGEST), rest: ordered.slice(LONGEST) }
}

/** What was left out, by kind: `… and 980 more: 975 success, 5 failed`. */
export function remainder<Item>(rest: readonly Item[], kindOf: (item: Item) => string): string {
  const counts = new Map<string, number>()
  for (const item of rest) {
    const kind = kindOf(item)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const kinds = Array.from(counts, ([kind, number]) => `${number} ${kind}`).join(', ')
  return `… and ${rest.length} more: ${kinds}`
}
