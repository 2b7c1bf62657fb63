/** The name among `names` that `text` was probably meant to be: at most a third of its letters away. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  const wanted = simplified(text)
  let nearest: { name: string; distance: number } | undefined
  for (const name of names) {
    const distance = editDistance(wanted, simplified(name))
    if (distance <= Math.max(wanted.length, name.length) / 3 && distance < (nearest?.distance ?? Infinity))
      nearest = { name, distance }
  }
  return nearest?.name
}

/** What to say beside an unknown name: the nearest known one or, when there are few, all. */
export function hintFor(name: string, known: readonly string[]): { readonly hint?: string } {
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return { hint: `did you mean "${nearest}"?` }
  return known.length > 0 && known.length <= 12 ? { hint: `known: ${known.join(', ')}` } : {}
}

/** A name as one types it in a hurry: letters and digits, lower case; nothing of any use is longer than 64. */
export function simplified(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
}

/** Insertions, deletions, substitutions and swaps of neighbours between two texts (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let above: readonly number[] = []
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const substituted = (row[j] ?? 0) + Number(a[i] !== b[j])
      const swapped = i > 0 && a[i] === b[j - 1] && a[i - 1] === b[j] ? (above[j - 1] ?? 0) + 1 : Infinity
      next.push(Math.min(substituted, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    above = row
    row = next
  }
  return row[b.length] ?? 0
}
