/** What stands in place of a secret. */
const MASKED = '[masked]'

/** Replaces every secret in a text, also where it is written inside JSON or an address. */
export function createMask(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set([...secrets].filter((secret) => secret !== '').flatMap(formsOf))
  if (forms.size === 0) return (text) => text
  // Longest first, so that a secret inside another does not leave the rest of that one behind.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g')
  return (text) => text.replaceAll(pattern, MASKED)
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const isWellFormed = !/\p{Surrogate}/u.test(secret) // encodeURIComponent throws on half a character
  return [secret, inJson, ...(isWellFormed ? [encodeURIComponent(secret)] : [])]
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
