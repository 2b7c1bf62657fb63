const startsWithTag = /^\s*</

/**
 * Whether every tag of a text in XML is closed before the next one opens. A parser takes minutes for many that are not,
 * and holds up the whole program for as long; this takes one pass.
 */
export function isTagged(text: string): boolean {
  if (!startsWithTag.test(text)) return true // JSON, or nothing that a parser would look into
  for (let at = text.indexOf('<'); at !== -1; ) {
    const end = endOfMarkup(text, at)
    if (end === -1) return false
    at = text.indexOf('<', end)
  }
  return true
}

/** Behind the tag, comment or section that begins at `start`; −1 when it does not end. */
function endOfMarkup(text: string, start: number): number {
  for (const [opening, closing] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
  ] as const) {
    if (!text.startsWith(opening, start)) continue
    const end = text.indexOf(closing, start + opening.length)
    return end === -1 ? -1 : end + closing.length
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '>') return at + 1
    if (text[at] === '<') return -1
  }
  return -1
}
