import { stripVTControlCharacters } from 'node:util'

/** More than any screen shows of one text; what lies behind it is not worth cleaning. */
const LONGEST = 4000

const PRINTABLE_ASCII = /^[ -~]*$/
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Me}\p{Variation_Selector}]/gu
const WIDE =
  /[\p{Emoji_Presentation}\u261d\u26f9\u270c\u270d\u1100-\u115f\u2329\u232a\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18fff}\u{1aff0}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u

/**
 * The text on one line without anything that a terminal obeys instead of showing: escape sequences, control
 * characters, invisible and direction-changing ones.
 */
export function plain(text: string): string {
  if (text.length <= LONGEST && PRINTABLE_ASCII.test(text)) return text.trim()
  return stripVTControlCharacters(text.slice(0, LONGEST))
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .trim()
}

/** The same for a line whose spaces say something, such as its indent; tabs become two spaces, and it is not cut. */
export function plainLine(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text
  return stripVTControlCharacters(text.replaceAll('\t', '  ')).replace(INVISIBLE, '').normalize('NFC')
}

/** Columns that plain text takes on a terminal; what terminals may join into one sign counts as its parts. */
export function width(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += widthOf(character)
  return columns
}

function widthOf(character: string): number {
  return !PRINTABLE_ASCII.test(character) && WIDE.test(character) ? 2 : 1
}

/** The text if it fits into `columns`, else its beginning and `…`. */
export function cut(text: string, columns: number): string {
  return width(text) <= columns ? text : `${head(text, columns - 1).trimEnd()}…`
}

/** The same for a name, whose end tells it from others: `worker-…-17`. */
export function cutMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text
  const end = tail(text, Math.floor((columns - 1) / 2))
  return `${head(text, columns - 1 - width(end))}…${end}`
}

/** Breaks the text at spaces, and inside words that are too long, into at most `maxLines`; the last tells with `…`. */
export function wrap(text: string, columns: number, maxLines: number): string[] {
  const lines: string[] = []
  let rest = text
  while (width(rest) > columns && lines.length < maxLines - 1) {
    const fitting = head(rest, columns)
    const space = rest[fitting.length] === ' ' ? fitting.length : fitting.lastIndexOf(' ')
    const line = space > 0 ? rest.slice(0, space) : fitting
    lines.push(line.trimEnd())
    rest = rest.slice(line.length).trimStart()
  }
  return [...lines, cut(rest, columns)]
}

/** As many of the last characters as fit. */
function tail(text: string, columns: number): string {
  return backwards(head(backwards(text), columns))
}

const backwards = (text: string) => Array.from(text).reverse().join('')

/** As many characters as fit. */
function head(text: string, columns: number): string {
  let end = 0
  let used = 0
  for (const character of text) {
    used += widthOf(character)
    if (used > columns) break
    end += character.length
  }
  return text.slice(0, end)
}
