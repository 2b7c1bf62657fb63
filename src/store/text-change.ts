/** What is copied from the text before: from where, how many characters; or what stands there instead. */
type Part = readonly [from: number, length: number] | string

/** Shorter stretches take about as much to name as to tell. */
const SHORTEST = 12

/**
 * How a text came of the one before, as JSON: what it has of it, and what is new. Finds what moved in one piece, as the
 * rows of a list that lost its first and got another last. Undefined when it would not be much shorter than the text.
 */
export function changeOf(before: string, after: string): string | undefined {
  const parts: Part[] = []
  addParts({ before, after, parts }, [0, before.length, 0, after.length])
  const change = JSON.stringify(parts.flat())
  return change.length > after.length / 2 ? undefined : change
}

/** The text that came of the one before by a change. */
export function changed(before: string, change: string): string {
  const parts: readonly (number | string)[] = JSON.parse(change)
  let text = ''
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]
    if (typeof part === 'number') text += before.slice(part, part + Number(parts[++at]))
    else text += part
  }
  return text
}

interface Texts {
  readonly before: string
  readonly after: string
  readonly parts: Part[]
}

type Range = readonly [from: number, to: number, afterFrom: number, afterTo: number]

/** Takes off what both begin and end with, and looks on both sides of what they share in between. */
function addParts(texts: Texts, [from, to, afterFrom, afterTo]: Range): void {
  const { before, after, parts } = texts
  const most = Math.min(to - from, afterTo - afterFrom)
  let head = 0
  while (head < most && before.charCodeAt(from + head) === after.charCodeAt(afterFrom + head)) head++
  let tail = 0
  while (tail < most - head && before.charCodeAt(to - 1 - tail) === after.charCodeAt(afterTo - 1 - tail)) tail++
  if (head < SHORTEST) head = 0
  if (tail < SHORTEST) tail = 0
  if (head > 0) parts.push([from, head])
  addMiddle(texts, [from + head, to - tail, afterFrom + head, afterTo - tail])
  if (tail > 0) parts.push([to - tail, tail])
}

function addMiddle(texts: Texts, range: Range): void {
  const [from, to, afterFrom, afterTo] = range
  const shared = afterTo - afterFrom < 2 * SHORTEST ? undefined : sharedIn(texts, range)
  if (shared === undefined) {
    if (afterTo > afterFrom) texts.parts.push(texts.after.slice(afterFrom, afterTo))
    return
  }
  const { at, afterAt, length } = shared
  addParts(texts, [from, at, afterFrom, afterAt])
  texts.parts.push([at, length])
  addParts(texts, [at + length, to, afterAt + length, afterTo])
}

/** A stretch that both have, around one of a few places; the longest possible there. */
function sharedIn({ before, after }: Texts, [from, to, afterFrom, afterTo]: Range) {
  for (const share of [0.5, 0.25, 0.75]) {
    const middle = afterFrom + Math.floor((afterTo - afterFrom - SHORTEST) * share)
    const piece = after.slice(middle, middle + SHORTEST)
    // Of the many places in a list of alike rows, the next one: a list moves on by a row.
    const next = before.indexOf(piece, from + middle - afterFrom)
    const found = next === -1 || next + SHORTEST > to ? before.indexOf(piece, from) : next
    if (found === -1 || found + SHORTEST > to) continue
    let at = found
    let afterAt = middle
    while (at > from && afterAt > afterFrom && before.charCodeAt(at - 1) === after.charCodeAt(afterAt - 1)) {
      at--
      afterAt--
    }
    let length = found + SHORTEST - at
    while (
      at + length < to &&
      afterAt + length < afterTo &&
      before.charCodeAt(at + length) === after.charCodeAt(afterAt + length)
    )
      length++
    return { at, afterAt, length }
  }
  return undefined
}
