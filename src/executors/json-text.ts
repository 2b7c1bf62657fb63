/** A JSON value read from text, or why it is none. */
export type JsonText = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

/**
 * Reads one JSON value; never throws. Python writes NaN and Infinity into its JSON: they are read as those numbers, so
 * that whoever checks the value can refuse them by their path.
 */
export function parseJson(text: string): JsonText {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return parseNonFinite(text) ?? { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** In time in proportion to the text, whatever the text: it never looks twice at what may be a string, closed or not. */
const stringOrNonFinite = /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g

const placeholder = '\u0000number:'

function parseNonFinite(text: string): JsonText | undefined {
  let replaced = false
  try {
    const quoted = text.replaceAll(stringOrNonFinite, (match) => {
      if (match.startsWith('"')) return match
      replaced = true
      return JSON.stringify(placeholder + match)
    })
    if (!replaced) return undefined
    const value: unknown = JSON.parse(quoted, (_key, item: unknown) =>
      typeof item === 'string' && item.startsWith(placeholder) ? Number(item.slice(placeholder.length)) : item,
    )
    return { ok: true, value }
  } catch {
    return undefined // that was not all that is wrong with it
  }
}
