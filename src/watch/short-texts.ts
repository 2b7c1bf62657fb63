/** Far more than anybody reads of one text on a screen; the record has the whole. */
const LONGEST = 4000

/**
 * The same data with every text cut to 4,000 characters: what is told to each that watches, many times a second, is not
 * to grow with what a verbose agent says. `hide` is asked before a text is cut, so that no half of a secret is left.
 */
export function shortTexts<Data>(data: Data, hide: (text: string) => string = (text) => text): Data {
  // Only texts differ, and they stay texts.
  return shortened(data, hide) as Data
}

function shortened(data: unknown, hide: (text: string) => string): unknown {
  if (typeof data === 'string') return data.length <= LONGEST ? data : cut(hide(data))
  if (Array.isArray(data)) return data.map((part) => shortened(part, hide))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, shortened(part, hide)]))
}

/** Not in the middle of a character of two halves. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
