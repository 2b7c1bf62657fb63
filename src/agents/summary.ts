const MOST_PARTS = 12
const MOST_CHARACTERS = 2000

/** A summary of a bounded length, whatever there is to tell: the first parts, and how many more there are. */
export function summarise(parts: readonly string[]): string {
  const told = parts.slice(0, MOST_PARTS)
  const more = parts.length - told.length
  const text = [...told, ...(more === 0 ? [] : [`… and ${more} more`])].join('. ')
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
}
