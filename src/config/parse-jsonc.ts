import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type ConfigProblem, problemAt, quote } from './problem.js'
import type { Origin, Path, Sourced } from './sourced.js'

/** A configuration file as it was written, or why it could not be read. */
export interface ParsedDocument {
  /** Missing when the text is not JSON. */
  readonly root?: Sourced
  readonly problems: readonly ConfigProblem[]
}

/** Deeper documents are refused: parsers recurse. */
export const MAX_DEPTH = 64

/** By the parser's own names. */
const EXPECTED: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing brace',
  CloseBracketExpected: 'a closing bracket',
  EndOfFileExpected: 'the end of the file',
  InvalidNumberFormat: 'a number',
  UnexpectedEndOfComment: 'the end of the comment',
  UnexpectedEndOfString: 'the end of the text',
  InvalidEscapeCharacter: 'a valid escape',
  InvalidCharacter: 'an escaped control character',
}

/** Reads JSON with comments and trailing commas; every problem with its line. */
export function parseJsonc(text: string, file: string): ParsedDocument {
  const placeOf = places(text, file)
  const whole = (expected: string, got: string) => ({ problems: [problemAt(placeOf(0), [], { expected, got })] })
  if (text.trim() === '') return whole('a JSON object', 'an empty file')
  if (depth(text) > MAX_DEPTH) return whole(`at most ${MAX_DEPTH} levels`, 'a deeper document')

  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  if (errors.length > 0 || tree === undefined)
    return { problems: errors.map((error) => syntaxProblem(error, text, placeOf(error.offset))) }
  if (tree.type !== 'object') return whole('a JSON object', `${/^[aeiou]/.test(tree.type) ? 'an' : 'a'} ${tree.type}`)

  const problems: ConfigProblem[] = []
  return { root: toSourced(tree, { origin: placeOf(tree.offset), path: [] }, { placeOf, problems }), problems }
}

/** How many levels of objects and lists a JSON text nests. */
export function depth(text: string): number {
  const scanner = createScanner(text, true)
  let [level, deepest] = [0, 0]
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text[scanner.getTokenOffset()] // a bracket inside a text or a comment is not the first of its token
    if (first === '{' || first === '[') deepest = Math.max(deepest, ++level)
    else if (first === '}' || first === ']') level--
  }
  return deepest
}

interface Walk {
  readonly placeOf: (offset: number) => Origin
  readonly problems: ConfigProblem[]
}

function toSourced(node: Node, at: { origin: Origin; path: Path }, walk: Walk): Sourced {
  const { origin, path } = at
  const children = node.children ?? []
  if (node.type === 'array') {
    const items = children.map((item, index) =>
      toSourced(item, { origin: walk.placeOf(item.offset), path: [...path, index] }, walk),
    )
    return { origin, value: items }
  }
  if (node.type !== 'object') return { origin, value: node.value }
  const entries = new Map<string, Sourced>()
  for (const { offset, children: [name, value] = [] } of children) {
    if (name === undefined || value === undefined) continue
    const key: string = name.value
    const here = { origin: walk.placeOf(offset), path: [...path, key] }
    if (key === '__proto__')
      walk.problems.push(problemAt(here.origin, here.path, { expected: 'a known key', got: quote(key) }))
    else if (entries.has(key))
      walk.problems.push(problemAt(here.origin, here.path, { expected: 'each key once', got: `${quote(key)} again` }))
    else entries.set(key, toSourced(value, here, walk))
  }
  return { origin, value: entries }
}

function syntaxProblem({ error, offset, length }: ParseError, text: string, origin: Origin): ConfigProblem {
  const got = offset >= text.length ? 'the end of the file' : quote(text.slice(offset, offset + Math.max(1, length)))
  return problemAt(origin, [], { expected: EXPECTED[printParseErrorCode(error)] ?? 'JSON', got })
}

/** Turns offsets into lines and columns, both from 1. */
function places(text: string, file: string): (offset: number) => Origin {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)]
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
